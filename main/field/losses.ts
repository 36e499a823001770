import { outerMeasure } from '../graph/composites.ts';
import { add, cumsum, detach, div, max, mean, mul, slice, square, sub, sum } from '../graph/ops.ts';
import type { Tensor } from '../graph/tensor.ts';
import { binWidths } from './sampling.ts';

const EPSILON = 1e-7;

/**
 * Proposal loss (mip-NeRF 360, equation 13): a proposal's histogram must bound the final weights from
 * above. The final weights are taken as given; only the proposal learns from it.
 * @param finalSpacing edges [S + 1, R] and weights [S, R] of the rendered round.
 * @param proposalSpacing edges [P + 1, R] and weights [P, R] of the proposal.
 * @returns scalar, mean over rays and samples.
 */
export function interlevelLoss(
  finalSpacing: Tensor,
  finalWeights: Tensor,
  proposalSpacing: Tensor,
  proposalWeights: Tensor,
): Tensor {
  const weights = detach(finalWeights);
  const bound = outerMeasure(finalSpacing, proposalSpacing, proposalWeights);
  const excess = max(sub(weights, bound), 0);
  return mean(div(square(excess), add(weights, EPSILON)));
}

/**
 * Distortion loss (mip-NeRF 360, equation 15): draws the weights of a ray together. The double sum over
 * pairs is evaluated in linear time from running sums, since the bins are sorted.
 * @returns scalar, mean over rays.
 */
export function distortionLoss(spacing: Tensor, weights: Tensor): Tensor {
  const [samples, rays] = weights.shape as [number, number];
  const middles = mul(add(slice(spacing, 0, 0, samples), slice(spacing, 0, 1, samples + 1)), 0.5);
  const moments = mul(weights, middles);
  const weightBefore = cumsum(weights, 0, { exclusive: true });
  const momentBefore = cumsum(moments, 0, { exclusive: true });
  const between = mul(sum(sub(mul(moments, weightBefore), mul(weights, momentBefore))), 2);
  const within = mul(sum(mul(square(weights), binWidths(spacing))), 1 / 3);
  return mul(add(between, within), 1 / rays);
}

/** Mean squared error over all entries. */
export function meanSquaredError(rendered: Tensor, target: Tensor): Tensor {
  return mean(square(sub(rendered, target)));
}
