import type { Action } from './action.ts';
import { applicationActions } from './application-actions.ts';
import { cameraActions } from './camera-actions.ts';
import { projectActions } from './project-actions.ts';
import { viewActions } from './view-actions.ts';

/** Everything the user can do, in the order in which menus show it. */
export const actions: readonly Action[] = [...projectActions, ...viewActions, ...cameraActions, ...applicationActions];

export const isEnabled = (action: Action): boolean => action.enabled?.() ?? true;

/** The actions that can be done now and whose label or group contains every word of `text`. */
export function commandsFor(table: readonly Action[], text: string): Action[] {
  const words = text.toLowerCase().split(/\s+/);
  return table.filter((action) => {
    const name = `${action.label} ${action.group}`.toLowerCase();
    return isEnabled(action) && words.every((word) => name.includes(word));
  });
}
