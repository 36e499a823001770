import type { Icon } from '@tabler/icons-react';

export const ACTION_GROUPS = ['Project', 'Edit', 'View', 'Camera', 'Ask', 'Application'] as const;
export type ActionGroup = (typeof ACTION_GROUPS)[number];

/**
 * Something the user can do. Menus, toolbars, the command palette, the shortcut list and the keyboard
 * all derive from the one table of these.
 */
export interface Action {
  readonly id: string;
  readonly label: string;
  readonly group: ActionGroup;
  readonly icon: Icon;
  /** As `matchesShortcut` reads it. */
  readonly shortcut?: string;
  /** Whether it can be done now. Reads the stores; absent: always. */
  readonly enabled?: () => boolean;
  /** For toggles: whether it is on. */
  readonly checked?: () => boolean;
  readonly perform: () => void;
}

export const isEnabled = (action: Action): boolean => action.enabled?.() ?? true;
