import { describe, expect, it } from 'vitest';
import * as ops from '../../../main/graph/ops.ts';
import { evaluate } from '../../../main/testing/evaluate.ts';
import { muon, orthogonal } from './muon.ts';

const tall = Array.from({ length: 15 }, (_, i) => Math.sin(1 + 2 * i) * (i < 5 ? 10 : 0.3));

/** Products of the columns of a [rows, columns] matrix with each other. */
function gram(values: readonly number[], rows: number, columns: number): number[] {
  return Array.from({ length: columns * columns }, (_, entry) => {
    const [i, j] = [Math.floor(entry / columns), entry % columns];
    return Array.from({ length: rows }, (_, row) => values[row * columns + i]! * values[row * columns + j]!).reduce(
      (sum, value) => sum + value,
    );
  });
}

describe('orthogonal', () => {
  it('brings all singular values near one, of tall and of wide matrices', async () => {
    const matrix = ops.constant(tall, [5, 3]);
    const { upright, lying } = await evaluate({
      upright: orthogonal(matrix),
      lying: ops.transpose(orthogonal(ops.transpose(matrix, [1, 0])), [1, 0]),
    });
    const products = gram(upright, 5, 3);
    for (const [entry, product] of products.entries()) {
      // The iteration trades exactness for speed: between 0.7 and 1.2.
      expect(Math.abs(product - (entry % 4 === 0 ? 1 : 0))).toBeLessThan(0.5);
    }
    for (const [i, value] of lying.entries()) expect(value).toBeCloseTo(upright[i]!, 4);
  });
});

describe('muon', () => {
  it('moves against the momentum, as far as the learning rate says and no matter how large the gradient', async () => {
    const step = (size: number) => {
      const gradient = ops.mul(ops.constant(tall, [5, 3]), size);
      return muon(ops.zeros([5, 3]), gradient, ops.zeros([5, 3]), ops.scalar(0.1));
    };
    const [small, large] = [step(1), step(1000)];
    const moved = await evaluate({ small: small.parameter, large: large.parameter, momentum: small.momentum });
    for (const [i, value] of moved.small.entries()) expect(moved.large[i]).toBeCloseTo(value, 4);
    const against = moved.small.reduce((sum, value, i) => sum + value * tall[i]!, 0);
    expect(against).toBeLessThan(0);
    const size = Math.sqrt(moved.small.reduce((sum, value) => sum + value ** 2, 0) / 15);
    expect(size).toBeGreaterThan(0.01);
    expect(size).toBeLessThan(0.03);
    expect(moved.momentum[4]).toBeCloseTo(0.05 * tall[4]!, 5);
  });
});
