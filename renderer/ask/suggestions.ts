import type { AskedQuery } from '../../main/api/contract.ts';

const MOST_SUGGESTIONS = 8;

/** What was asked before and has every word, or beginning of a word, that is typed: pinned first, then the newest. */
export function suggestionsFor(queries: readonly AskedQuery[], typed: string): AskedQuery[] {
  const text = typed.trim().toLowerCase();
  const words = text.split(/\s+/);
  const fitting = queries.filter((query) => {
    const known = query.text.toLowerCase();
    return known !== text && words.every((word) => ` ${known}`.includes(` ${word}`));
  });
  return [...fitting.filter(({ pinned }) => pinned), ...fitting.filter(({ pinned }) => !pinned)].slice(
    0,
    MOST_SUGGESTIONS,
  );
}
