import { type RefCallback, useCallback, useState } from 'react';

/** Few enough to be made within a frame or two. */
const AT_ONCE = 20;

/**
 * How much of a long list is on the page: some, and more of it whenever its end comes near what is seen.
 * `end` goes to an element behind the list.
 */
export function useGrowingList(): { readonly count: number; readonly end: RefCallback<Element> } {
  const [count, setCount] = useState(AT_ONCE);
  const end = useCallback((element: Element | null) => {
    if (element === null) return;
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting) setCount((before) => before + AT_ONCE);
      },
      // The list is seen through a panel that scrolls, at whose edge the margin of the page ends.
      { rootMargin: '800px', scrollMargin: '800px' },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { count, end };
}
