import { resample } from '../graph/composites.ts';
import { add, constant, detach, div, expand, less, max, mul, reshape, slice, sub, sum, where } from '../graph/ops.ts';
import type { Tensor } from '../graph/tensor.ts';

/**
 * Where along a ray the field is asked. Distances live in two spaces: `spacing`, in [0, 1], which is
 * uniform in distance up to 1 and in disparity beyond (nerfacto's piecewise sampler), and Euclidean
 * distance along the unit ray. Samples are the first axis, rays the second.
 */
export interface RayBins {
  /** Bin edges, [S + 1, R]. */
  readonly spacing: Tensor;
  readonly euclidean: Tensor;
}

const PDF_PADDING = 0.01;

export class Spacing {
  private readonly nearSpacing: number;
  private readonly farSpacing: number;

  constructor(near: number, far: number) {
    const toSpacing = (distance: number) => (distance < 1 ? distance / 2 : 1 - 1 / (2 * distance));
    this.nearSpacing = toSpacing(near);
    this.farSpacing = toSpacing(far);
  }

  toEuclidean(spacing: Tensor): Tensor {
    const s = add(mul(spacing, this.farSpacing - this.nearSpacing), this.nearSpacing);
    const uniform = mul(s, 2);
    // Kept away from s = 1, which is infinity, in the half where the other branch is used anyway.
    const disparity = div(1, sub(2, mul(max(s, 0.5), 2)));
    return where(less(s, 0.5), uniform, disparity);
  }

  bins(spacing: Tensor): RayBins {
    return { spacing, euclidean: this.toEuclidean(spacing) };
  }
}

/**
 * The first round: equal bins in spacing.
 * @param jitter [1, R] in [0, 1), one shift per ray for all of its bins; null in evaluation.
 */
export function firstSpacing(samples: number, rays: number, jitter: Tensor | null): Tensor {
  const edge = (index: number) => index / samples;
  const edges = Array.from({ length: samples + 1 }, (_, index) => edge(index));
  if (jitter === null) return expand(constant(edges, [samples + 1, 1]), [samples + 1, rays]);
  // Each edge moves between the centres of its two bins; the first and the last stay within the ray.
  const lower = edges.map((e, index) => (index === 0 ? e : (e + edge(index - 1)) / 2));
  const upper = edges.map((e, index) => (index === samples ? e : (e + edge(index + 1)) / 2));
  const range = upper.map((high, index) => high - lower[index]!);
  return add(constant(lower, [samples + 1, 1]), mul(constant(range, [samples + 1, 1]), jitter));
}

/**
 * Later rounds: new edges drawn from the piecewise constant density that the weights of the round
 * before define over its bins. No gradient flows through.
 * @param spacing edges of the round before, [S + 1, R].
 * @param weights [S, R].
 * @param jitter [1, R] in [0, 1); null takes the middle, as evaluation does.
 * @returns edges [samples + 1, R], ascending.
 */
export function resampleSpacing(spacing: Tensor, weights: Tensor, samples: number, jitter: Tensor | null): Tensor {
  const rays = weights.shape[1]!;
  const edges = samples + 1;
  const padded = add(detach(weights), PDF_PADDING);
  const density = div(padded, sum(padded, [0], true));

  const grid = constant(
    Array.from({ length: edges }, (_, index) => index / edges),
    [edges, 1],
  );
  const quantiles = add(grid, jitter === null ? 0.5 / edges : mul(jitter, 1 / edges));
  return detach(resample(spacing, density, expand(quantiles, [edges, rays])));
}

/** Middles of bins along their rays as points, [3, S, R]. */
export function samplePositions(origins: Tensor, directions: Tensor, edges: Tensor): Tensor {
  const [count, rays] = edges.shape as [number, number];
  const middle = mul(add(slice(edges, 0, 0, count - 1), slice(edges, 0, 1, count)), 0.5);
  const perRay = (x: Tensor) => reshape(x, [3, 1, rays]);
  return add(perRay(origins), mul(perRay(directions), reshape(middle, [1, count - 1, rays])));
}

/** Bin widths [S, R] of edges [S + 1, R]. */
export function binWidths(edges: Tensor): Tensor {
  const count = edges.shape[0]!;
  return sub(slice(edges, 0, 1, count), slice(edges, 0, 0, count - 1));
}
