import { ActionIcon, Group, Tooltip, type TooltipProps } from '@mantine/core';
import type { Action } from './action.ts';
import classes from './action-button.module.css';
import { ShortcutKeys } from './shortcut-keys.tsx';
import { useActionState } from './use-action-state.ts';

interface ActionButtonProps {
  readonly action: Action;
  /** A word to show in place of the icon, where no picture says it as well. */
  readonly text?: string;
  readonly side?: NonNullable<TooltipProps['position']>;
}

/** An action as an icon; toggles show whether they are on. */
export function ActionButton({ action, text, side = 'bottom' }: ActionButtonProps) {
  const { enabled, checked } = useActionState(action);
  const { icon: Icon, label, shortcut, perform } = action;
  return (
    <Tooltip
      position={side}
      label={
        <Group gap={8}>
          {label}
          {shortcut && <ShortcutKeys shortcut={shortcut} />}
        </Group>
      }
    >
      <ActionIcon
        aria-label={label}
        {...(text !== undefined && { w: 'auto' })}
        disabled={!enabled}
        variant={checked ? 'light' : 'subtle'}
        color={checked ? 'teal' : 'gray'}
        onClick={perform}
        {...(checked !== undefined && { 'aria-pressed': checked })}
      >
        {text === undefined ? (
          <Icon size={17} stroke={1.6} aria-hidden />
        ) : (
          <span className={classes.text}>{text}</span>
        )}
      </ActionIcon>
    </Tooltip>
  );
}
