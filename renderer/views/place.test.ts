import { expect, test } from 'vitest';
import { firstAhead } from './place.ts';

/** At (0, -2, 1), looking along +y with +z up. */
const camera = { worldFromCamera: [1, 0, 0, 0, 0, 0, -1, -2, 0, 1, 0, 1] };
const SPACING = 0.01;

test('the first surface ahead is met, on the axis of the view', () => {
  const wall = (y: number) => [-1, 0, 1].flatMap((column) => [column * SPACING, y, 1 + column * SPACING]);
  const place = firstAhead(camera, new Float32Array([...wall(3), ...wall(0.5), ...wall(1)]), SPACING)!;
  expect(place[0]).toBeCloseTo(0);
  expect(place[1]).toBeCloseTo(0.5);
  expect(place[2]).toBeCloseTo(1);
});

test('what lies behind the camera or beside the axis is not ahead', () => {
  expect(firstAhead(camera, new Float32Array([0, -3, 1, 0.1, 0, 1, 0, 0, 1.1]), SPACING)).toBeNull();
  expect(firstAhead(camera, new Float32Array(0), SPACING)).toBeNull();
});
