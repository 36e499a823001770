import { describe, expect, it } from 'vitest';
import { evaluate } from '../testing/evaluate.ts';
import { opticalDepth } from './composites.ts';
import { gradients } from './gradients.ts';
import { constant, input, sum } from './ops.ts';

describe('opticalDepth', () => {
  const x = [-100, -15, -1, 0, 0.5, 15, 100];
  const logDensity = input('x', [1, 7]);
  const edges = constant([...Array(7).fill(1), ...Array(7).fill(3)], [2, 7]);
  const depth = opticalDepth(logDensity, edges, 0.25);
  const [gradient] = gradients(sum(depth), [logDensity]);

  it('is density times width, and ends at ±15 but for its gradient, which is never zero and never infinite', async () => {
    const { values, slopes } = await evaluate({ values: depth, slopes: gradient! }, { x });
    for (const [i, at] of x.entries()) {
      const expected = 0.25 * 2 * Math.exp(Math.min(Math.max(at, -15), 15));
      expect(values[i]! / expected).toBeCloseTo(1, 5);
      expect(slopes[i]! / expected).toBeCloseTo(1, 5);
    }
  });
});
