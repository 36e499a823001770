import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cropSquare, type RgbPixels } from './crop.ts';

/** Grey values as an RGB image. */
const grey = (width: number, values: number[]): RgbPixels => ({
  width,
  height: values.length / width,
  pixels: Uint8Array.from(values.flatMap((value) => [value, value, value])),
});

function crop(image: RgbPixels, left: number, top: number, side: number, size: number): number[] {
  const out = new Uint8Array(3 * size * size);
  cropSquare(image, left, top, side, size, out, 0);
  return [...out];
}

const everyThird = (values: number[]) => values.filter((_, i) => i % 3 === 0);

describe('cropSquare', () => {
  it('cuts without a change where no resizing is needed', () => {
    const image = grey(3, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(everyThird(crop(image, 1, 1, 2, 2))).toEqual([5, 6, 8, 9]);
  });

  it('keeps colours apart', () => {
    const image = { width: 1, height: 1, pixels: Uint8Array.of(10, 20, 30) };
    expect(crop(image, 0, 0, 1, 2)).toEqual([10, 20, 30, 10, 20, 30, 10, 20, 30, 10, 20, 30]);
  });

  it("grows as PyTorch's bilinear interpolation does (half-pixel centres)", () => {
    const image = grey(2, [0, 100, 0, 100]);
    expect(everyThird(crop(image, 0, 0, 2, 4)).slice(0, 4)).toEqual([0, 25, 75, 100]);
  });

  it("shrinks as PyTorch's does with antialias=True", () => {
    // torch.nn.functional.interpolate([0, 70, 140, 210], size=2, mode='bilinear', antialias=True): 50, 160
    const row = [0, 70, 140, 210];
    const image = grey(4, [...row, ...row, ...row, ...row]);
    expect(everyThird(crop(image, 0, 0, 4, 2))).toEqual([50, 160, 50, 160]);
  });

  it('does not look beyond the square', () => {
    const image = grey(4, [255, 255, 255, 255, 255, 7, 7, 255, 255, 7, 7, 255, 255, 255, 255, 255]);
    expect(new Set(crop(image, 1, 1, 2, 5))).toEqual(new Set([7]));
  });

  it('is black outside the image, wherever the square lies', () => {
    const image = grey(2, [9, 9, 9, 9]);
    expect(everyThird(crop(image, -1, -1, 2, 2))).toEqual([0, 0, 0, 9]);
    expect(everyThird(crop(image, 1, 1, 2, 2))).toEqual([9, 0, 0, 0]);
    for (const [left, top] of [
      [-50, 0],
      [50, 0],
      [0, -50],
      [0, 50],
    ] as const) {
      expect(new Set(crop(image, left, top, 3, 7))).toEqual(new Set([0]));
    }
  });

  it('writes at its offset and nowhere else', () => {
    const out = new Uint8Array(3 * 4 + 2).fill(77);
    cropSquare(grey(1, [5]), 0, 0, 1, 2, out, 1);
    expect([...out]).toEqual([77, ...Array(12).fill(5), 77]);
  });

  it('agrees with the definition of the filter anywhere', () => {
    const image = fc
      .record({ width: fc.integer({ min: 1, max: 9 }), height: fc.integer({ min: 1, max: 9 }) })
      .chain(({ width, height }) =>
        fc
          .uint8Array({ minLength: 3 * width * height, maxLength: 3 * width * height })
          .map((pixels) => ({ width, height, pixels })),
      );
    const place = fc.integer({ min: -6, max: 10 });
    const length = fc.integer({ min: 1, max: 12 });
    fc.assert(
      fc.property(image, place, place, length, length, (picture, left, top, side, size) => {
        const expected = byDefinition(picture, left, top, side, size);
        for (const [i, value] of crop(picture, left, top, side, size).entries()) {
          expect(Math.abs(value - expected[i]!)).toBeLessThanOrEqual(0.501);
        }
      }),
    );
  });
});

/** The two-dimensional sum over all pixels of the square, padded with black. */
function byDefinition(image: RgbPixels, left: number, top: number, side: number, size: number): number[] {
  const reach = Math.max(1, side / size);
  const weight = (at: number, place: number) =>
    Math.max(0, 1 - Math.abs(at - ((place + 0.5) * (side / size) - 0.5)) / reach);
  const result: number[] = [];
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const sums = [0, 0, 0, 0];
      for (let j = 0; j < side; j++) {
        for (let i = 0; i < side; i++) {
          const share = weight(j, y) * weight(i, x);
          const [column, row] = [left + i, top + j];
          const inside = column >= 0 && row >= 0 && column < image.width && row < image.height;
          for (const channel of [0, 1, 2]) {
            sums[channel]! += inside ? share * image.pixels[3 * (row * image.width + column) + channel]! : 0;
          }
          sums[3]! += share;
        }
      }
      result.push(...sums.slice(0, 3).map((sum) => sum / sums[3]!));
    }
  }
  return result;
}
