import { expect, test } from 'vitest';
import { interleavePoints } from './points.ts';

test('each point is three little-endian floats and an opaque colour', () => {
  const bytes = interleavePoints({
    positions: Float32Array.of(1, -2.5, 0.25, 3, 4, 5),
    colors: Uint8Array.of(10, 20, 30, 40, 50, 60),
  });
  const view = new DataView(bytes.buffer);
  expect(bytes).toHaveLength(32);
  expect([0, 4, 8, 16, 20, 24].map((at) => view.getFloat32(at, true))).toEqual([1, -2.5, 0.25, 3, 4, 5]);
  expect([...bytes.subarray(12, 16), ...bytes.subarray(28, 32)]).toEqual([10, 20, 30, 255, 40, 50, 60, 255]);
});

test('no points are no bytes', () => {
  expect(interleavePoints({ positions: new Float32Array(), colors: new Uint8Array() })).toHaveLength(0);
});
