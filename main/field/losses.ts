import {
  add,
  cast,
  constant,
  cumsum,
  detach,
  div,
  greaterOrEqual,
  less,
  max,
  mean,
  mul,
  reshape,
  slice,
  square,
  sub,
  sum,
} from '../graph/ops.ts';
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

/** Sum of the weights of all proposal bins that touch each final bin, [S, R]. */
function outerMeasure(finalSpacing: Tensor, proposalSpacing: Tensor, proposalWeights: Tensor): Tensor {
  const samples = finalSpacing.shape[0]! - 1;
  const [bins, rays] = proposalWeights.shape as [number, number];
  const rows = (x: Tensor, start: number, count: number, shape: readonly number[]) =>
    reshape(slice(x, 0, start, start + count), shape);
  const finalStart = rows(finalSpacing, 0, samples, [samples, 1, rays]);
  const finalEnd = rows(finalSpacing, 1, samples, [samples, 1, rays]);
  // Infinite first and last edges: bins at the ends count for whatever lies beyond the histogram.
  const proposalStart = sub(rows(proposalSpacing, 0, bins, [1, bins, rays]), atEdge(bins, 0));
  const proposalEnd = add(rows(proposalSpacing, 1, bins, [1, bins, rays]), atEdge(bins, bins - 1));
  const endsAfter = cast(less(finalStart, proposalEnd), 'float32');
  const startsBefore = cast(greaterOrEqual(finalEnd, proposalStart), 'float32');
  const touches = mul(endsAfter, startsBefore);
  return sum(mul(touches, reshape(proposalWeights, [1, bins, rays])), [1]);
}

function atEdge(bins: number, edge: number): Tensor {
  return constant(
    Array.from({ length: bins }, (_, bin) => (bin === edge ? 10 : 0)),
    [1, bins, 1],
  );
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
