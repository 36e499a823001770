import { expect, test } from 'vitest';
import { dropPlace, shiftOf } from './drag-order.ts';

const drag = (from: number, dy: number) => ({ from, rowHeight: 30, startY: 100, y: 100 + dy });
const shifts = (from: number, dy: number) => [0, 1, 2, 3].map((at) => shiftOf(drag(from, dy), at, 4));

test('a row is put down where most of it lies', () => {
  expect(dropPlace(drag(1, 14), 4)).toBe(1);
  expect(dropPlace(drag(1, 16), 4)).toBe(2);
  expect(dropPlace(drag(1, -16), 4)).toBe(0);
});

test('it stays in the list', () => {
  expect(dropPlace(drag(1, 1000), 4)).toBe(3);
  expect(dropPlace(drag(1, -1000), 4)).toBe(0);
  expect(shiftOf(drag(1, 1000), 1, 4)).toBe(60);
  expect(shiftOf(drag(1, -1000), 1, 4)).toBe(-30);
});

test('the rows it passes make room', () => {
  expect(shifts(0, 65)).toEqual([65, -30, -30, 0]);
  expect(shifts(3, -35)).toEqual([0, 0, 30, -35]);
  expect(shifts(1, 5)).toEqual([0, 5, 0, 0]);
});
