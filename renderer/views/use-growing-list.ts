import { type RefCallback, useCallback, useState } from 'react';

/** Few enough to be made within a frame or two. */
const AT_ONCE = 20;

/**
 * How much of a long list is on the page: some, and more of it whenever its end comes near what is seen.
 * `end` goes to an element behind the list.
 *
 * @param listed what the list is of. Of another one there is only some again: to make all of a thousand at once
 *   would halt the page.
 */
export function useGrowingList(listed: string): { readonly count: number; readonly end: RefCallback<Element> } {
  const [{ of, count }, setState] = useState({ of: listed, count: AT_ONCE });
  if (of !== listed) setState({ of: listed, count: AT_ONCE });
  const end = useCallback((element: Element | null) => {
    if (element === null) return;
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting) setState((before) => ({ ...before, count: before.count + AT_ONCE }));
      },
      // The list is seen through a panel that scrolls, at whose edge the margin of the page ends.
      { rootMargin: '800px', scrollMargin: '800px' },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { count, end };
}
