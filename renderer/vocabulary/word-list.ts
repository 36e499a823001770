/** What the vocabulary editor does to a list of words. */

export const MOST_WORDS = 2000;
export const LONGEST_WORD = 200;

/** Encoders take case for nothing. */
const keyOf = (word: string) => word.trim().toLowerCase();

export interface Additions {
  readonly words: readonly string[];
  readonly added: number;
  /** Were there already. */
  readonly known: number;
  /** Too long, or beyond what a vocabulary holds. */
  readonly refused: number;
}

/** Adds the words of a text, one in each line or with commas between them, each once; new ones come first. */
export function addWords(words: readonly string[], text: string): Additions {
  const taken = new Set(words.map(keyOf));
  const fresh: string[] = [];
  let known = 0;
  let refused = 0;
  for (const word of text.split(/[\n\r,;]+/).map((piece) => piece.trim().replace(/\s+/g, ' '))) {
    if (word === '') continue;
    if (taken.has(keyOf(word))) known += 1;
    else if (word.length > LONGEST_WORD || words.length + fresh.length >= MOST_WORDS) refused += 1;
    else {
      taken.add(keyOf(word));
      fresh.push(word);
    }
  }
  return { words: [...fresh, ...words], added: fresh.length, known, refused };
}

export const removeWord = (words: readonly string[], word: string): string[] => words.filter((other) => other !== word);

export const filterWords = (words: readonly string[], text: string): readonly string[] =>
  text.trim() === '' ? words : words.filter((word) => keyOf(word).includes(keyOf(text)));

export function describeAdditions({ added, known, refused }: Additions): string {
  const parts = [
    `${added} added`,
    ...(known > 0 ? [`${known} there already`] : []),
    ...(refused > 0 ? [`${refused} left out: too long, or more than ${MOST_WORDS.toLocaleString('en')} words`] : []),
  ];
  return `${parts.join(', ')}.`;
}
