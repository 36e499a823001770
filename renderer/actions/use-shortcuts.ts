import { useEffect } from 'react';
import { actions, isEnabled } from './action-table.ts';
import { isMac } from './platform.ts';
import { type FocusedElement, matchesShortcut, swallowsShortcut } from './shortcut.ts';

function describe(target: EventTarget | null): FocusedElement {
  const element = target instanceof HTMLElement ? target : document.body;
  return {
    tagName: element.tagName,
    role: element.getAttribute('role'),
    isContentEditable: element.isContentEditable,
    insideOverlay: element.closest('[role="dialog"], [role="menu"], [role="listbox"]') !== null,
  };
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented) return;
  const action = actions.find(({ shortcut }) => shortcut !== undefined && matchesShortcut(shortcut, event, isMac));
  if (action?.shortcut === undefined || !isEnabled(action)) return;
  if (swallowsShortcut(describe(event.target), action.shortcut)) return;
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
