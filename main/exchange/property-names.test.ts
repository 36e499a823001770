import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { propertyNames } from './property-names.ts';

describe('names of PLY properties', () => {
  test('are made from the words of phrases', () => {
    expect(propertyNames(['Red mug', 'café crème', '  pen?! ', '茶碗', '?'])).toEqual([
      'red_mug',
      'cafe_creme',
      'pen',
      'phrase',
      'phrase_2',
    ]);
  });

  test('are never the same, not even as one that a phrase spells out', () => {
    expect(propertyNames(['mug', 'mug 2', 'Mug'])).toEqual(['mug', 'mug_2', 'mug_3']);
  });

  test('are safe and unique, whatever the phrases are', () => {
    const phrase = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('mug', 'MUG', 'mug_2', 'mug 2', ''));
    fc.assert(
      fc.property(fc.array(phrase, { maxLength: 12 }), (phrases) => {
        const names = propertyNames(phrases);
        expect(new Set(names).size).toBe(phrases.length);
        for (const name of names) expect(name).toMatch(/^[a-z0-9][a-z0-9_]{0,40}$/);
      }),
      { numRuns: 40 },
    );
  });
});
