import { expect, it } from 'vitest';
import { checkReading } from './check-reading.ts';
import { readSentence } from './read-sentence.ts';
import type { Reading, RelationName, Thing } from './sentence.ts';

const thing = (phrase: string): Thing => ({ phrase, constraints: [] });
const placed = (relation: RelationName, ...references: Thing[]): Reading => ({
  kind: 'relations',
  things: [{ phrase: 'cup', constraints: [{ relation, negated: false, references }] }],
});

it('takes what the grammar reads', () => {
  for (const text of ['mug', 'the cup between the book and the lamp', 'something not on the table']) {
    const reading = readSentence(text);
    expect(checkReading(reading)).toBe(reading);
  }
});

it('refuses relations to too many things or too few, at any depth', () => {
  expect(() => checkReading(placed('between', thing('book')))).toThrow('two things, not 1');
  expect(() => checkReading(placed('on', thing('book'), thing('lamp')))).toThrow('one thing, not 2');
  const inner = { ...thing('book'), constraints: [{ relation: 'near' as const, negated: true, references: [] }] };
  expect(() => checkReading(placed('on', inner))).toThrow('one thing, not 0');
});

it('refuses more things than can be looked for', () => {
  const things = Array.from({ length: 25 }, (_, i) => thing(`thing ${i}`));
  expect(() => checkReading({ kind: 'relations', things })).toThrow('at most 24 things');
  expect(checkReading({ kind: 'relations', things: things.slice(1) })).toBeTruthy();
});
