import { expect, test } from 'vitest';
import { writeAnswer } from './splat-answer.ts';

test('relevancy and tints lie side by side, and the last tint wins', () => {
  const target = Uint16Array.of(9, 9, 9, 9, 9, 9);
  writeAnswer(target, Uint16Array.of(1, 65535, 3), [
    { objects: Uint8Array.of(1, 2, 0), slot: 1 },
    { objects: Uint8Array.of(0, 1, 0), slot: 4 },
  ]);
  expect([...target]).toEqual([1, 1, 65535, 4, 3, 0]);
});

test('nothing asked leaves nothing, and answers about another index are left out', () => {
  const target = Uint16Array.of(9, 9, 9, 9);
  writeAnswer(target, Uint16Array.of(1, 2, 3), [{ objects: Uint8Array.of(1), slot: 1 }]);
  expect([...target]).toEqual([0, 0, 0, 0]);
  writeAnswer(target, null, []);
  expect([...target]).toEqual([0, 0, 0, 0]);
});
