import type { FocusedElement } from './shortcut.ts';

const TEXT_FIELDS =
  'textarea, select, [contenteditable]:not([contenteditable="false"]), ' +
  'input:not([type="radio"], [type="checkbox"], [type="range"], [type="button"], [type="submit"])';

const ARROW_USERS =
  'input, [role="slider"], [role="tab"], [role="radio"], [role="separator"], [role="spinbutton"], [role="treeitem"]';

const OVERLAYS = '[role="dialog"], [role="menu"], [role="listbox"]';

/** What `swallowsShortcut` has to know of the element a key stroke went to. */
export function describeFocus(target: EventTarget | null): FocusedElement {
  const element = target instanceof Element ? target : document.body;
  return {
    takesText: element.matches(TEXT_FIELDS),
    takesArrows: element.matches(ARROW_USERS),
    isInOverlay: element.closest(OVERLAYS) !== null,
  };
}
