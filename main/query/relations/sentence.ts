/**
 * What a sentence about places asks for. The tree can be shown, corrected and written out as a sentence
 * again: `readSentence(writeSentence(things))` gives the same tree.
 */

export type RelationName =
  | 'left'
  | 'right'
  | 'front'
  | 'behind'
  | 'above'
  | 'below'
  | 'on'
  | 'inside'
  | 'near'
  | 'between';

export const RELATION_NAMES: readonly RelationName[] = [
  'left',
  'right',
  'front',
  'behind',
  'above',
  'below',
  'on',
  'inside',
  'near',
  'between',
];

/** Something that is looked for: what it is like, and where it is. */
export interface Thing {
  /** What the encoder is asked; null for anything at all. */
  readonly phrase: string | null;
  /** All of them hold. A reference has at most one: which thing more of them describe could not be said. */
  readonly constraints: readonly Constraint[];
}

export interface Constraint {
  readonly relation: RelationName;
  /** It must not hold. */
  readonly negated: boolean;
  /** What it refers to: two things for `between`, one for all others. */
  readonly references: readonly Thing[];
}

/** How a sentence was read. */
export type Reading =
  | { readonly kind: 'relations'; readonly things: readonly Thing[] }
  /** As one phrase; `reason` says why, where it looks as if it spoke of places. */
  | { readonly kind: 'plain'; readonly phrase: string; readonly reason: string | null };

/** Words that say a relation, the usual ones first: these are written. */
export const RELATION_WORDS: Readonly<Record<RelationName, readonly string[]>> = {
  left: ['left of', 'to the left of', 'on the left of', 'on the left side of', 'to the left side of', 'at the left of'],
  right: [
    'right of',
    'to the right of',
    'on the right of',
    'on the right side of',
    'to the right side of',
    'at the right of',
  ],
  front: ['in front of', 'at the front of'],
  behind: ['behind', 'in back of', 'at the back of'],
  above: ['above', 'over'],
  below: ['below', 'under', 'underneath', 'beneath'],
  on: ['on', 'on top of', 'atop', 'upon'],
  inside: ['in', 'inside', 'inside of', 'within'],
  near: ['near', 'near to', 'next to', 'close to', 'beside', 'alongside'],
  between: ['between', 'in between'],
};

/** How many things a relation refers to. */
export const referencesOf = (relation: RelationName): number => (relation === 'between' ? 2 : 1);

/** Every phrase that has to be looked for, once each. */
export function phrasesOf(things: readonly Thing[]): string[] {
  const all = (thing: Thing): (string | null)[] => [
    thing.phrase,
    ...thing.constraints.flatMap(({ references }) => references.flatMap(all)),
  ];
  return [...new Set(things.flatMap(all))].filter((phrase) => phrase !== null);
}

/** The sentence that says what the tree does. */
export function writeSentence(things: readonly Thing[]): string {
  // After a place, ‘and the plate’ would be read as one more thing that the place refers to.
  return things
    .map((thing, i) => `${i === 0 ? '' : things[i - 1]!.constraints.length > 0 ? '; ' : ' and '}${writeThing(thing)}`)
    .join('');
}

function writeThing({ phrase, constraints }: Thing): string {
  const name = phrase === null ? 'something' : `the ${phrase}`;
  return [name, constraints.map(writeConstraint).join(' and ')].filter((part) => part !== '').join(' ');
}

function writeConstraint({ relation, negated, references }: Constraint): string {
  return `${negated ? 'not ' : ''}${RELATION_WORDS[relation][0]} ${references.map(writeThing).join(' and ')}`;
}
