import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../errors.ts';
import { seededRandom } from '../testing/seeded-random.ts';
import type { IndexData } from './index-data.ts';
import { decodeIndex, encodeIndex } from './index-format.ts';

function indexOf(points: number, dimensions: number, directions: number, scales: number): IndexData {
  const random = seededRandom(points);
  const floats = (length: number) => Float32Array.from({ length }, () => random() - 0.5);
  const integers = (length: number, most: number) => Array.from({ length }, () => Math.floor(random() * most));
  return {
    origin: { run: '3', step: 2000, encoder: 'démo', fingerprint: 'ab12', rankCorrelation: 0.991 },
    spacing: 0.0123,
    scales: floats(scales),
    subspace: { mean: floats(dimensions), basis: floats(directions * dimensions), explained: 0.9997 },
    steps: floats(directions),
    positions: floats(3 * points),
    colours: Uint8Array.from(integers(3 * points, 256)),
    normals: Int8Array.from(integers(3 * points, 127)),
    views: Uint16Array.from(integers(points, 65536)),
    confidence: Uint8Array.from(integers(points, 256)),
    codes: Int8Array.from(integers(scales * directions * points, 127)),
  };
}

describe('the bytes of an index', () => {
  it('give it back as it was, wherever they lie in memory', () => {
    const sizes = fc.tuple(fc.nat(30), fc.integer({ min: 1, max: 9 }), fc.nat(5), fc.nat(4), fc.nat(7));
    fc.assert(
      fc.property(sizes, ([points, dimensions, directions, scales, shift]) => {
        const index = indexOf(points, dimensions, directions, scales);
        const bytes = encodeIndex(index);
        const moved = new Uint8Array(bytes.length + shift);
        moved.set(bytes, shift);
        expect(decodeIndex(moved.subarray(shift))).toEqual(index);
      }),
    );
  });

  it('are refused with any one of them changed, or cut off', () => {
    const bytes = encodeIndex(indexOf(10, 4, 2, 2));
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = Uint8Array.from(bytes);
        changed[at] = changed[at]! ^ change;
        expect(() => decodeIndex(changed)).toThrow(UserError);
        expect(() => decodeIndex(bytes.subarray(0, at))).toThrow(UserError);
      }),
    );
  });

  it('take less than 120 MB for 200,000 points at 8 scales', () => {
    const perPoint = encodeIndex(indexOf(100, 64, 64, 8)).length - encodeIndex(indexOf(0, 64, 64, 8)).length;
    expect((perPoint / 100) * 200_000).toBeLessThan(120e6);
  });
});
