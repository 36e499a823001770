import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../errors.ts';
import {
  activePhrases,
  addPhrase,
  DEFAULT_PHRASE_SET,
  duplicateSet,
  exportSet,
  importSet,
  movePhrase,
  type PhraseSet,
  phraseSetSchema,
  removePhrase,
  setEnabled,
} from './phrase-sets.ts';

const texts = ({ phrases }: PhraseSet) => phrases.map(({ text }) => text);

describe('a set of canonical phrases', () => {
  it('starts as the paper has it', () => {
    expect(activePhrases(DEFAULT_PHRASE_SET)).toEqual(['object', 'things', 'stuff', 'texture']);
  });

  it('is edited by giving a new one', () => {
    const added = addPhrase(DEFAULT_PHRASE_SET, ' wood ', 1);
    expect(texts(added)).toEqual(['object', 'wood', 'things', 'stuff', 'texture']);
    expect(texts(removePhrase(added, 'STUFF'))).toEqual(['object', 'wood', 'things', 'texture']);
    expect(activePhrases(setEnabled(added, 'object', false))).toEqual(['wood', 'things', 'stuff', 'texture']);
    expect(texts(movePhrase(added, 'texture', 0))).toEqual(['texture', 'object', 'wood', 'things', 'stuff']);
    expect(texts(movePhrase(added, 'object', 4))).toEqual(['wood', 'things', 'stuff', 'texture', 'object']);
    expect(movePhrase(added, 'glass', 0)).toBe(added);
    expect(texts(DEFAULT_PHRASE_SET)).toHaveLength(4);
  });

  it.each<[string, () => unknown, RegExp]>([
    ['the same phrase again', () => addPhrase(DEFAULT_PHRASE_SET, 'Stuff'), /already/],
    ['nothing', () => addPhrase(DEFAULT_PHRASE_SET, '  '), /1 to 200 characters/],
    [
      'the last phrase gone',
      () => removePhrase({ name: 'One', phrases: [{ text: 'a', enabled: true }] }, 'a'),
      /1 to 64/,
    ],
    [
      'none that takes part',
      () => setEnabled({ name: 'One', phrases: [{ text: 'a', enabled: true }] }, 'a', false),
      /takes part/,
    ],
    ['damaged JSON', () => importSet('{"name":', 'x'), /no JSON/],
    ['another JSON', () => importSet('{"phrases": 3}', 'x'), /1 to 64/],
  ])('refuses %s and says why', (_case, edit, message) => {
    expect(edit).toThrow(UserError);
    expect(edit).toThrow(message);
  });

  it('is copied under a name of its own', () => {
    expect(duplicateSet(DEFAULT_PHRASE_SET, ['Default']).name).toBe('Default 2');
    expect(duplicateSet({ ...DEFAULT_PHRASE_SET, name: 'Default 2' }, ['Default', 'Default 2']).name).toBe('Default 3');
  });

  it('comes back from its file as it was', () => {
    const text = fc.string({ minLength: 1, maxLength: 20 }).map((value) => value.trim());
    const phrases = fc.uniqueArray(fc.record({ text, enabled: fc.boolean() }), {
      minLength: 1,
      maxLength: 8,
      selector: (phrase) => phrase.text.toLowerCase(),
    });
    fc.assert(
      fc.property(fc.record({ name: text, phrases }), (set) => {
        fc.pre(phraseSetSchema.safeParse(set).success);
        expect(importSet(exportSet(set), 'other')).toEqual(set);
      }),
    );
  });

  it('can be a list of lines', () => {
    const set = importSet('wood\r\n\n glass \nWood\n', 'Materials');
    expect(set.name).toBe('Materials');
    expect(activePhrases(set).map((line) => line.toLowerCase())).toEqual(['wood', 'glass']);
  });
});
