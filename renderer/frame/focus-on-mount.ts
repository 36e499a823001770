/**
 * A ref that moves the focus to an element as it appears: for what takes the place of the control just
 * used, so that the keyboard goes on there and not at the top of the page.
 */
export const focusOnMount = (element: HTMLElement | null): void => element?.focus({ preventScroll: true });
