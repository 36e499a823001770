import { expect, test } from 'vitest';
import type { IndexPointData } from '../api/index-points.ts';
import { splatGeometry } from './splat-geometry.ts';

test('each point is one square with all that the shader needs of it', () => {
  const { geometry, found } = splatGeometry({
    positions: Float32Array.of(1, 2, 3, 4, 5, 6),
    colours: Uint8Array.of(10, 20, 30, 40, 50, 60),
    normals: Int8Array.of(127, 0, 0, 0, -127, 0),
    confidence: Uint8Array.of(200, 100),
    counts: Uint8Array.of(1, 0),
    views: Uint16Array.of(9, 2),
    header: {} as IndexPointData['header'],
  });
  const values = (name: string) => [...geometry.getAttribute(name).array];
  expect(geometry.instanceCount).toBe(2);
  expect(values('centre')).toEqual([1, 2, 3, 4, 5, 6]);
  expect(values('facing')).toEqual([127, 0, 0, 127, 0, -127, 0, 0]);
  expect(values('paint')).toEqual([10, 20, 30, 200, 40, 50, 60, 100]);
  expect([...found.array]).toEqual([0, 0, 0, 0]);
  const floats = ['centre', 'facing', 'paint', 'found'].map((name) => geometry.getAttribute(name).normalized);
  expect(floats).toEqual([false, true, true, true]);
});
