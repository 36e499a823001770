import { add, div, sqrt, square, sum } from './ops.ts';
import type { Tensor } from './tensor.ts';

/** Keeps the length of an embedding of zeros from dividing by zero. */
const SMALLEST_SQUARED_LENGTH = 1e-24;

/** Divided by their Euclidean length along an axis. */
export function unitLength(x: Tensor, axis: number): Tensor {
  return div(x, sqrt(add(sum(square(x), [axis], true), SMALLEST_SQUARED_LENGTH)));
}
