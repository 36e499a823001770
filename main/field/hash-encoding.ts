import {
  abs,
  add,
  cast,
  concat,
  constant,
  div,
  floor,
  gatherElements,
  int32,
  mul,
  reshape,
  slice,
  sub,
  sum,
} from '../graph/ops.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { HashGridConfig } from './config.ts';
import { type ParameterSet, uniform } from './parameters.ts';

/** Multipliers of the spatial hash (Müller et al. 2022, equation 4) for y and z; x has 1. */
const HASH_Y = 2654435761n;
const HASH_Z = 805459861n;
const INITIAL_BOUND = 1e-3;

/** Cells per axis of each level, growing geometrically (Müller et al. 2022, equations 2 and 3). */
export function levelResolutions({ levels, baseResolution, maxResolution }: HashGridConfig): number[] {
  const growth = levels > 1 ? Math.exp(Math.log(maxResolution / baseResolution) / (levels - 1)) : 1;
  // The small excess keeps the last level from being floored to one less than asked for.
  return Array.from({ length: levels }, (_, level) => Math.floor(baseResolution * growth ** level + 1e-6));
}

/**
 * A trainable multi-resolution hash grid. The hash is additive, `x + y·p + z·q mod T`: unlike the usual
 * exclusive or it needs no bit operations, which ONNX lacks on GPUs, and it scatters as well.
 *
 * One table [levels, T] per feature rather than rows of features: ONNX Runtime's GatherElements reads
 * single numbers ten times faster than Gather copies short rows (docs/performance.md).
 */
export class HashEncoding {
  readonly outputSize: number;
  private readonly config: HashGridConfig;
  private readonly tables: Tensor[];

  constructor(name: string, config: HashGridConfig, parameters: ParameterSet) {
    this.config = config;
    this.outputSize = config.levels * config.features;
    this.tables = Array.from({ length: config.features }, (_, feature) =>
      parameters.define(`${name}.table${feature}`, [config.levels, 2 ** config.log2TableSize], uniform(INITIAL_BOUND)),
    );
  }

  /**
   * @param points [3, N] in [0, 1].
   * @returns [features · levels, N]; feature f of level l is row f · levels + l.
   */
  encode(points: Tensor): Tensor {
    const { levels } = this.config;
    const count = points.shape[1]!;
    const resolutions = constant(levelResolutions(this.config), [levels, 1, 1]);
    const scaled = mul(reshape(points, [1, 3, count]), resolutions);
    const base = floor(scaled);
    const indices = this.cornerIndices(cast(base, 'int32'));
    const weights = cornerWeights(sub(scaled, base));
    const features = this.tables.map((table) => {
      const corners = gatherElements(table, indices, 1);
      return sum(mul(reshape(corners, [levels, 8, count]), weights), [1]);
    });
    return concat(features, 0);
  }

  /**
   * Table positions of the eight corners of each cell, [L, 8·N], from its lowest corner [L, 3, N].
   *
   * All sums stay below 2^31, so int32 holds them exactly: the multipliers are taken modulo the table
   * size T first, and a grid coordinate times that is below 2^11 · 2^19. The last sum is left in
   * [-T, T): ONNX lets negative indices count from the end, which is the modulo that is wanted.
   */
  private cornerIndices(base: Tensor): Tensor {
    const { levels, log2TableSize } = this.config;
    const count = base.shape[2]!;
    const size = 2 ** log2TableSize;
    const multiplier = (prime: bigint) => Number(prime % BigInt(size));
    const modulo = (x: Tensor) => sub(x, mul(div(x, int32([size], [])), int32([size], [])));
    const axis = (index: number) => reshape(slice(base, 1, index, index + 1), [levels, 1, 1, count]);
    const neighbours = (start: Tensor, step: number, shape: readonly number[]) => add(start, int32([0, step], shape));

    const x = neighbours(axis(0), 1, [1, 2, 1, 1]);
    const y = neighbours(modulo(mul(axis(1), int32([multiplier(HASH_Y)], []))), multiplier(HASH_Y), [1, 1, 2, 1]);
    const z = neighbours(mul(axis(2), int32([multiplier(HASH_Z)], [])), multiplier(HASH_Z), [1, 1, 2, 1]);
    const xy = sub(modulo(add(x, y)), int32([size], []));
    const xyz = add(reshape(xy, [levels, 4, 1, count]), modulo(z));
    return reshape(xyz, [levels, 8 * count]);
  }
}

/** Trilinear weights of the eight corners, [L, 8, N], from the position within the cell [L, 3, N]. */
function cornerWeights(fraction: Tensor): Tensor {
  const [levels, , count] = fraction.shape as [number, number, number];
  // |1 - f| and |0 - f|: the weights of the lower and the upper neighbour in one expression.
  const pair = (index: number, shape: readonly number[]) =>
    abs(sub(constant([1, 0], shape), reshape(slice(fraction, 1, index, index + 1), [levels, 1, 1, count])));
  const xy = mul(pair(0, [1, 2, 1, 1]), pair(1, [1, 1, 2, 1]));
  return reshape(mul(reshape(xy, [levels, 4, 1, count]), pair(2, [1, 1, 2, 1])), [levels, 8, count]);
}
