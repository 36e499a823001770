import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Point, regionsOf } from './outlines.ts';

/** A mask drawn with characters: '#' is inside. */
function regions(rows: readonly string[], options?: Parameters<typeof regionsOf>[3]) {
  const width = rows[0]!.length;
  return regionsOf(width, rows.length, (pixel) => rows[Math.floor(pixel / width)]![pixel % width] === '#', options);
}

/** Area by the shoelace formula: positive clockwise on screen. */
const area = (outline: readonly Point[]) =>
  outline.reduce((sum, [x, y], i) => {
    const [nx, ny] = outline[(i + 1) % outline.length]!;
    return sum + (x * ny - nx * y) / 2;
  }, 0);

describe('regionsOf', () => {
  it('outlines a rectangle by its corners', () => {
    expect(regions(['.....', '.###.', '.###.', '.....'])).toEqual([
      {
        pixels: 6,
        box: [1, 1, 4, 3],
        outline: [
          [1, 1],
          [4, 1],
          [4, 3],
          [1, 3],
        ],
      },
    ]);
  });

  it('tells regions apart that touch at a corner only, largest first', () => {
    const found = regions(['#...', '.##.', '.##.']);
    expect(found.map(({ pixels, box }) => [pixels, box])).toEqual([
      [4, [1, 1, 3, 3]],
      [1, [0, 0, 1, 1]],
    ]);
  });

  it('leaves out what is too small, and does not cut out holes', () => {
    const found = regions(['#.###', '..#.#', '..###'], { leastPixels: 2 });
    expect(found).toHaveLength(1);
    expect(found[0]!.pixels).toBe(8);
    expect(area(found[0]!.outline)).toBe(9);
  });

  it('straightens steps of a pixel', () => {
    const size = 40;
    const [disc] = regionsOf(
      size,
      size,
      (pixel) => Math.hypot((pixel % size) - 19.5, Math.floor(pixel / size) - 19.5) < 15,
    );
    expect(disc!.outline.length).toBeLessThan(40);
    expect(area(disc!.outline) / disc!.pixels).toBeCloseTo(1, 1);
  });

  it('outlines any region without holes by its area, before it is simplified', () => {
    const skyline = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(skyline, (heights) => {
        const rows = Array.from({ length: 12 }, (_, y) =>
          heights.map((height) => (12 - y <= height ? '#' : '.')).join(''),
        );
        const [only, ...others] = regions(rows, { tolerance: 0 });
        expect(others).toEqual([]);
        expect(area(only!.outline)).toBe(only!.pixels);
        expect(only!.pixels).toBe(heights.reduce((a, b) => a + b, 0));
      }),
    );
  });

  it('finds every pixel once, whatever the mask', () => {
    const mask = fc.array(fc.boolean(), { minLength: 48, maxLength: 48 });
    fc.assert(
      fc.property(mask, (inside) => {
        const found = regionsOf(8, 6, (pixel) => inside[pixel]!, { tolerance: 0 });
        expect(found.reduce((sum, { pixels }) => sum + pixels, 0)).toBe(inside.filter(Boolean).length);
        for (const { outline, pixels } of found) expect(area(outline)).toBeGreaterThanOrEqual(pixels);
      }),
    );
  });
});
