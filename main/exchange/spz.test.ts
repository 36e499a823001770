import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Vector } from '../capture/matrix.ts';
import { encodeSpz } from './spz.ts';
import { readSpz } from './test-readers.ts';
import { testScene } from './test-scene.ts';

/** Where a rotation takes the z axis, which is across a disc. */
function acrossOf([x, y, z, w]: readonly number[]): Vector {
  return [2 * (x! * z! + w! * y!), 2 * (y! * z! - w! * x!), 1 - 2 * (x! * x! + y! * y!)];
}

const toRub = {
  'z up': ([x, y, z]: Vector): Vector => [x, z, -y],
  'y down': ([x, y, z]: Vector): Vector => [x, -y, -z],
  'y up': (vector: Vector): Vector => vector,
};
const UP: Record<keyof typeof toRub, Vector> = { 'z up': [0, 0.1, 0.99], 'y down': [0.1, -0.99, 0], 'y up': [0, 1, 0] };

describe('an SPZ file', () => {
  test('gives discs back as they went in, within what its numbers resolve', () => {
    const worlds = fc.constantFrom(...(Object.keys(toRub) as (keyof typeof toRub)[]));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.integer(), worlds, (points, seed, axes) => {
        const scene = testScene(points, seed, UP[axes]);
        const { fractionalBits, splats } = readSpz(encodeSpz(scene, scene.colours));
        expect(splats).toHaveLength(points);
        expect(fractionalBits).toBeGreaterThanOrEqual(20);
        splats.forEach(({ position, alpha, colour, sigma, rotation }, point) => {
          const at = (values: ArrayLike<number>) => [0, 1, 2].map((axis) => values[3 * point + axis]!) as Vector;
          const expected = toRub[axes](at(scene.positions));
          for (const axis of [0, 1, 2]) {
            expect(Math.abs(position[axis]! - expected[axis]!)).toBeLessThan(2 ** -fractionalBits);
            // 255 steps of colour for a range of 1 / (0.15 / 0.28209).
            expect(Math.abs(colour[axis]! - at(scene.colours)[axis]! / 255)).toBeLessThan(0.0037);
          }
          expect(alpha).toBeCloseTo(0.95, 2);
          // Sizes are kept in steps of e^(1/16).
          expect(Math.abs(Math.log(sigma[0]! / (scene.spacing / 2)))).toBeLessThan(1 / 31);
          expect(sigma[1]).toBe(sigma[0]);
          expect(sigma[2]! / sigma[0]!).toBeLessThan(0.06);
          const facing = toRub[axes](at(scene.normals));
          const cosine = acrossOf(rotation).reduce((sum, value, axis) => sum + value * facing[axis]!, 0);
          // A disc has two sides; a degree and a half is what 8 bits leave of a rotation.
          expect(Math.abs(cosine)).toBeGreaterThan(Math.cos((1.5 * Math.PI) / 180));
        });
      }),
      { numRuns: 60 },
    );
  });

  test('begins as the format says', () => {
    const file = gunzipSync(encodeSpz(testScene(2), new Uint8Array(6)));
    // NGSP, version 2, two points; no harmonics, 20 fractional bits, no flags.
    expect(file.subarray(0, 16).toString('hex')).toBe('4e475350020000000200000000140000');
    expect(file).toHaveLength(16 + 2 * 19);
  });

  test('holds what is far away more coarsely, and says what it cannot hold', () => {
    const scene = testScene(1);
    const far = { ...scene, positions: Float64Array.of(1000.25, -8000.5, 0.125) };
    const { splats, fractionalBits } = readSpz(encodeSpz(far, scene.colours));
    expect(fractionalBits).toBe(10);
    expect(splats[0]!.position).toEqual([1000.25, 0.125, 8000.5]);
    const farther = { ...scene, positions: Float64Array.of(1e7, 0, 0) };
    expect(() => encodeSpz(farther, scene.colours)).toThrow(/SPZ holds coordinates up to 8388607/);
    expect(() => encodeSpz({ ...scene, spacing: 1000 }, scene.colours)).toThrow(/500 wide, too much for SPZ/);
  });
});
