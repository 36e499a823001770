import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadReference } from '../testing/shared-data.ts';
import { LEVELS, pyramidLevels, TILE_RATIOS, tileCount, tilePosition } from './pyramid.ts';

const reference = loadReference('clip_pyramid');
const [, , height, width] = reference.images.shape as [number, number, number, number];

describe('the pyramid of the reference', () => {
  it('has the same tile sizes, strides, paddings and counts', () => {
    expect(
      pyramidLevels({ width, height }).map(({ side, stride, padding, rows, columns }, level) => ({
        tile_ratio: TILE_RATIOS[level],
        kernel: side,
        stride,
        padding,
        rows,
        cols: columns,
      })),
    ).toEqual(reference.levels);
  });

  it('has the same centres', () => {
    for (const [i, level] of pyramidLevels({ width, height }).entries()) {
      const { row, col } = reference.centers[i]!;
      // The reference counts pixels from their middle: its 0 is our 0.5.
      for (const centres of [row.data, col.data]) {
        expect(centres.map((centre) => tilePosition(level, centre + 0.5))).toEqual(centres.map((_, index) => index));
      }
    }
  });
});

describe('the pyramid over any image', () => {
  const size = fc.record({ width: fc.integer({ min: 1, max: 4000 }), height: fc.integer({ min: 1, max: 4000 }) });

  it('has tiles that grow with the level and whose strides leave no gap', () => {
    fc.assert(
      fc.property(size, (image) => {
        const levels = pyramidLevels(image);
        expect(levels).toHaveLength(LEVELS);
        for (const [i, { side, stride }] of levels.entries()) {
          expect(side).toBeGreaterThanOrEqual(levels[i - 1]?.side ?? 1);
          expect(stride).toBeGreaterThanOrEqual(1);
          expect(stride).toBeLessThanOrEqual(side);
        }
        expect(tileCount(image)).toBe(levels.reduce((sum, { rows, columns }) => sum + rows * columns, 0));
      }),
    );
  });

  it('has tiles that stay within the padded image, and a centre within a stride of every pixel', () => {
    fc.assert(
      fc.property(size, fc.double({ min: 0, max: 1, noNaN: true }), ({ width, height }, fraction) => {
        for (const level of pyramidLevels({ width, height })) {
          const axes = [
            { length: width, count: level.columns },
            { length: height, count: level.rows },
          ];
          for (const { length, count } of axes) {
            const end = (count - 1) * level.stride - level.padding + level.side;
            expect(end).toBeLessThanOrEqual(length + level.padding);
            const pixelCentre = Math.min(length - 1, Math.floor(fraction * length)) + 0.5;
            const position = tilePosition(level, pixelCentre);
            expect(position).toBeGreaterThanOrEqual(0);
            expect(position).toBeLessThan(count);
          }
        }
      }),
    );
  });
});
