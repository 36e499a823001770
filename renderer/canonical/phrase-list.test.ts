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

  test('what is there already is not added', () => {
    expect(texts(addPhrase(set('object'), 'Object'))).toEqual(['object']);
  });

  test('a set has an end', () => {
    const full = set(...Array.from({ length: 64 }, (_, i) => `phrase ${i}`));
    expect(whyNotAdd(full, 'one more')).toContain('64');
    expect(whyNotAdd(removePhrase(full, 'phrase 3'), 'one more')).toBeNull();
  });

  test('phrases that are disabled stay, and take no part', () => {
    const edited = enablePhrase(set('object', 'things', 'stuff'), 'things', false);
    expect(texts(edited)).toHaveLength(3);
    expect(activePhrases(edited)).toEqual(['object', 'stuff']);
    expect(describePhrases(edited)).toBe('2 of 3 phrases');
    expect(describePhrases(set('object'))).toBe('1 phrase');
  });

  test('the last phrase that takes part is needed', () => {
    const two = set('object', 'things');
    expect(isNeeded(two, 'object')).toBe(false);
    const one = enablePhrase(two, 'things', false);
    expect(isNeeded(one, 'object')).toBe(true);
    expect(isNeeded(one, 'things')).toBe(false);
  });
});

describe('reordering', () => {
  const letters = set('a', 'b', 'c', 'd');

  test.each([
    ['a', 2, 'bcad'],
    ['d', 0, 'dabc'],
    ['b', 1, 'abcd'],
    ['b', 99, 'acdb'],
    ['c', -1, 'cabd'],
    ['gone', 1, 'abcd'],
  ])('%s to %i', (text, to, expected) => expect(texts(movePhrase(letters, text, to)).join('')).toBe(expected));

  test('keeps every phrase, puts the moved one in its place, and moving it back undoes it', () => {
    const position = fc.nat({ max: 3 });
    fc.assert(
      fc.property(position, position, (from, to) => {
        const phrase = letters.phrases[from]!;
        const moved = movePhrase(letters, phrase.text, to);
        expect(texts(moved).toSorted()).toEqual(texts(letters));
        expect(moved.phrases[to]).toBe(phrase);
        expect(movePhrase(moved, phrase.text, from)).toEqual(letters);
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
