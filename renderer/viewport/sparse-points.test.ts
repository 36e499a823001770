import { expect, test } from 'vitest';
import { readSparsePoints } from './sparse-points.ts';

test('16 bytes a point: three floats, then sRGB bytes, which become linear', () => {
  const bytes = new ArrayBuffer(32);
  const view = new DataView(bytes);
  for (const [i, x] of [1, -2, 0.5].entries()) view.setFloat32(16 + i * 4, x, true);
  for (const [i, byte] of [255, 0, 188, 255].entries()) view.setUint8(16 + 12 + i, byte);
  const { positions, colors } = readSparsePoints(bytes);
  expect([...positions]).toEqual([0, 0, 0, 1, -2, 0.5]);
  expect([...colors.subarray(3)]).toEqual([1, 0, expect.closeTo(0.503, 2)]);
});

test('no points', () => expect(readSparsePoints(new ArrayBuffer(0)).positions).toHaveLength(0));
