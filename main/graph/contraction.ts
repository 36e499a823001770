import { abs, add, clip, div, max, mul, reduceMax, sqrt, square, sub, sum } from './ops.ts';
import type { ContractionNorm, Tensor } from './tensor.ts';

/**
 * Scene contraction (mip-NeRF 360, equation 10): the unit ball of the norm stays as it is, all space
 * beyond is drawn into the ball of radius 2.
 * @param points [3, N] in the normalised world.
 * @returns [3, N], within radius 2 of the norm.
 */
export function contract(points: Tensor, norm: ContractionNorm): Tensor {
  // Lengths below 1 count as 1, for which the formula is the identity. For the L2 norm that happens
  // before the root, whose derivative is infinite at the origin.
  const length =
    norm === 'inf' ? max(reduceMax(abs(points), [0], true), 1) : sqrt(max(sum(square(points), [0], true), 1));
  return mul(div(points, length), sub(2, div(1, length)));
}

/** Contracted points as coordinates of a grid over [0, 1]³. */
export function toGrid(contracted: Tensor): Tensor {
  return clip(mul(add(contracted, 2), 0.25), 0, 1);
}
