import { resample, samplingDensity, spacingToDistance } from '../graph/composites.ts';
import { add, constant, detach, expand, mul, slice, sub } from '../graph/ops.ts';
import type { DistanceRange, Tensor } from '../graph/tensor.ts';

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
  private readonly range: DistanceRange;

  constructor(near: number, far: number) {
    this.range = { near, far };
  }

  toEuclidean(spacing: Tensor): Tensor {
    return spacingToDistance(spacing, this.range);
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
 * @param anneal exponent on the weights, scalar.
 * @param jitter [1, R] in [0, 1); null takes the middle, as evaluation does.
 * @returns edges [samples + 1, R], ascending.
 */
export function resampleSpacing(
  spacing: Tensor,
  weights: Tensor,
  anneal: Tensor,
  samples: number,
  jitter: Tensor | null,
): Tensor {
  const rays = weights.shape[1]!;
  const edges = samples + 1;
  const density = samplingDensity(detach(weights), anneal, PDF_PADDING);
  const grid = constant(
    Array.from({ length: edges }, (_, index) => index / edges),
    [edges, 1],
  );
  const quantiles = add(grid, jitter === null ? 0.5 / edges : mul(jitter, 1 / edges));
  return detach(resample(spacing, density, expand(quantiles, [edges, rays])));
}

/** Bin widths [S, R] of edges [S + 1, R]. */
export function binWidths(edges: Tensor): Tensor {
  const count = edges.shape[0]!;
  return sub(slice(edges, 0, 1, count), slice(edges, 0, 0, count - 1));
}
