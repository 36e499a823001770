import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  activePhrases,
  addPhrase,
  describePhrases,
  enablePhrase,
  freeName,
  isNeeded,
  movePhrase,
  removePhrase,
  whyNotAdd,
} from './phrase-list.ts';

const set = (...texts: string[]) => ({ name: 'Table', phrases: texts.map((text) => ({ text, enabled: true })) });
const texts = ({ phrases }: ReturnType<typeof set>) => phrases.map(({ text }) => text);

describe('editing', () => {
  test('adds at the end, without the spaces around it', () => {
    expect(texts(addPhrase(set('object', 'stuff'), ' wood '))).toEqual(['object', 'stuff', 'wood']);
  });

  test('a phrase is in a set once, whatever its case', () => {
    expect(whyNotAdd(set('object', 'Stuff'), ' stuff')).toContain('already');
    expect(whyNotAdd(set('object'), 'stuff')).toBeNull();
  });

  test('a set has an end', () => {
    const full = set(...Array.from({ length: 64 }, (_, i) => `phrase ${i}`));
    expect(whyNotAdd(full, 'one more')).toContain('64');
    expect(whyNotAdd(removePhrase(full, 3), 'one more')).toBeNull();
  });

  test('phrases that are disabled stay, and take no part', () => {
    const edited = enablePhrase(set('object', 'things', 'stuff'), 1, false);
    expect(texts(edited)).toHaveLength(3);
    expect(activePhrases(edited)).toEqual(['object', 'stuff']);
    expect(describePhrases(edited)).toBe('2 of 3 phrases');
    expect(describePhrases(set('object'))).toBe('1 phrase');
  });

  test('the last phrase that takes part is needed', () => {
    const two = set('object', 'things');
    expect(isNeeded(two, 0)).toBe(false);
    const one = enablePhrase(two, 1, false);
    expect(isNeeded(one, 0)).toBe(true);
    expect(isNeeded(one, 1)).toBe(false);
  });
});

describe('reordering', () => {
  const letters = set('a', 'b', 'c', 'd');

  test.each([
    [0, 2, 'bcad'],
    [3, 0, 'dabc'],
    [1, 1, 'abcd'],
    [1, 99, 'acdb'],
    [2, -1, 'cabd'],
  ])('%i to %i', (from, to, expected) => expect(texts(movePhrase(letters, from, to)).join('')).toBe(expected));

  test('keeps every phrase, puts the moved one in its place, and moving it back undoes it', () => {
    const position = fc.nat({ max: 3 });
    fc.assert(
      fc.property(position, position, (from, to) => {
        const moved = movePhrase(letters, from, to);
        expect(texts(moved).toSorted()).toEqual(texts(letters));
        expect(moved.phrases[to]).toBe(letters.phrases[from]);
        expect(movePhrase(moved, to, from)).toEqual(letters);
      }),
    );
  });
});

test('copies get a name that is free', () => {
  const named = (...names: string[]) => names.map((name) => ({ ...set('object'), name }));
  expect(freeName('Kitchen', named('Default'))).toBe('Kitchen');
  expect(freeName('Kitchen', named('Default', 'kitchen'))).toBe('Kitchen 2');
  expect(freeName('Kitchen 2', named('Kitchen', 'Kitchen 2', 'Kitchen 3'))).toBe('Kitchen 4');
});
