import type { FocusedElement } from './shortcut.ts';

/** What `swallowsShortcut` has to know of the element a key stroke went to. */
export function describeFocus(target: EventTarget | null): FocusedElement {
  const element = target instanceof HTMLElement ? target : document.body;
  return {
    tagName: element.tagName,
    role: element.getAttribute('role'),
    isContentEditable: element.isContentEditable,
    insideOverlay: element.closest('[role="dialog"], [role="menu"], [role="listbox"]') !== null,
  };
}
