import { expect, test } from 'vitest';
import { addWords, describeAdditions, filterWords, MOST_WORDS, removeWord } from './word-list.ts';

test('words come one in each line or with commas between them, each once, new ones first', () => {
  const { words, added, known, refused } = addWords(['mug'], 'cup, Mug\r\n puzzle   cube \n\ncup');
  expect(words).toEqual(['cup', 'puzzle cube', 'mug']);
  expect([added, known, refused]).toEqual([2, 2, 0]);
});

test('a vocabulary has an end, and so has a word', () => {
  const nearlyFull = Array.from({ length: MOST_WORDS - 1 }, (_, i) => `word ${i}`);
  expect(addWords(nearlyFull, 'one, two, three')).toMatchObject({ added: 1, refused: 2 });
  expect(addWords([], 'x'.repeat(201))).toMatchObject({ words: [], refused: 1 });
});

test('what was added is told, with what was not', () => {
  expect(describeAdditions(addWords([], 'a, b'))).toBe('2 added.');
  expect(describeAdditions(addWords(['a'], 'a, b'))).toBe('1 added, 1 there already.');
  expect(describeAdditions(addWords([], 'x'.repeat(201)))).toContain('1 left out');
});

test('words are removed and looked for', () => {
  expect(removeWord(['cup', 'mug'], 'cup')).toEqual(['mug']);
  expect(filterWords(['Puzzle cube', 'mug'], ' CUBE ')).toEqual(['Puzzle cube']);
  expect(filterWords(['mug'], ' ')).toEqual(['mug']);
});
