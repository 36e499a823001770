import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alphaComposite } from '../graph/composites.ts';
import { gradients } from '../graph/gradients.ts';
import { constant, input, mul } from '../graph/ops.ts';
import { axesReversed, evaluate, largestDifference, openEvaluator, relativeDifference } from '../testing/evaluate.ts';
import { loadReference } from '../testing/shared-data.ts';
import { meanSquaredError } from './losses.ts';
import { accumulate, expectedDepth, medianDepth, renderColour } from './rendering.ts';
import { binWidths } from './sampling.ts';

describe('the rays of the reference implementation', () => {
  const reference = loadReference('volume_rendering');
  const { t_start1: starts, t_end1: ends } = loadReference('sampling');
  const [rays, samples] = reference.density.shape as [number, number];
  const edges = constant(
    [...axesReversed(starts), ...Array.from({ length: rays }, (_, ray) => ends.data[ray * samples + samples - 1]!)],
    [samples + 1, rays],
  );
  const density = input('density', [samples, rays]);
  const rgb = input('rgb', [3, samples, rays]);
  const values = { density: axesReversed(reference.density), rgb: axesReversed(reference.rgb) };
  const weights = alphaComposite(mul(density, binWidths(edges)));
  const error = meanSquaredError(renderColour(weights, rgb), constant(axesReversed(reference.target), [3, rays]));

  it('weights, accumulation and colour over the last sample', async () => {
    const result = await evaluate(
      { weights, accumulation: accumulate(weights), colour: renderColour(weights, rgb) },
      values,
    );
    expect(largestDifference(result.weights, axesReversed(reference.weights))).toBeLessThan(1e-5);
    expect(largestDifference(result.accumulation, reference.accumulation.data)).toBeLessThan(1e-5);
    expect(largestDifference(result.colour, axesReversed(reference.rendered))).toBeLessThan(1e-5);
  });

  it('expected and median depth', async () => {
    const { expected, median } = await evaluate(
      { expected: expectedDepth(weights, edges), median: medianDepth(weights, edges) },
      values,
    );
    const ratios = (actual: number[], wanted: readonly number[]) => actual.map((value, ray) => value / wanted[ray]!);
    const ones = new Array<number>(rays).fill(1);
    expect(largestDifference(ratios(expected, reference.depth_expected.data), ones)).toBeLessThan(1e-5);
    expect(largestDifference(ratios(median, reference.depth_median.data), ones)).toBeLessThan(1e-5);
  });

  it('squared error and its gradients', async () => {
    const [toDensity, toRgb] = gradients(error, [density, rgb]);
    const result = await evaluate({ error, toDensity: toDensity!, toRgb: toRgb! }, values);
    expect(result.error[0]).toBeCloseTo(reference.mse, 6);
    expect(relativeDifference(result.toDensity, axesReversed(reference.grad_density))).toBeLessThan(1e-5);
    expect(relativeDifference(result.toRgb, axesReversed(reference.grad_rgb))).toBeLessThan(1e-5);
  });
});

/** A ray of five bins in which alpha is 0, 1/2, 0, 1/2 and 1/2. */
const half = Math.log(2);
const edges = constant([1, 2, 4, 5, 5.5, 6], [6, 1]);
const densities = constant([0, half / 2, 0, half * 2, half * 2], [5, 1]);
const byHand = [0, 1 / 2, 0, 1 / 4, 1 / 8];

describe('a ray worked out by hand', () => {
  const weights = alphaComposite(mul(densities, binWidths(edges)));

  it('gives each sample its share of the light that is left', async () => {
    const result = await evaluate({ weights, accumulation: accumulate(weights) });
    expect(largestDifference(result.weights, byHand)).toBeLessThan(1e-6);
    expect(result.accumulation[0]).toBeCloseTo(7 / 8, 6);
  });

  it('shows the last colour where nothing stops the ray', async () => {
    const red = [1, 0, 0, 1, 0.5];
    const green = [0, 1, 0, 0, 1];
    const { colour } = await evaluate({
      colour: renderColour(weights, constant([...red, ...green, 0, 0, 0, 0, 0], [3, 5, 1])),
    });
    expect(largestDifference(colour, [1 / 4 + 1 / 16 + 1 / 16, 1 / 2 + 1 / 8 + 1 / 8, 0])).toBeLessThan(1e-6);
  });

  it('has its expected depth at the weighted mean of the bin middles', async () => {
    const { depth } = await evaluate({ depth: expectedDepth(weights, edges) });
    expect(depth[0]).toBeCloseTo((3 / 2 + 5.25 / 4 + 5.75 / 8) / (7 / 8), 5);
  });

  it('has its median depth in the bin where half of the light is stopped', async () => {
    const at = async (rayWeights: number[]) =>
      (await evaluate({ depth: medianDepth(constant(rayWeights, [5, 1]), edges) })).depth[0];
    expect(await at([0.1, 0.2, 0.3, 0.2, 0.1])).toBe(4.5);
    expect(await at([0.6, 0.2, 0, 0, 0])).toBe(1.5);
    expect(await at([0, 0.5, 0.5, 0, 0])).toBe(3);
    expect(await at([0.1, 0.1, 0.1, 0, 0])).toBe(5.75);
  });
});

describe('rays at the extremes', () => {
  it('an empty ray has no weights, the colour of its last sample, and a depth within its bins', async () => {
    const weights = alphaComposite(mul(constant([0, 0, 0, 0, 0], [5, 1]), binWidths(edges)));
    const colours = constant([0, 0, 0, 0, 0.7, 0, 0, 0, 0, 0.2, 0, 0, 0, 0, 0.1], [3, 5, 1]);
    const result = await evaluate({
      weights,
      colour: renderColour(weights, colours),
      depth: expectedDepth(weights, edges),
    });
    expect(result.weights).toEqual([0, 0, 0, 0, 0]);
    expect(largestDifference(result.colour, [0.7, 0.2, 0.1])).toBeLessThan(1e-6);
    expect(result.depth[0]).toBe(1.5);
  });

  it('a wall stops everything, with finite gradients', async () => {
    const density = input('density', [5, 1]);
    const weights = alphaComposite(mul(density, binWidths(edges)));
    const [gradient] = gradients(meanSquaredError(accumulate(weights), constant([0], [1])), [density]);
    const result = await evaluate({ weights, gradient: gradient! }, { density: [0, 1e30, 5, 1e30, 0] });
    expect(result.weights).toEqual([0, 1, 0, 0, 0]);
    expect(result.gradient.every(Number.isFinite)).toBe(true);
  });

  it('weights are shares: none negative, at most 1 together', async () => {
    const density = fc.oneof(fc.constant(0), fc.float({ min: 0, max: 1000, noNaN: true }), fc.constant(1e30));
    const width = fc.float({ min: 0, max: 1000, noNaN: true });
    const ray = fc.array(fc.tuple(density, width), { minLength: 5, maxLength: 5 });
    const weights = alphaComposite(mul(input('densities', [5, 1]), input('widths', [5, 1])));
    await using evaluator = await openEvaluator({ weights });
    await fc.assert(
      fc.asyncProperty(ray, async (bins) => {
        const { weights } = await evaluator.run({
          densities: bins.map(([value]) => value),
          widths: bins.map(([, value]) => value),
        });
        for (const weight of weights) expect(weight).toBeGreaterThanOrEqual(0);
        expect(weights.reduce((a, b) => a + b)).toBeLessThanOrEqual(1 + 1e-6);
      }),
      { numRuns: 300 },
    );
  });
});
