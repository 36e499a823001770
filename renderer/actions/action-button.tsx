import { ActionIcon, Group, Tooltip, type TooltipProps } from '@mantine/core';
import type { Action } from './action.ts';
import { ShortcutKeys } from './shortcut-keys.tsx';
import { useActionState } from './use-action-state.ts';

/** An action as an icon; toggles show whether they are on. */
export function ActionButton({ action, side = 'bottom' }: { action: Action; side?: TooltipProps['position'] }) {
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
        disabled={!enabled}
        variant={checked ? 'light' : 'subtle'}
        color={checked ? 'teal' : 'gray'}
        onClick={perform}
        {...(checked !== undefined && { 'aria-pressed': checked })}
      >
        <Icon size={17} stroke={1.6} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
