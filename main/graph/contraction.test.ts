import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { axesReversed, evaluate, largestDifference, openEvaluator } from '../testing/evaluate.ts';
import { loadReference } from '../testing/shared-data.ts';
import { contract, toGrid } from './contraction.ts';
import { gradients } from './gradients.ts';
import { input, sum } from './ops.ts';
import type { ContractionNorm } from './tensor.ts';

const norms = ['inf', 'l2'] as const;

const length = (norm: ContractionNorm, [x, y, z]: readonly number[]) =>
  norm === 'inf' ? Math.max(Math.abs(x!), Math.abs(y!), Math.abs(z!)) : Math.hypot(x!, y!, z!);

/** All x, then all y, then all z, and back to points. */
const rows = (points: readonly (readonly number[])[]) => [0, 1, 2].flatMap((axis) => points.map((p) => p[axis]!));
const columns = (rows: readonly number[]) => {
  const count = rows.length / 3;
  return Array.from({ length: count }, (_, i) => [rows[i]!, rows[count + i]!, rows[2 * count + i]!]);
};

/** Contracts points given as [x, y, z] and answers with such points. */
async function contracted(points: readonly (readonly number[])[], norm: ContractionNorm): Promise<number[][]> {
  const { result } = await evaluate({ result: contract(input('p', [3, points.length]), norm) }, { p: rows(points) });
  return columns(result);
}

describe('contract', () => {
  it.each(norms)('agrees with the reference implementation (%s norm)', async (norm) => {
    const reference = loadReference('scene_contraction');
    const p = input('p', [3, reference.p.shape[0]!]);
    const { result } = await evaluate({ result: contract(p, norm) }, { p: axesReversed(reference.p) });
    expect(largestDifference(result, axesReversed(reference[`contract_${norm}`]))).toBeLessThan(1e-5);
  });

  it('leaves the unit ball alone and draws in what is beyond', async () => {
    const points = [
      [0.5, -0.25, 0],
      [1, 0, 0],
      [4, 0, 0],
      [0, -2, 2],
      [3, 4, 0],
    ];
    // (2 - 1/r) / r: of length 4, 7/16; of maximum 2, 3/4.
    expect(await contracted(points, 'inf')).toEqual([
      [0.5, -0.25, 0],
      [1, 0, 0],
      [1.75, 0, 0],
      [0, -1.5, 1.5],
      [expect.closeTo((3 * 1.75) / 4, 6), expect.closeTo(1.75, 6), 0],
    ]);
    const l2 = await contracted(points, 'l2');
    expect(l2[4]).toEqual([expect.closeTo((3 * 1.8) / 5, 6), expect.closeTo((4 * 1.8) / 5, 6), 0]);
  });

  it.each(norms)('keeps all of space within radius 2, in its direction (%s norm)', async (norm) => {
    const coordinate = fc.float({ min: Math.fround(-1e6), max: Math.fround(1e6), noNaN: true });
    const points = fc.array(fc.tuple(coordinate, coordinate, coordinate), { minLength: 10, maxLength: 10 });
    await using evaluator = await openEvaluator({ result: contract(input('p', [3, 10]), norm) });
    await fc.assert(
      fc.asyncProperty(points, async (given) => {
        const { result } = await evaluator.run({ p: rows(given) });
        for (const [i, point] of columns(result).entries()) {
          const before = length(norm, given[i]!);
          expect(length(norm, point)).toBeLessThanOrEqual(2);
          expect(length(norm, point)).toBeCloseTo(before <= 1 ? before : 2 - 1 / before, 4);
          for (const axis of [0, 1, 2]) expect(point[axis]! * given[i]![axis]!).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 100 },
    );
  });

  it.each(norms)('has finite gradients at the origin, on the unit sphere and far away (%s norm)', async (norm) => {
    const points = [
      [0, 0, 0],
      [1, 0, 0],
      [1, 1, 1],
      [1e5, -1e5, 3],
      [0, 0, 1e-20],
    ];
    const p = input('p', [3, points.length]);
    const [gradient] = gradients(sum(contract(p, norm)), [p]);
    const { g } = await evaluate({ g: gradient! }, { p: rows(points) });
    expect(g.every(Number.isFinite)).toBe(true);
    expect(columns(g)[0]).toEqual([1, 1, 1]);
  });
});

describe('toGrid', () => {
  it('brings the ball of radius 2 into [0, 1]³ and never leaves it', async () => {
    const p = input('p', [3, 2]);
    const { result } = await evaluate({ result: toGrid(p) }, { p: [-2, 2, 0, 1, -2.00001, 2.00001] });
    expect(result).toEqual([0, 1, 0.5, 0.75, 0, 1]);
  });
});
