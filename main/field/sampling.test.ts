import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alphaComposite, samplePoints } from '../graph/composites.ts';
import { gradients } from '../graph/gradients.ts';
import { constant, input, mul, scalar, slice, sum } from '../graph/ops.ts';
import type { Tensor } from '../graph/tensor.ts';
import { axesReversed, evaluate, largestDifference, openEvaluator } from '../testing/evaluate.ts';
import { loadReference, type ReferenceArray } from '../testing/shared-data.ts';
import { binWidths, firstSpacing, resampleSpacing, Spacing } from './sampling.ts';

/** Starts and ends of bins, [R, S] each, as edges [S + 1, R]. */
function edgesOf(starts: ReferenceArray, ends: ReferenceArray): number[] {
  const [rays, samples] = starts.shape as [number, number];
  const last = Array.from({ length: rays }, (_, ray) => ends.data[ray * samples + samples - 1]!);
  return [...axesReversed(starts), ...last];
}

/** Edges of one ray's bins after resampling `weights` over `edges`. */
async function resample(edges: readonly number[], weights: readonly number[], samples: number): Promise<number[]> {
  const { result } = await evaluate({
    result: resampleSpacing(
      constant(edges, [edges.length, 1]),
      constant(weights, [weights.length, 1]),
      scalar(1),
      samples,
      null,
    ),
  });
  return result;
}

function expectAscendingWithin01(edges: readonly number[]): void {
  expect(edges[0]).toBeGreaterThanOrEqual(0);
  expect(edges.at(-1)).toBeLessThanOrEqual(1 + 1e-6);
  for (let i = 1; i < edges.length; i++) expect(edges[i]).toBeGreaterThanOrEqual(edges[i - 1]! - 1e-6);
}

describe('the two rounds of the reference implementation', () => {
  const reference = loadReference('sampling');
  const [rays, samples] = reference.s_start0.shape as [number, number];
  const nextSamples = reference.s_start1.shape[1]!;
  const spacing = new Spacing(reference.near, reference.far);

  function relativeToEach(actual: readonly number[], expected: readonly number[]): number {
    return largestDifference(
      actual.map((value, i) => value / expected[i]!),
      expected.map(() => 1),
    );
  }

  it('first round: edges in both spaces, and the weights of their densities', async () => {
    const bins = spacing.bins(firstSpacing(samples, rays, null));
    const density = input('density', [samples, rays]);
    const { s, t, weights } = await evaluate(
      { s: bins.spacing, t: bins.euclidean, weights: alphaComposite(mul(density, binWidths(bins.euclidean))) },
      { density: axesReversed(reference.density0) },
    );
    expect(largestDifference(s, edgesOf(reference.s_start0, reference.s_end0))).toBeLessThan(1e-5 / samples);
    expect(relativeToEach(t, edgesOf(reference.t_start0, reference.t_end0))).toBeLessThan(1e-4);
    expect(largestDifference(weights, axesReversed(reference.weights0))).toBeLessThan(1e-5);
  });

  it('second round: resampled edges in both spaces', async () => {
    const edges = resampleSpacing(
      firstSpacing(samples, rays, null),
      input('weights', [samples, rays]),
      scalar(1),
      nextSamples,
      null,
    );
    const { s, t } = await evaluate(
      { s: edges, t: spacing.toEuclidean(edges) },
      { weights: axesReversed(reference.weights0) },
    );
    const expected = edgesOf(reference.s_start1, reference.s_end1);
    expect(largestDifference(s, expected)).toBeLessThan(1e-5 / nextSamples);
    expect(relativeToEach(t, edgesOf(reference.t_start1, reference.t_end1))).toBeLessThan(1e-4);
  });
});

describe('Spacing', () => {
  it('runs from near to far, uniformly in distance up to 1 and in disparity beyond', async () => {
    // In spacing of its own, near 0.5 is 0.25 and far 2 is 0.75: the middle is at distance 1.
    const { t } = await evaluate({ t: new Spacing(0.5, 2).toEuclidean(constant([0, 0.25, 0.5, 0.75, 1], [5, 1])) });
    expect(t).toEqual([0.5, 0.75, 1, expect.closeTo(4 / 3, 6), 2]);
  });

  it('has finite gradients over all of the range', async () => {
    const s = input('s', [5, 1]);
    const [gradient] = gradients(sum(new Spacing(0.05, 1000).toEuclidean(s)), [s]);
    const { g } = await evaluate({ g: gradient! }, { s: [0, 0.4, 0.5, 0.9, 1] });
    expect(g.every((value) => Number.isFinite(value) && value > 0)).toBe(true);
  });
});

describe('firstSpacing', () => {
  it('moves each inner edge between the middles of its bins, and the ends only inwards', async () => {
    const at = async (jitter: number) => (await evaluate({ s: firstSpacing(4, 1, constant([jitter], [1, 1])) })).s;
    expect(await at(0)).toEqual([0, 0.125, 0.375, 0.625, 0.875]);
    expect(await at(1)).toEqual([0.125, 0.375, 0.625, 0.875, 1]);
    expect(await at(0.5)).toEqual([0.0625, 0.25, 0.5, 0.75, 0.9375]);
  });

  it('keeps jittered bins in order, each ray with its own shift', async () => {
    const jitter = [0, 0.2, 0.5, 0.999, 1];
    const { s } = await evaluate({ s: firstSpacing(16, 5, constant(jitter, [1, 5])) });
    const rays = jitter.map((_, ray) => s.filter((_value, i) => i % 5 === ray));
    for (const edges of rays) {
      expectAscendingWithin01(edges);
      for (let i = 1; i < edges.length; i++) expect(edges[i]! - edges[i - 1]!).toBeGreaterThan(1e-3);
    }
    expect(new Set(rays.map((edges) => edges[1])).size).toBe(5);
  });
});

describe('resampleSpacing', () => {
  const equalEdges = (bins: number) => Array.from({ length: bins + 1 }, (_, i) => i / bins);

  it('draws evenly where all weights are the same', async () => {
    // Quantiles of the middles of four equal parts: 1/8, 3/8, 5/8, 7/8.
    const edges = await resample(equalEdges(5), [1, 1, 1, 1, 1], 3);
    expect(largestDifference(edges, [0.125, 0.375, 0.625, 0.875])).toBeLessThan(1e-6);
  });

  it('inverts the cumulative distribution of the padded weights', async () => {
    // Padded by 0.01 each: 0.25 and 0.75. Quantiles 1/6, 1/2, 5/6: the first lies at 2/3 of the first bin,
    // the others at 1/3 and 7/9 of the second, which is the narrower.
    const edges = await resample([0, 0.8, 1], [0.49, 1.49], 2);
    expect(largestDifference(edges, [(0.8 * 2) / 3, 0.8 + 0.2 / 3, 0.8 + (0.2 * 7) / 9])).toBeLessThan(1e-6);
  });

  it('puts nearly all edges into a bin that has nearly all of the weight', async () => {
    const weights = Array.from({ length: 64 }, (_, bin) => (bin === 20 ? 1e4 : 0));
    const edges = await resample(equalEdges(64), weights, 24);
    expectAscendingWithin01(edges);
    expect(edges.every((edge) => edge >= 20 / 64 - 1e-6 && edge <= 21 / 64 + 1e-6)).toBe(true);
  });

  it('stays ascending, within the ray and finite for any weights and jitter', async () => {
    const weight = fc.oneof(
      fc.constant(0),
      fc.constant(Math.fround(1e-30)),
      fc.float({ min: 0, max: 1, noNaN: true }),
      fc.constant(1),
    );
    const jitter = fc.float({ min: 0, max: 1, noNaN: true });
    const widths = fc.array(fc.float({ min: Math.fround(1e-7), max: 1, noNaN: true }), {
      minLength: 12,
      maxLength: 12,
    });
    const weights = fc.array(weight, { minLength: 12, maxLength: 12 });
    const resampled = resampleSpacing(
      input('edges', [13, 1]),
      input('weights', [12, 1]),
      scalar(1),
      7,
      input('jitter', [1, 1]),
    );
    await using evaluator = await openEvaluator({ resampled });
    await fc.assert(
      fc.asyncProperty(weights, widths, jitter, async (givenWeights, givenWidths, givenJitter) => {
        const total = givenWidths.reduce((a, b) => a + b);
        let position = 0;
        const edges = [0, ...givenWidths.map((width) => (position += width / total))];
        const result = await evaluator.run({ edges, weights: givenWeights, jitter: [givenJitter] });
        expect(result.resampled).toHaveLength(8);
        expectAscendingWithin01(result.resampled);
      }),
      { numRuns: 300 },
    );
  });

  it('lets no gradient through', async () => {
    const weights = input('weights', [4, 1]);
    const [gradient] = gradients(sum(resampleSpacing(constant(equalEdges(4), [5, 1]), weights, scalar(1), 3, null)), [
      weights,
    ]);
    const { g } = await evaluate({ g: gradient! }, { weights: [0.1, 0.2, 0.3, 0.1] });
    expect(g).toEqual([0, 0, 0, 0]);
  });
});

describe('samplePoints and binWidths', () => {
  it('take the middle of each bin along each ray, and how wide it is', async () => {
    const edges = constant([0, 1, 2, 3, 6, 7], [3, 2]);
    const origins = constant([10, 0, 0, 0, 0, 20], [3, 2]);
    const directions = constant([1, 0, 0, 1, 0, 0], [3, 2]);
    const positions = samplePoints(origins, directions, edges);
    const row = (axis: number): Tensor => slice(positions, 0, axis, axis + 1);
    const { x, y, z, widths } = await evaluate({ x: row(0), y: row(1), z: row(2), widths: binWidths(edges) });
    // The first ray looks along x from x = 10, the second along y from z = 20.
    expect(x).toEqual([11, 0, 14, 0]);
    expect(y).toEqual([0, 2, 0, 5]);
    expect(z).toEqual([0, 20, 0, 20]);
    expect(widths).toEqual([2, 2, 4, 4]);
  });
});
