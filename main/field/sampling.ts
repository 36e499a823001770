import {
  add,
  clip,
  constant,
  cumsum,
  detach,
  div,
  expand,
  less,
  max,
  min,
  mul,
  reshape,
  slice,
  sub,
  sum,
  where,
} from '../graph/ops.ts';
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
  const [bins, rays] = weights.shape as [number, number];
  const edges = samples + 1;
  const padded = add(detach(weights), PDF_PADDING);
  const density = div(padded, sum(padded, [0], true));
  const cumulative = min(cumsum(density, 0), 1);
  const start = reshape(sub(cumulative, density), [1, bins, rays]);

  const grid = constant(
    Array.from({ length: edges }, (_, index) => index / edges),
    [edges, 1],
  );
  const quantiles = add(grid, jitter === null ? 0.5 / edges : mul(jitter, 1 / edges));
  const wanted = expand(quantiles, [edges, rays]);

  // Inverse of the cumulative distribution without a search: every bin contributes its width times the
  // part of it that lies below the quantile, which is 0, 1, or the fraction in the one bin hit.
  const part = clip(div(sub(reshape(wanted, [edges, 1, rays]), start), reshape(density, [1, bins, rays])), 0, 1);
  const from = slice(spacing, 0, 0, bins);
  const widths = sub(slice(spacing, 0, 1, bins + 1), from);
  const offset = sum(mul(part, reshape(widths, [1, bins, rays])), [1]);
  return detach(add(slice(spacing, 0, 0, 1), offset));
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
