const WATCHED_MS = 4000;
/** What the user does next has a will of its own. */
const USER_EVENTS = ['wheel', 'pointerdown', 'keydown'] as const;

/**
 * Holds an element where it is on screen while what it set off grows above it in the same panel; the
 * browser's own scroll anchoring holds the topmost element instead.
 */
export function keepInPlace(element: HTMLElement): void {
  const panel = scrollerOf(element);
  if (panel === null) return;
  const top = element.getBoundingClientRect().top;
  const ended = new AbortController();
  for (const type of USER_EVENTS) {
    window.addEventListener(type, () => ended.abort(), { signal: ended.signal, passive: true });
  }
  const end = performance.now() + WATCHED_MS;
  const hold = () => {
    if (ended.signal.aborted) return;
    if (!element.isConnected || performance.now() > end) {
      ended.abort();
      return;
    }
    panel.scrollTop += element.getBoundingClientRect().top - top;
    requestAnimationFrame(hold);
  };
  requestAnimationFrame(hold);
}

function scrollerOf(element: HTMLElement): HTMLElement | null {
  for (let parent = element.parentElement; parent !== null; parent = parent.parentElement) {
    if (parent.scrollHeight > parent.clientHeight && getComputedStyle(parent).overflowY !== 'visible') return parent;
  }
  return null;
}
