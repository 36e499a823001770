import { expect, test } from 'vitest';
import { vocabularySchema } from '../api/contract.ts';
import { DEFAULT_VOCABULARY } from './default-vocabulary.ts';

test('every word is there once, and the list is one that a user could save', () => {
  expect(new Set(DEFAULT_VOCABULARY).size).toBe(DEFAULT_VOCABULARY.length);
  expect(vocabularySchema.parse({ words: DEFAULT_VOCABULARY }).words).toEqual(DEFAULT_VOCABULARY);
});
