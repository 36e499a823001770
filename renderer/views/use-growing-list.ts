import { type RefCallback, useCallback, useState } from 'react';

const AT_ONCE = 60;

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
      { rootMargin: '800px' },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { count, end };
}
