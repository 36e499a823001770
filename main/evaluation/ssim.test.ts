import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../testing/seeded-random.ts';
import { ssim } from './ssim.ts';

const C1 = 0.01 ** 2;
const C2 = 0.03 ** 2;

/** The same 8-bit values as both kinds of image. */
const both = (values: readonly number[]) => ({
  rendered: Float32Array.from(values, (value) => value / 255),
  reference: Uint8Array.from(values),
});
const image = (width: number, height: number, value: (x: number, y: number, channel: number) => number) =>
  Array.from({ length: 3 * width * height }, (_, i) =>
    value(Math.floor(i / 3) % width, Math.floor(i / 3 / width), i % 3),
  );
const noise = (width: number, height: number, seed: number) => {
  const random = seededRandom(seed);
  return image(width, height, () => Math.floor(random() * 256));
};

/** Equation 13 of the paper, window by window in two dimensions. */
function ssimSlowly(a: Float32Array, b: Uint8Array, width: number, height: number): number {
  const weight = (k: number) => Math.exp(-((k - 5) ** 2) / (2 * 1.5 ** 2));
  const values: number[] = [];
  for (let channel = 0; channel < 3; channel++) {
    for (let top = 0; top + 11 <= height; top++) {
      for (let left = 0; left + 11 <= width; left++) {
        const pixels = Array.from({ length: 121 }, (_, i) => {
          const [x, y] = [i % 11, Math.floor(i / 11)];
          const at = 3 * ((top + y) * width + left + x) + channel;
          return { w: weight(x) * weight(y), a: a[at]!, b: b[at]! / 255 };
        });
        const total = pixels.reduce((sum, { w }) => sum + w, 0);
        const mean = (f: (pixel: { a: number; b: number }) => number) =>
          pixels.reduce((sum, pixel) => sum + pixel.w * f(pixel), 0) / total;
        const [meanA, meanB] = [mean((p) => p.a), mean((p) => p.b)];
        const varianceA = mean((p) => (p.a - meanA) ** 2);
        const varianceB = mean((p) => (p.b - meanB) ** 2);
        const covariance = mean((p) => (p.a - meanA) * (p.b - meanB));
        const luminance = (2 * meanA * meanB + C1) / (meanA ** 2 + meanB ** 2 + C1);
        values.push((luminance * (2 * covariance + C2)) / (varianceA + varianceB + C2));
      }
    }
  }
  return values.reduce((a, b) => a + b) / values.length;
}

describe('ssim', () => {
  it('is 1 for identical images of any size', () => {
    const size = fc.integer({ min: 1, max: 20 });
    fc.assert(
      fc.property(size, size, fc.nat(), (width, height, seed) => {
        const { rendered, reference } = both(noise(width, height, seed));
        expect(ssim(rendered, reference, width, height)).toBeCloseTo(1, 9);
      }),
      { numRuns: 30 },
    );
  });

  it('compares constants by their luminance alone', () => {
    const dark = both(image(16, 12, () => 51));
    const light = both(image(16, 12, () => 204));
    // Means 0.2 and 0.8.
    const expected = (2 * 0.2 * 0.8 + C1) / (0.2 ** 2 + 0.8 ** 2 + C1);
    expect(ssim(dark.rendered, light.reference, 16, 12)).toBeCloseTo(expected, 6);
  });

  it('is negative for an image and its negative', () => {
    const stripes = image(24, 24, (x) => (x % 2 === 0 ? 0 : 255));
    const { rendered } = both(stripes);
    const { reference } = both(stripes.map((value) => 255 - value));
    // About equal means; variance 1/4 each and covariance -1/4.
    expect(ssim(rendered, reference, 24, 24)).toBeCloseTo((-0.5 + C2) / (0.5 + C2), 3);
  });

  it('agrees with its definition window by window, at a size that is not square', () => {
    const [width, height] = [19, 14];
    const original = noise(width, height, 1);
    const blended = noise(width, height, 2).map((value, i) => Math.round((value + 2 * original[i]!) / 3));
    const { rendered } = both(blended);
    const { reference } = both(original);
    const expected = ssimSlowly(rendered, reference, width, height);
    expect(ssim(rendered, reference, width, height)).toBeCloseTo(expected, 9);
    expect(expected).toBeGreaterThan(0.5);
    expect(expected).toBeLessThan(0.95);
  });

  it('is symmetric', () => {
    const [a, b] = [both(noise(15, 13, 3)), both(noise(15, 13, 4))];
    expect(ssim(a.rendered, b.reference, 15, 13)).toBeCloseTo(ssim(b.rendered, a.reference, 15, 13), 6);
  });

  it('compares images smaller than the window as a whole', () => {
    // Two pixels, means 0.4 and 0.6, deviations ±0.2 and ±0.4.
    const a = both(image(2, 1, (x) => (x === 0 ? 51 : 153)));
    const b = both(image(2, 1, (x) => (x === 0 ? 51 : 255)));
    const luminance = (2 * 0.4 * 0.6 + C1) / (0.4 ** 2 + 0.6 ** 2 + C1);
    const structure = (2 * 0.2 * 0.4 + C2) / (0.2 ** 2 + 0.4 ** 2 + C2);
    expect(ssim(a.rendered, b.reference, 2, 1)).toBeCloseTo(luminance * structure, 6);
  });

  it('is the mean over the channels', () => {
    const flat = both(image(12, 12, () => 100));
    const redOff = both(image(12, 12, (_x, _y, channel) => (channel === 0 ? 200 : 100)));
    const [low, high] = [100 / 255, 200 / 255];
    const red = (2 * low * high + C1) / (low ** 2 + high ** 2 + C1);
    expect(ssim(redOff.rendered, flat.reference, 12, 12)).toBeCloseTo((red + 2) / 3, 6);
  });
});
