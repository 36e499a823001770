import { Menu } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import type { Action } from './action.ts';
import { ShortcutKeys } from './shortcut-keys.tsx';
import { useActionState } from './use-action-state.ts';

/** An action as a line of a menu. */
export function ActionMenuItem({ action }: { action: Action }) {
  const { enabled, checked } = useActionState(action);
  const { icon: Icon, label, shortcut, perform } = action;
  return (
    <Menu.Item
      disabled={!enabled}
      onClick={perform}
      leftSection={checked ? <IconCheck size={15} aria-hidden /> : <Icon size={15} stroke={1.6} aria-hidden />}
      rightSection={shortcut && <ShortcutKeys shortcut={shortcut} />}
      {...(checked !== undefined && { role: 'menuitemcheckbox', 'aria-checked': checked })}
    >
      {label}
    </Menu.Item>
  );
}
