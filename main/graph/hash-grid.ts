import {
  abs,
  add,
  cast,
  concat,
  constant,
  floor,
  gatherElements,
  int32,
  mul,
  reshape,
  slice,
  sub,
  sum,
} from './ops.ts';
import type { HashGrid, Tensor } from './tensor.ts';

/** Multipliers of the spatial hash (Müller et al. 2022, equation 4) for y and z; x has 1. */
const HASH_Y = 2654435761;
const HASH_Z = 805459861;

/**
 * Where in a table of size T each row of grid points along x begins, minus T: `(y·p xor z·q) mod T - T`
 * at y · side + z, for coordinates 0 .. side - 1. As float32, which holds them exactly: WebGPU looks up
 * nothing else by GatherElements.
 */
function rowStarts(side: number, tableSize: number): Tensor {
  const key = `${side} ${tableSize}`;
  const known = knownRowStarts.get(key);
  if (known) return known;
  const starts = new Float32Array(side * side);
  for (let y = 0; y < side; y++) {
    for (let z = 0; z < side; z++) {
      starts[y * side + z] = ((Math.imul(y, HASH_Y) ^ Math.imul(z, HASH_Z)) & (tableSize - 1)) - tableSize;
    }
  }
  const tensor = constant(starts, [1, side * side]);
  knownRowStarts.set(key, tensor);
  return tensor;
}

/** One tensor per kind of grid: programs of several steps then hold its 17 MB (preset `full`) only once. */
const knownRowStarts = new Map<string, Tensor>();

/**
 * The hash grid in ordinary operators. The hash is `x + (y·p xor z·q) mod T`. ONNX has no exclusive or
 * that runs on GPUs, so that of y and z is looked up, and x is added. It is the exclusive or that keeps
 * rows spread evenly without making them a lattice, in which whole patches of surface collide: on the
 * fox after 500 steps it is worth 1.7 dB over `x + y·p + z·q`, and 1 dB over random rows (measured).
 */
export function hashEncode(points: Tensor, tables: readonly Tensor[], grid: HashGrid): Tensor {
  const levels = grid.resolutions.length;
  const count = points.shape[1]!;
  const resolutions = constant(grid.resolutions, [levels, 1, 1]);
  const scaled = mul(reshape(points, [1, 3, count]), resolutions);
  const base = floor(scaled);
  const indices = cornerIndices(grid, cast(base, 'int32'));
  const weights = cornerWeights(sub(scaled, base));
  const features = tables.map((table) => {
    const corners = gatherElements(table, indices, 1);
    return sum(mul(reshape(corners, [levels, 8, count]), weights), [1]);
  });
  return concat(features, 0);
}

/**
 * Table positions of the eight corners of each cell, [L, 8·N] with y outermost and x innermost, from its
 * lowest corner [L, 3, N]. They are in [-T, T): ONNX lets negative indices count from the end, which is
 * the modulo that is wanted.
 */
function cornerIndices({ resolutions, log2TableSize }: HashGrid, base: Tensor): Tensor {
  const levels = resolutions.length;
  const count = base.shape[2]!;
  const side = Math.max(...resolutions) + 2;
  // Both neighbours along an axis, on an axis of their own.
  const neighbours = (axis: number, shape: readonly number[]) =>
    add(reshape(slice(base, 1, axis, axis + 1), [levels, 1, 1, count]), int32([0, 1], shape));

  const row = add(mul(neighbours(1, [1, 2, 1, 1]), int32([side], [])), neighbours(2, [1, 1, 2, 1]));
  const starts = rowStarts(side, 2 ** log2TableSize);
  const start = cast(gatherElements(starts, reshape(row, [1, levels * 4 * count]), 1), 'int32');
  const corners = add(reshape(start, [levels, 4, 1, count]), neighbours(0, [1, 1, 2, 1]));
  return reshape(corners, [levels, 8 * count]);
}

/** Trilinear weights of the eight corners in the same order, [L, 8, N], from the position within the cell [L, 3, N]. */
function cornerWeights(fraction: Tensor): Tensor {
  const [levels, , count] = fraction.shape as [number, number, number];
  // |1 - f| and |0 - f|: the weights of the lower and the upper neighbour in one expression.
  const pair = (index: number, shape: readonly number[]) =>
    abs(sub(constant([1, 0], shape), reshape(slice(fraction, 1, index, index + 1), [levels, 1, 1, count])));
  const yz = mul(pair(1, [1, 2, 1, 1]), pair(2, [1, 1, 2, 1]));
  return reshape(mul(reshape(yz, [levels, 4, 1, count]), pair(0, [1, 1, 2, 1])), [levels, 8, count]);
}
