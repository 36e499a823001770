import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Outline, Point } from './labels.ts';
import { isInBox, isInOutline, maskIou, peakOf, type RelevancyMap } from './relevancy-map.ts';

function map(width: number, height: number, value: (x: number, y: number) => number, stride = 1): RelevancyMap {
  const values = Float32Array.from({ length: width * height }, (_, index) =>
    value((index % width) * stride + 0.5, Math.floor(index / width) * stride + 0.5),
  );
  return { scale: 1, width, height, stride, values };
}

function outline(...polygon: Point[]): Outline {
  const [xs, ys] = [polygon.map(([x]) => x), polygon.map(([, y]) => y)];
  return { box: [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)], polygon };
}

const rectangle = (left: number, top: number, right: number, bottom: number) =>
  outline([left, top], [right, top], [right, bottom], [left, bottom]);

describe('the peak', () => {
  it('is the middle of the highest pixel, in pixels of the image', () => {
    const bump = (x: number, y: number) => 1 / (1 + (x - 4.5) ** 2 + (y - 2.5) ** 2);
    expect(peakOf(map(8, 6, bump))).toEqual({ relevancy: 1, x: 4.5, y: 2.5 });
    expect(peakOf(map(4, 3, bump, 2))).toEqual({ relevancy: 1, x: 4.5, y: 2.5 });
  });

  it('of the first of equals, so that it is the same each time', () => {
    expect(peakOf(map(3, 2, (x, y) => Number(y > 1 && x > 1)))).toEqual({ relevancy: 1, x: 1.5, y: 1.5 });
  });
});

describe('where a point lies', () => {
  const triangle = outline([0, 0], [10, 0], [0, 10]);
  const away = rectangle(20, 20, 22, 30);

  it('within the outline, only in its box, or in neither', () => {
    expect([isInOutline([triangle], 3, 3), isInBox([triangle], 3, 3)]).toEqual([true, true]);
    expect([isInOutline([triangle], 8, 8), isInBox([triangle], 8, 8)]).toEqual([false, true]);
    expect([isInOutline([triangle], 11, 3), isInBox([triangle], 11, 3)]).toEqual([false, false]);
  });

  it('in any of several outlines', () => {
    expect([isInOutline([triangle, away], 21, 25), isInBox([triangle, away], 21, 25)]).toEqual([true, true]);
    expect(isInOutline([triangle, away], 15, 25)).toBe(false);
  });

  it('not in the dent of an outline that is not convex', () => {
    const dented = outline([0, 0], [10, 0], [5, 4], [10, 10], [0, 10]);
    expect(isInOutline([dented], 8, 4.5)).toBe(false);
    expect(isInOutline([dented], 2, 4.5)).toBe(true);
  });
});

describe('intersection over union', () => {
  it('is 1 for a map that is high on exactly the outline', () => {
    const labelled = rectangle(2, 1, 6, 4);
    const exact = map(8, 6, (x, y) => (isInOutline([labelled], x, y) ? 0.8 : 0.4));
    expect(maskIou(exact, [labelled])).toBe(1);
  });

  it('counts pixels: two thirds of a row found, one pixel too much', () => {
    const found = map(6, 1, (x) => Number(x > 1 && x < 4));
    expect(maskIou(found, [rectangle(2, 0, 5, 1)])).toBe(2 / 4);
  });

  it('is 0 elsewhere, for a map that is the same everywhere, and for one of a single value', () => {
    expect(
      maskIou(
        map(6, 2, (x) => Number(x < 2)),
        [rectangle(3, 0, 6, 2)],
      ),
    ).toBe(0);
    expect(
      maskIou(
        map(6, 2, () => 0.7),
        [rectangle(3, 0, 6, 2)],
      ),
    ).toBe(0);
    expect(
      maskIou(
        map(6, 2, () => 0.7),
        [rectangle(90, 0, 96, 2)],
      ),
    ).toBe(0);
  });

  it('cuts at seven tenths of the range of the map', () => {
    const ramp = map(10, 1, (x) => 0.2 + 0.06 * (x - 0.5));
    // Values 0.20, 0.26 … 0.74: the cut is at 0.578, above the seventh.
    expect(maskIou(ramp, [rectangle(7, 0, 10, 1)])).toBe(1);
  });

  it('takes the union of outlines that overlap', () => {
    const labels = [rectangle(0, 0, 4, 2), rectangle(2, 0, 6, 2)];
    expect(
      maskIou(
        map(8, 2, (x) => Number(x < 6)),
        labels,
      ),
    ).toBe(1);
  });

  it('marks the same pixels as asking for each of them', () => {
    // Off the middles of pixels: which side of an edge a point on the edge lies is a matter of rounding.
    const coordinate = (offset: number) => fc.integer({ min: -30, max: 150 }).map((tenths) => tenths / 10 + offset);
    const polygons = fc.array(fc.tuple(coordinate(0.01237), coordinate(0.04561)), { minLength: 3, maxLength: 9 });
    fc.assert(
      fc.property(
        fc.array(polygons, { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 1, max: 3 }),
        (drawn, stride) => {
          const outlines = drawn.map((polygon) => outline(...polygon));
          const inside = map(12, 9, (x, y) => Number(isInOutline(outlines, x, y)), stride);
          const differs = new Set(inside.values).size === 2;
          expect(maskIou(inside, outlines)).toBe(differs ? 1 : 0);
        },
      ),
    );
  });
});
