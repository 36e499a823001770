import { useEffect } from 'react';
import { isEnabled } from './action.ts';
import { actions } from './action-table.ts';
import { describeFocus } from './focused-element.ts';
import { isMac } from './platform.ts';
import { matchesShortcut, swallowsShortcut } from './shortcut.ts';

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented) return;
  // Keys that do one thing here and another there (Escape) have an action for each.
  const action = actions.find(
    (candidate) =>
      candidate.shortcut !== undefined && matchesShortcut(candidate.shortcut, event, isMac) && isEnabled(candidate),
  );
  if (action?.shortcut === undefined) return;
  if (swallowsShortcut(describeFocus(event.target), action.shortcut)) return;
  event.preventDefault();
  action.perform();
}

/** Performs the action of every shortcut that no focused element needs for itself. */
export function useShortcuts(): void {
  useEffect(() => {
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}
