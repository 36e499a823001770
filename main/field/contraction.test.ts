import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gradients } from '../graph/gradients.ts';
import { input, sum } from '../graph/ops.ts';
import { axesReversed, evaluate, largestDifference } from '../testing/evaluate.ts';
import { loadReference } from '../testing/shared-data.ts';
import { type ContractionNorm, contract, toGrid } from './contraction.ts';

const norms = ['inf', 'l2'] as const;

const length = (norm: ContractionNorm, [x, y, z]: readonly number[]) =>
  norm === 'inf' ? Math.max(Math.abs(x!), Math.abs(y!), Math.abs(z!)) : Math.hypot(x!, y!, z!);

/** Contracts points given as [x, y, z] and answers with such points. */
async function contracted(points: readonly (readonly number[])[], norm: ContractionNorm): Promise<number[][]> {
  const p = input('p', [3, points.length]);
  const rows = [0, 1, 2].flatMap((axis) => points.map((point) => point[axis]!));
  const { result } = await evaluate({ result: contract(p, norm) }, { p: rows });
  return points.map((_, i) => [0, 1, 2].map((axis) => result[axis * points.length + i]!));
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
    const points = fc.array(fc.tuple(coordinate, coordinate, coordinate), { minLength: 1, maxLength: 50 });
    await fc.assert(
      fc.asyncProperty(points, async (given) => {
        for (const [i, point] of (await contracted(given, norm)).entries()) {
          const before = length(norm, given[i]!);
          expect(length(norm, point)).toBeLessThanOrEqual(2);
          expect(length(norm, point)).toBeCloseTo(before <= 1 ? before : 2 - 1 / before, 4);
          for (const axis of [0, 1, 2]) expect(point[axis]! * given[i]![axis]!).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 25 },
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
    const { g } = await evaluate(
      { g: gradient! },
      { p: [0, 1, 2].flatMap((axis) => points.map((point) => point[axis]!)) },
    );
    expect(g.every(Number.isFinite)).toBe(true);
    const atOrigin = [0, 1, 2].map((axis) => g[axis * points.length]);
    expect(atOrigin).toEqual([1, 1, 1]);
  });
});

describe('toGrid', () => {
  it('brings the ball of radius 2 into [0, 1]³ and never leaves it', async () => {
    const p = input('p', [3, 2]);
    const { result } = await evaluate({ result: toGrid(p) }, { p: [-2, 2, 0, 1, -2.00001, 2.00001] });
    expect(result).toEqual([0, 1, 0.5, 0.75, 0, 1]);
  });
});
