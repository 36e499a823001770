import { expect, test } from 'vitest';
import { suggestionsFor } from './suggestions.ts';

const queries = [
  { text: 'red cup', pinned: false },
  { text: 'Blue cup on the book', pinned: true },
  { text: 'plant', pinned: false },
  { text: 'cupboard', pinned: false },
];
const textsFor = (typed: string) => suggestionsFor(queries, typed).map(({ text }) => text);

test('before anything is typed, everything is offered: pinned first, then the newest', () => {
  expect(textsFor(' ')).toEqual(['Blue cup on the book', 'red cup', 'plant', 'cupboard']);
});

test('beginnings of words in any order, whatever their case', () => {
  expect(textsFor('cup')).toEqual(['Blue cup on the book', 'red cup', 'cupboard']);
  expect(textsFor('boo blu')).toEqual(['Blue cup on the book']);
  expect(textsFor('ook')).toEqual([]);
});

test('what stands in the field already is not offered', () => {
  expect(textsFor('Red cup ')).toEqual([]);
});

test('no more than fit', () => {
  const many = Array.from({ length: 30 }, (_, i) => ({ text: `thing ${i}`, pinned: false }));
  expect(suggestionsFor(many, '')).toHaveLength(8);
});
