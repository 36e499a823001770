import fc from 'fast-check';
import { expect, it } from 'vitest';
import { largestSimilarity, peakOfDifference, relevancyOfDifference } from '../query/relevancy.ts';
import { SimilarityKernel } from './similarity-kernel.ts';

const sizes = fc.record({
  scales: fc.integer({ min: 1, max: 3 }),
  directions: fc.integer({ min: 1, max: 70 }),
  points: fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 2000, max: 5000 })),
  seed: fc.nat(),
});

const codesOf = (count: number, seed: number) =>
  Int8Array.from({ length: count }, (_, i) => Math.imul(i + seed, 0x9e3779b1) >> 24 || 1);
const phraseOf = (directions: number, seed: number) =>
  Float32Array.from({ length: directions }, (_, k) => Math.sin(k * 7 + seed) / 1000);
const allCount = (points: number) => new Uint8Array(points).fill(1);

it('multiplies all codes with a phrase, whatever their number', async () => {
  await fc.assert(
    fc.asyncProperty(sizes, fc.double({ min: -2, max: 2, noNaN: true }), async (size, offset) => {
      const { scales, directions, points, seed } = size;
      const codes = codesOf(scales * directions * points, seed);
      const phrase = phraseOf(directions, seed);
      const kernel = await SimilarityKernel.open(codes, scales, allCount(points));
      kernel.compute(1, phrase, offset);
      const products = kernel.read(1);
      expect(products.map(({ length }) => length)).toEqual(new Array(scales).fill(points));
      for (let scale = 0; scale < scales; scale++) {
        for (let point = 0; point < points; point++) {
          let expected = offset;
          let size = 0;
          for (let k = 0; k < directions; k++) {
            const product = phrase[k]! * codes[(scale * directions + k) * points + point]!;
            expected += product;
            size += Math.abs(product);
          }
          expect(Math.abs(products[scale]![point]! - expected)).toBeLessThan(1e-4 * size + 1e-6);
        }
      }
    }),
    { numRuns: 40 },
  );
});

it('takes the largest codes and a phrase of nothing', async () => {
  const codes = new Int8Array(512).fill(-128);
  const kernel = await SimilarityKernel.open(codes, 1, allCount(1));
  kernel.compute(0, new Float32Array(512).fill(-1), 0);
  expect(kernel.read(0)[0]![0]).toBe(65_536);
  kernel.compute(0, new Float32Array(512), 0.5);
  expect(kernel.read(0)[0]![0]).toBe(0.5);
});

it('weighs a phrase against others as plain arrays are weighed', async () => {
  const phrases = fc.integer({ min: 1, max: 11 });
  await fc.assert(
    fc.asyncProperty(
      sizes,
      phrases,
      fc.nat({ max: 4 }),
      async ({ scales, directions, points, seed }, others, every) => {
        const codes = codesOf(scales * directions * points, seed);
        const counts = Uint8Array.from({ length: points }, (_, point) => Number((point + seed) % (every + 1) === 0));
        const kernel = await SimilarityKernel.open(codes, scales, counts);
        for (let column = 0; column <= others; column++)
          kernel.compute(column, phraseOf(directions, seed + column), 0.1);
        const canonical = Array.from({ length: others }, (_, i) => i + 1);
        kernel.noteLargest([1], false);
        kernel.noteLargest(canonical.slice(0, 6), false);
        if (others > 6) kernel.noteLargest(canonical.slice(6), true);

        const asked = kernel.read(0);
        const columns = canonical.map((column) => kernel.read(column));
        const peaks = kernel.peaks(0);
        for (let scale = 0; scale < scales; scale++) {
          const largest = largestSimilarity(columns.map((column) => column[scale]!));
          const difference = (point: number) => asked[scale]![point]! - largest[point]!;
          const relevancies = kernel.relevancy(0, scale);
          expect(relevancies).toHaveLength(points);
          const wrong = relevancies.findIndex(
            (value, i) => Math.abs(value - relevancyOfDifference(difference(i))) > 1e-6,
          );
          expect(wrong).toBe(-1);

          const expected = peakOfDifference(asked[scale]!, largest, counts);
          expect(peaks[scale]!.relevancy).toBeCloseTo(expected.relevancy, 6);
          // Of places that single precision does not tell apart any may be the peak.
          if (expected.at < 0) expect(peaks[scale]!.at).toBe(-1);
          else expect(difference(peaks[scale]!.at)).toBeCloseTo(difference(expected.at), 6);
          if (expected.at >= 0) expect(counts[peaks[scale]!.at]).toBe(1);
        }
      },
    ),
    { numRuns: 40 },
  );
});

it('says 0 and 1 of differences that no cosines have', async () => {
  const codes = Int8Array.of(127, -127);
  const kernel = await SimilarityKernel.open(codes, 1, allCount(2));
  kernel.compute(0, Float32Array.of(1), 0);
  kernel.compute(1, Float32Array.of(-1), 0);
  kernel.noteLargest([1], false);
  const [likely, unlikely] = kernel.relevancy(0, 0);
  expect(likely).toBe(1);
  expect(unlikely).toBeLessThan(1e-37);
});
