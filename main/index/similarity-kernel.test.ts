import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SimilarityKernel } from './similarity-kernel.ts';

it('multiplies all codes with a phrase, whatever their number', async () => {
  const sizes = fc.record({
    scales: fc.integer({ min: 1, max: 3 }),
    directions: fc.integer({ min: 1, max: 70 }),
    points: fc.integer({ min: 1, max: 50 }),
    seed: fc.nat(),
  });
  await fc.assert(
    fc.asyncProperty(sizes, fc.double({ min: -2, max: 2, noNaN: true }), async (size, offset) => {
      const { scales, directions, points, seed } = size;
      const codes = Int8Array.from(
        { length: scales * directions * points },
        (_, i) => Math.imul(i + seed, 0x9e3779b1) >> 24 || 1,
      );
      const phrase = Float32Array.from({ length: directions }, (_, k) => Math.sin(k * 7 + seed) / 10);
      const kernel = await SimilarityKernel.open(codes, scales, directions);
      const products = kernel.products(phrase, offset);
      expect(products).toHaveLength(scales * points);
      for (let scale = 0; scale < scales; scale++) {
        for (let point = 0; point < points; point++) {
          let expected = offset;
          let size = 0;
          for (let k = 0; k < directions; k++) {
            const product = phrase[k]! * codes[(scale * directions + k) * points + point]!;
            expected += product;
            size += Math.abs(product);
          }
          expect(Math.abs(products[scale * points + point]! - expected)).toBeLessThan(1e-4 * size + 1e-6);
        }
      }
    }),
    { numRuns: 60 },
  );
});

it('takes the largest codes and a phrase of nothing', async () => {
  const codes = new Int8Array(512).fill(-128);
  const kernel = await SimilarityKernel.open(codes, 1, 512);
  expect(kernel.products(new Float32Array(512).fill(-1), 0)[0]).toBe(65_536);
  expect(kernel.products(new Float32Array(512), 0.5)[0]).toBe(0.5);
});
