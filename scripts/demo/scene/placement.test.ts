import fc from 'fast-check';
import { Vector3 } from 'three';
import { describe, expect, it } from 'vitest';
import { footprintOf, overlaps } from './placement.ts';

const square = { min: new Vector3(-1, 0, -1), max: new Vector3(1, 1, 1) };
const long = { min: new Vector3(-3, 0, -0.1), max: new Vector3(3, 1, 0.1) };

describe('footprints', () => {
  it('turn as three.js turns: a quarter turn about y takes x to −z', () => {
    const [corner] = footprintOf(
      { min: new Vector3(2, 0, 0), max: new Vector3(3, 1, 1) },
      [0, 0, 0],
      Math.PI / 2,
    ).corners;
    expect(corner![0]).toBeCloseTo(0);
    expect(corner![1]).toBeCloseTo(-2);
  });

  it('overlap until they are apart by more than the gap', () => {
    const a = footprintOf(square, [0, 0, 0], 0);
    expect(overlaps(a, footprintOf(square, [1.9, 0, 0], 0), 0)).toBe(true);
    expect(overlaps(a, footprintOf(square, [2.1, 0, 0], 0), 0)).toBe(false);
    expect(overlaps(a, footprintOf(square, [2.1, 0, 0], 0), 0.2)).toBe(true);
  });

  it('see a long thing that lies askew beside another, where boxes along the axes would overlap', () => {
    const askew = footprintOf(long, [0, 0, 0], Math.PI / 4);
    expect(overlaps(askew, footprintOf(square, [2, 0, 2], 0), 0)).toBe(false);
    expect(overlaps(askew, footprintOf(square, [2, 0, -2], 0), 0)).toBe(true);
  });

  it('overlap both ways or neither', () => {
    const place = fc.tuple(fc.float({ min: -4, max: 4, noNaN: true }), fc.float({ min: -4, max: 4, noNaN: true }));
    const angle = fc.float({ min: 0, max: 6, noNaN: true });
    fc.assert(
      fc.property(place, angle, place, angle, ([ax, az], turnA, [bx, bz], turnB) => {
        const a = footprintOf(long, [ax, 0, az], turnA);
        const b = footprintOf(square, [bx, 0, bz], turnB);
        return overlaps(a, b, 0.1) === overlaps(b, a, 0.1);
      }),
    );
  });
});
