import { describe, expect, test } from 'vitest';
import {
  frustumLines,
  frustumSize,
  imagePlane,
  imagePlanes,
  LINE_VERTICES_PER_CAMERA,
  PLANE_TRIANGLES_PER_CAMERA,
} from './frustum-geometry.ts';
import { frameAt, testFrame } from './test-frame.ts';

describe('imagePlane', () => {
  test('stands in front of the camera (-z), as wide as asked, off-centre like the principal point', () => {
    const [topLeft, topRight, bottomRight, bottomLeft] = imagePlane(testFrame(), 0.2);
    expect(topLeft).toEqual([-0.09, 0.06, -0.1].map((x) => expect.closeTo(x, 10)));
    expect(topRight).toEqual([0.11, 0.06, -0.1].map((x) => expect.closeTo(x, 10)));
    expect(bottomRight).toEqual([0.11, -0.04, -0.1].map((x) => expect.closeTo(x, 10)));
    expect(bottomLeft).toEqual([-0.09, -0.04, -0.1].map((x) => expect.closeTo(x, 10)));
  });

  test('follows the pose', () => {
    // Looks along +x with +z up, from (1, 2, 3).
    const turned = testFrame({ worldFromCamera: [0, 0, -1, 1, -1, 0, 0, 2, 0, 1, 0, 3] });
    expect(imagePlane(turned, 0.2)[0]).toEqual([1.1, 2.09, 3.06].map((x) => expect.closeTo(x, 10)));
  });
});

test('lines: every frustum has its share, and each begins at the camera centre', () => {
  const lines = frustumLines([frameAt(0, 0, 0), frameAt(5, 6, 7)], 0.1);
  expect(lines).toHaveLength(2 * LINE_VERTICES_PER_CAMERA * 3);
  expect([...lines.subarray(LINE_VERTICES_PER_CAMERA * 3, LINE_VERTICES_PER_CAMERA * 3 + 3)]).toEqual([5, 6, 7]);
  expect(lines.every(Number.isFinite)).toBe(true);
});

test('planes: the triangles of a camera use its own corners and face it', () => {
  const { positions, indices } = imagePlanes([frameAt(0, 0, 0), frameAt(1, 0, 0)], 0.1);
  const second = indices.subarray(PLANE_TRIANGLES_PER_CAMERA * 3);
  expect([...new Set(second)].sort()).toEqual([4, 5, 6, 7]);
  const at = (i: number) => positions.subarray(second[i]! * 3, second[i]! * 3 + 3);
  const [a, b, c] = [at(0), at(1), at(2)];
  const normalZ = (b[0]! - a[0]!) * (c[1]! - a[1]!) - (b[1]! - a[1]!) * (c[0]! - a[0]!);
  expect(normalZ).toBeGreaterThan(0);
});

describe('frustumSize', () => {
  test('grows with the distance between neighbours, within limits', () => {
    const row = (gap: number) => Array.from({ length: 9 }, (_, i) => frameAt(i * gap, 0, 0));
    expect(frustumSize(row(0.1))).toBeCloseTo(0.12);
    expect(frustumSize(row(0.0001))).toBe(0.07);
    expect(frustumSize(row(3))).toBe(0.16);
  });

  test('has an answer for one camera and for none', () => {
    expect(frustumSize([frameAt(0, 0, 0)])).toBe(0.16);
    expect(frustumSize([])).toBe(0.16);
  });
});
