import {
  abs,
  add,
  cast,
  concat,
  constant,
  div,
  floor,
  gather,
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

const INITIAL_BOUND = 1e-3;

/** Cells per axis of each level, growing geometrically (Müller et al. 2022, equations 2 and 3). */
export function levelResolutions({ levels, baseResolution, maxResolution }: HashGridConfig): number[] {
  const growth = levels > 1 ? Math.exp(Math.log(maxResolution / baseResolution) / (levels - 1)) : 1;
  // The small excess keeps the last level from being floored to one less than asked for.
  return Array.from({ length: levels }, (_, level) => Math.floor(baseResolution * growth ** level + 1e-6));
}

/**
 * What each grid coordinate along an axis adds to the hash: MurmurHash3's finaliser of (axis, coordinate),
 * modulo the table size. Entries 0 .. maxResolution + 1.
 */
export function axisHash(axis: number, maxResolution: number, tableSize: number): number[] {
  return Array.from({ length: maxResolution + 2 }, (_, coordinate) => {
    let hash = (axis << 24) | coordinate;
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return ((hash ^ (hash >>> 16)) >>> 0) % tableSize;
  });
}

/**
 * A trainable multi-resolution hash grid. The hash is `x + Y[y] + Z[z] mod T`, with the random-looking
 * numbers of `axisHash`: sums instead of the usual exclusive or, since ONNX has no bit operations that
 * run on GPUs. Plain multiples in place of Y and Z make a lattice, in which whole patches of surface
 * collide with others at a fixed distance; it costs 0.7 dB on the fox after 500 steps (measured).
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
   * The last sum is left in [-T, T): ONNX lets negative indices count from the end, which is the modulo
   * that is wanted.
   */
  private cornerIndices(base: Tensor): Tensor {
    const { levels, log2TableSize, maxResolution } = this.config;
    const count = base.shape[2]!;
    const size = 2 ** log2TableSize;
    const modulo = (x: Tensor) => sub(x, mul(div(x, int32([size], [])), int32([size], [])));
    // Both neighbours along an axis, on an axis of their own.
    const neighbours = (axis: number, shape: readonly number[]) =>
      add(reshape(slice(base, 1, axis, axis + 1), [levels, 1, 1, count]), int32([0, 1], shape));

    const x = neighbours(0, [1, 2, 1, 1]);
    const y = gather(int32(axisHash(1, maxResolution, size)), neighbours(1, [1, 1, 2, 1]), 0);
    const z = gather(int32(axisHash(2, maxResolution, size)), neighbours(2, [1, 1, 2, 1]), 0);
    const xy = sub(modulo(add(x, y)), int32([size], []));
    const xyz = add(reshape(xy, [levels, 4, 1, count]), z);
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
