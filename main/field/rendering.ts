import { add, cast, cumsum, div, less, max, min, mul, reshape, slice, sub, sum } from '../graph/ops.ts';
import type { Tensor } from '../graph/tensor.ts';

/** Sum of the weights, [R]: how much of the ray is stopped by something. */
export function accumulate(weights: Tensor): Tensor {
  return sum(weights, [0]);
}

/**
 * Colour of each ray over the colour of its last sample, which so stands for everything beyond
 * (nerfacto's default background).
 * @param colours [3, S, R].
 * @returns [3, R], not clamped.
 */
export function renderColour(weights: Tensor, colours: Tensor): Tensor {
  const [, samples, rays] = colours.shape as [number, number, number];
  const composed = sum(mul(colours, reshape(weights, [1, samples, rays])), [1]);
  const background = reshape(slice(colours, 1, samples - 1, samples), [3, rays]);
  return add(composed, mul(background, reshape(sub(1, accumulate(weights)), [1, rays])));
}

/** Weighted mean of the bin middles, [R], within the ray's bins. */
export function expectedDepth(weights: Tensor, edges: Tensor): Tensor {
  const samples = weights.shape[0]!;
  const middles = mul(add(slice(edges, 0, 0, samples), slice(edges, 0, 1, samples + 1)), 0.5);
  const mean = sum(mul(weights, middles), [0]);
  const total = add(accumulate(weights), 1e-10);
  const first = sum(slice(middles, 0, 0, 1), [0]);
  const last = sum(slice(middles, 0, samples - 1, samples), [0]);
  return max(min(div(mean, total), last), first);
}

/** Middle of the bin in which half of the light is stopped, [R]; the last bin where it never is. */
export function medianDepth(weights: Tensor, edges: Tensor): Tensor {
  const samples = weights.shape[0]!;
  const middles = mul(add(slice(edges, 0, 0, samples), slice(edges, 0, 1, samples + 1)), 0.5);
  const passed = cast(less(cumsum(weights, 0), 0.5), 'float32');
  // The running sum never falls, so walking one bin on for every bin that is passed ends at the right one.
  const first = slice(middles, 0, 0, 1);
  const steps = sub(slice(middles, 0, 1, samples), slice(middles, 0, 0, samples - 1));
  const climbed = sum(mul(steps, slice(passed, 0, 0, samples - 1)), [0]);
  return add(reshape(first, [weights.shape[1]!]), climbed);
}
