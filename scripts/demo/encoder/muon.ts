import * as ops from '../../../main/graph/ops.ts';
import type { Tensor } from '../../../main/graph/tensor.ts';

const momentumDecay = 0.95;
/** Of the quintic iteration that brings all singular values near one (Jordan et al. 2024). */
const [a, b, c] = [3.4445, -4.775, 2.0315];
const iterations = 5;
/** Updates of this root mean square move as far as Adam's do, so that one learning rate fits both (Liu et al. 2025). */
const updateSize = 0.2;

/**
 * One update of a matrix by Muon: momentum, made orthogonal, so that it learns in all directions alike. For a
 * small network and few steps this is worth several times what it costs.
 *
 * @param learningRate scalar
 */
export function muon(parameter: Tensor, gradient: Tensor, momentum: Tensor, learningRate: Tensor) {
  const next = ops.add(ops.mul(momentum, momentumDecay), ops.mul(gradient, 1 - momentumDecay));
  const ahead = ops.add(ops.mul(next, momentumDecay), ops.mul(gradient, 1 - momentumDecay));
  const [rows, columns] = parameter.shape as [number, number];
  const scale = updateSize * Math.sqrt(Math.max(rows, columns));
  const step = ops.mul(orthogonal(ahead), ops.mul(learningRate, scale));
  return { parameter: ops.sub(parameter, step), momentum: next };
}

/** The same singular vectors with all singular values about one. */
export function orthogonal(matrix: Tensor): Tensor {
  const [rows, columns] = matrix.shape as [number, number];
  const isTall = rows > columns;
  const norm = ops.sqrt(ops.add(ops.sum(ops.square(matrix)), 1e-14));
  let x = ops.div(isTall ? ops.transpose(matrix, [1, 0]) : matrix, norm);
  for (let round = 0; round < iterations; round++) {
    const square = ops.matmul(x, ops.transpose(x, [1, 0]));
    const polynomial = ops.add(ops.mul(square, b), ops.mul(ops.matmul(square, square), c));
    x = ops.add(ops.mul(x, a), ops.matmul(polynomial, x));
  }
  return isTall ? ops.transpose(x, [1, 0]) : x;
}
