import fc from 'fast-check';
import { expect, it } from 'vitest';
import { largestDifference } from '../testing/evaluate.ts';
import { symmetricEigen } from './eigen.ts';

it('takes a symmetric matrix apart so that it can be put together again', () => {
  const matrix = fc.integer({ min: 1, max: 8 }).chain((n) =>
    fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: n * n, maxLength: n * n }).map((values) => ({
      n,
      a: values.map((_, i) => values[i]! + values[(i % n) * n + Math.floor(i / n)]!),
    })),
  );
  fc.assert(
    fc.property(matrix, ({ n, a }) => {
      const { values, vectors } = symmetricEigen(a, n);
      const row = (i: number) => [...vectors.subarray(i * n, (i + 1) * n)];
      const again = a.map((_, i) =>
        [...values].reduce((sum, value, k) => sum + value * row(k)[Math.floor(i / n)]! * row(k)[i % n]!, 0),
      );
      expect(largestDifference(again, a)).toBeLessThan(1e-9);
      expect([...values]).toEqual([...values].sort((x, y) => y - x));
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) {
          const product = row(i).reduce((sum, value, k) => sum + value * row(j)[k]!, 0);
          expect(product).toBeCloseTo(i === j ? 1 : 0, 9);
        }
      }
    }),
  );
});
