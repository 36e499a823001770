import type { FoundObject, RelationName, Thing } from '../../main/api/contract.ts';

/** As they stand in a sentence, in the order in which they are offered. */
const WORDS: Readonly<Record<RelationName, string>> = {
  left: 'left of',
  right: 'right of',
  front: 'in front of',
  behind: 'behind',
  above: 'above',
  below: 'below',
  on: 'on',
  inside: 'in',
  near: 'near',
  between: 'between',
};

export const RELATIONS = Object.entries(WORDS).map(([value, label]) => ({ value: value as RelationName, label }));

export const relationWords = (relation: RelationName): string => WORDS[relation];

export const nameOfThing = ({ phrase }: Thing): string => phrase ?? 'something';

/** Length, depth and height of what was found, largest first: "0.32 × 0.21 × 0.12". */
export const formatExtent = ({ halfExtent }: Pick<FoundObject, 'halfExtent'>): string =>
  halfExtent
    .map((half) => 2 * half)
    .toSorted((a, b) => b - a)
    .map((length) => length.toFixed(2))
    .join(' × ');

/** From where half of what sees a place, or how it sees it, speaks against it. */
export const LOW_CONFIDENCE = 0.4;

/** Why an answer is not to be trusted; null where it is. */
export function doubtAbout({ isDoubtful, confidence }: FoundObject, phrase: string): string | null {
  if (isDoubtful) return `A guess: nothing in the scene is more like “${phrase}” than like a canonical phrase.`;
  if (confidence < LOW_CONFIDENCE)
    return 'Few cameras see this place well, so where it is and how far it goes is uncertain.';
  return null;
}
