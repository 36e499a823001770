import { describe, expect, it } from 'vitest';
import { alphaComposite } from '../graph/composites.ts';
import { gradients } from '../graph/gradients.ts';
import { constant, input, mul } from '../graph/ops.ts';
import { axesReversed, evaluate, relativeDifference } from '../testing/evaluate.ts';
import { loadReference, type ReferenceArray } from '../testing/shared-data.ts';
import { distortionLoss, interlevelLoss, meanSquaredError } from './losses.ts';
import { binWidths } from './sampling.ts';

describe('the rays of the reference implementation', () => {
  const reference = loadReference('proposal_losses');
  const sampling = loadReference('sampling');
  const rendering = loadReference('volume_rendering');
  const [rays, proposalSamples] = sampling.density0.shape as [number, number];
  const samples = rendering.density.shape[1]!;

  function edges(starts: ReferenceArray, ends: ReferenceArray) {
    const [, bins] = starts.shape as [number, number];
    const last = Array.from({ length: rays }, (_, ray) => ends.data[ray * bins + bins - 1]!);
    return constant([...axesReversed(starts), ...last], [bins + 1, rays]);
  }
  const proposalDensity = input('proposalDensity', [proposalSamples, rays]);
  const density = input('density', [samples, rays]);
  const values = { proposalDensity: axesReversed(sampling.density0), density: axesReversed(rendering.density) };
  const proposalSpacing = edges(sampling.s_start0, sampling.s_end0);
  const spacing = edges(sampling.s_start1, sampling.s_end1);
  const proposalWeights = alphaComposite(mul(proposalDensity, binWidths(edges(sampling.t_start0, sampling.t_end0))));
  const weights = alphaComposite(mul(density, binWidths(edges(sampling.t_start1, sampling.t_end1))));

  it('interlevel loss and its gradient, which only the proposal gets', async () => {
    const loss = interlevelLoss(spacing, weights, proposalSpacing, proposalWeights);
    const [toProposal, toFinal] = gradients(loss, [proposalDensity, density]);
    const result = await evaluate({ loss, toProposal: toProposal!, toFinal: toFinal! }, values);
    expect(result.loss[0]! / reference.interlevel).toBeCloseTo(1, 5);
    expect(relativeDifference(result.toProposal, axesReversed(reference.grad_interlevel_density0))).toBeLessThan(1e-5);
    expect(result.toFinal.every((value) => value === 0)).toBe(true);
  });

  it('distortion loss and its gradient', async () => {
    const loss = distortionLoss(spacing, weights);
    const [gradient] = gradients(loss, [density]);
    const result = await evaluate({ loss, gradient: gradient! }, values);
    expect(result.loss[0]! / reference.distortion).toBeCloseTo(1, 5);
    expect(relativeDifference(result.gradient, axesReversed(reference.grad_distortion_density1))).toBeLessThan(1e-5);
  });
});

describe('interlevelLoss', () => {
  const proposalSpacing = constant([0, 0.5, 1], [3, 1]);
  const loss = async (spacing: number[], weights: number[], proposalWeights: number[]) => {
    const result = await evaluate({
      loss: interlevelLoss(
        constant(spacing, [spacing.length, 1]),
        constant(weights, [weights.length, 1]),
        proposalSpacing,
        constant(proposalWeights, [2, 1]),
      ),
    });
    return result.loss[0]!;
  };

  it('is nothing where the proposal bounds the weights', async () => {
    expect(await loss([0.1, 0.2, 0.3, 0.4], [0.2, 0.2, 0.2], [0.6, 0])).toBe(0);
    expect(await loss([0, 0.25, 0.5], [0, 0], [0, 0])).toBe(0);
  });

  it('is the squared excess over each weight', async () => {
    // The first two bins lie in the proposal's first, with bound 0.1, the last reaches into both: 0.4.
    // Excess: 0.2 of 0.3, none of 0.1, none of 0.4.
    expect(await loss([0, 0.2, 0.4, 0.8], [0.3, 0.1, 0.4], [0.1, 0.3])).toBeCloseTo(0.2 ** 2 / 0.3 / 3, 5);
  });

  it('bins beyond the ends of the histogram are bounded by its ends', async () => {
    const narrow = async (weights: number[]) => {
      const result = await evaluate({
        loss: interlevelLoss(
          constant([0, 0.1, 0.9, 1], [4, 1]),
          constant(weights, [3, 1]),
          constant([0.2, 0.5, 0.8], [3, 1]),
          constant([0.3, 0.5], [2, 1]),
        ),
      });
      return result.loss[0]!;
    };
    expect(await narrow([0.3, 0, 0.5])).toBe(0);
    expect(await narrow([0.5, 0, 0])).toBeCloseTo(0.2 ** 2 / 0.5 / 3, 5);
  });
});

describe('distortionLoss', () => {
  it('equals the double sum of its definition', async () => {
    const edges = [0, 0.1, 0.3, 0.35, 0.8, 1];
    const weights = [0.1, 0.4, 0, 0.3, 0.15];
    const middles = weights.map((_, i) => (edges[i]! + edges[i + 1]!) / 2);
    let expected = 0;
    for (const [i, a] of weights.entries()) {
      for (const [j, b] of weights.entries()) expected += a * b * Math.abs(middles[i]! - middles[j]!);
      expected += (a * a * (edges[i + 1]! - edges[i]!)) / 3;
    }
    const { loss } = await evaluate({ loss: distortionLoss(constant(edges, [6, 1]), constant(weights, [5, 1])) });
    expect(loss[0]).toBeCloseTo(expected, 6);
  });

  it('is the mean over rays, and small for a single thin surface', async () => {
    const { loss } = await evaluate({
      loss: distortionLoss(constant([0, 0, 0.5, 0.01, 1, 1], [3, 2]), constant([0.5, 1, 0.5, 0], [2, 2])),
    });
    // First ray: 2 · 1/4 · 1/2 between the bins and 2 · 1/4 · 1/2 / 3 within. Second: 0.01 / 3.
    expect(loss[0]).toBeCloseTo((1 / 4 + 1 / 12 + 0.01 / 3) / 2, 6);
  });
});

describe('meanSquaredError', () => {
  it('is the mean over all entries', async () => {
    const { loss } = await evaluate({
      loss: meanSquaredError(constant([0, 1, 2, 3], [2, 2]), constant([0, 0, 4, 0], [2, 2])),
    });
    expect(loss[0]).toBeCloseTo((1 + 4 + 9) / 4, 6);
  });
});
