import { abs, add, clip, div, less, mul, reduceMax, sqrt, square, sub, sum, where } from '../graph/ops.ts';
import type { Tensor } from '../graph/tensor.ts';

export type ContractionNorm = 'inf' | 'l2';

/**
 * Scene contraction (mip-NeRF 360, equation 10): the unit ball of the norm stays as it is, all space
 * beyond is drawn into the ball of radius 2.
 * @param points [3, N] in the normalised world.
 * @returns [3, N], within radius 2 of the norm.
 */
export function contract(points: Tensor, norm: ContractionNorm): Tensor {
  const length = norm === 'inf' ? reduceMax(abs(points), [0], true) : sqrt(sum(square(points), [0], true));
  const inside = less(length, 1);
  // The unused branch must be finite as well: at the origin it would divide by zero.
  const safe = where(inside, 1, length);
  return where(inside, points, mul(div(points, safe), sub(2, div(1, safe))));
}

/** Contracted points as coordinates of a grid over [0, 1]³. */
export function toGrid(contracted: Tensor): Tensor {
  return clip(mul(add(contracted, 2), 0.25), 0, 1);
}
