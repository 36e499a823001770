import {
  type AdamAttributes,
  type Composite,
  type ContractionNorm,
  type DifferentiableComposite,
  type DistanceRange,
  type HashGrid,
  type Node,
  type OperatorAttributes,
  type Shape,
  Tensor,
} from './tensor.ts';

/**
 * Composite operators: those that a training spends its time in and that a kernel written for them does
 * in a fraction of it. What each means is said by expansions.ts in ordinary operators, and that is what
 * runs wherever there is no kernel.
 */

function record<K extends Composite>(
  operator: K,
  operands: readonly Tensor[],
  attributes: OperatorAttributes[K],
  shapes: readonly Shape[],
): Tensor[] {
  const node: Node<K> = { operator, operands, attributes };
  return shapes.map((shape, output) => new Tensor(node, shape, 'float32', output));
}

/**
 * Features of points, interpolated in a multi-resolution hash grid (Müller et al. 2022).
 * @param points [3, N] in [0, 1].
 * @param tables one [levels, T] per feature.
 * @returns [features · levels, N]; feature f of level l is row f · levels + l.
 */
export function hashEncode(points: Tensor, tables: readonly Tensor[], grid: HashGrid): Tensor {
  const levels = grid.resolutions.length;
  const side = grid.resolutions.reduce((a, b) => Math.max(a, b), 0) + 2;
  if (side >= 2 ** grid.log2TableSize) throw new Error('a row of the grid must fit the table');
  for (const { shape } of tables) {
    if (shape[0] !== levels || shape[1] !== 2 ** grid.log2TableSize) throw new Error(`a hash table of [${shape}]`);
  }
  return record('HashEncode', [points, ...tables], grid, [[tables.length * levels, points.shape[1]!]])[0]!;
}

export interface Layer {
  /** [out, in] */
  readonly weight: Tensor;
  /** [out, 1]; or [out, P] where every P columns of the input repeat, which have one each. */
  readonly bias: Tensor;
}

/** Linear layers with rectified units between them, on columns: [in, N] to [out, N]. */
export function mlp(x: Tensor, layers: readonly Layer[]): Tensor {
  let [rows, columns] = x.shape as [number, number];
  for (const { weight, bias } of layers) {
    const fits = weight.shape[1] === rows && bias.shape[0] === weight.shape[0] && columns % bias.shape[1]! === 0;
    if (!fits) throw new Error(`a layer of [${weight.shape}] and [${bias.shape}] on [${rows},${columns}]`);
    rows = weight.shape[0]!;
  }
  return record('Mlp', [x, ...layers.flatMap(({ weight, bias }) => [weight, bias])], {}, [[rows, columns]])[0]!;
}

/**
 * Scene contraction (mip-NeRF 360, equation 10) into coordinates of a grid over [0, 1]³: the unit ball fills
 * the middle half of it, all space beyond the rest.
 * @param points [3, N] in the normalised world.
 * @returns [3, N].
 */
export function contractToGrid(points: Tensor, norm: ContractionNorm): Tensor {
  return record('Contract', [points], { norm }, [points.shape])[0]!;
}

/**
 * Middles of bins along their rays.
 * @param origins [3, R].
 * @param directions [3, R].
 * @param edges distances from the origin, [S + 1, R].
 * @returns points [3, S, R].
 */
export function samplePoints(origins: Tensor, directions: Tensor, edges: Tensor): Tensor {
  const [count, rays] = edges.shape as [number, number];
  return record('SamplePoints', [origins, directions, edges], {}, [[3, count - 1, rays]])[0]!;
}

/**
 * Distances of what is spaced evenly in [0, 1]: in distance up to 1, in disparity beyond (nerfacto's piecewise
 * sampler).
 */
export function spacingToDistance(spacing: Tensor, range: DistanceRange): Tensor {
  return record('SpacingToDistance', [spacing], { ...range }, [spacing.shape])[0]!;
}

/**
 * What bins hold back of the light that enters them: density, which is `factor` · e^x, times width. x is clipped to
 * [-15, 15], but its gradient is that at the nearest point within (instant-ngp): a density far beyond opaque still
 * feels where to go, and none overflows.
 * @param logDensity [S, R].
 * @param edges distances, [S + 1, R].
 * @returns [S, R].
 */
export function opticalDepth(logDensity: Tensor, edges: Tensor, factor: number): Tensor {
  return record('OpticalDepth', [logDensity, edges], { factor }, [logDensity.shape])[0]!;
}

/**
 * Where a ray should be sampled next, as a density over its bins: weights^exponent + padding, summing to 1. No
 * gradient flows through.
 * @param weights [S, R].
 * @param exponent scalar.
 * @returns [S, R].
 */
export function samplingDensity(weights: Tensor, exponent: Tensor, padding: number): Tensor {
  return record('SamplingDensity', [weights, exponent], { padding }, [weights.shape])[0]!;
}

/**
 * Alpha compositing (Max 1995; NeRF, equation 3): the share of a ray's light that each sample gives.
 * @param opticalDepth density times bin width, [S, R].
 * @returns [S, R], each ray's summing to at most 1.
 */
export function alphaComposite(opticalDepth: Tensor): Tensor {
  return record('AlphaComposite', [opticalDepth], {}, [opticalDepth.shape])[0]!;
}

/**
 * Embeddings as rays see them: those of their samples, weighted and summed.
 * @param embeddings [D, S·R].
 * @param weights [S, R].
 * @param isUnit whether each embedding is first brought to unit length, and then what is summed.
 * @returns [D, R].
 */
export function renderEmbeddings(embeddings: Tensor, weights: Tensor, { isUnit }: { isUnit: boolean }): Tensor {
  const shape = [embeddings.shape[0]!, weights.shape[1]!];
  return record('RenderEmbeddings', [embeddings, weights], { isUnit }, [shape])[0]!;
}

/**
 * Inverse of the distribution that is constant `density` over each bin: where along the edges the
 * quantiles lie. No gradient flows through.
 * @param edges [S + 1, R], ascending.
 * @param density [S, R], positive, each ray's summing to 1.
 * @param quantiles [E, R] in [0, 1], ascending.
 * @returns [E, R].
 */
export function resample(edges: Tensor, density: Tensor, quantiles: Tensor): Tensor {
  return record('Resample', [edges, density, quantiles], {}, [quantiles.shape])[0]!;
}

/**
 * For each bin of one histogram the sum of all weights of another's bins that touch it. The first and the
 * last bin of the other one reach beyond everything.
 * @param edges [S + 1, R], ascending.
 * @param otherEdges [P + 1, R], ascending.
 * @param otherWeights [P, R].
 * @returns [S, R]. Its gradient is that of the weights.
 */
export function outerMeasure(edges: Tensor, otherEdges: Tensor, otherWeights: Tensor): Tensor {
  const [count, rays] = edges.shape as [number, number];
  return record('OuterMeasure', [edges, otherEdges, otherWeights], {}, [[count - 1, rays]])[0]!;
}

/**
 * One update of Adam or RAdam.
 * @param operands parameter, gradient, running means of the gradient and of its square, scalars.
 * @returns the next parameter and running means.
 */
export function adamUpdate(
  operands: readonly [parameter: Tensor, gradient: Tensor, first: Tensor, second: Tensor, scalars: Tensor],
  attributes: AdamAttributes,
): [Tensor, Tensor, Tensor] {
  const { shape } = operands[0];
  return record('Adam', operands, attributes, [shape, shape, shape]) as [Tensor, Tensor, Tensor];
}

/** Gradients with respect to all operands of a composite, from the one with respect to its output. */
export function compositeGradient(node: Node<DifferentiableComposite>, gradient: Tensor): Tensor[] {
  const { operator, attributes, operands } = node;
  const shapes = operands.map(({ shape }) => shape);
  return record('CompositeGradient', [...operands, gradient], { of: operator, attributes }, shapes);
}
