import { type ParameterSet, uniform } from '../../../main/field/parameters.ts';
import * as ops from '../../../main/graph/ops.ts';
import type { Tensor } from '../../../main/graph/tensor.ts';

/**
 * Layers of small transformers, written for few passes over memory: on a CPU those cost as much as the
 * matrix products. Activations are [rows, width], with a row for each token of each example.
 */

/** Learned matrix; `gain` scales the variance-preserving start. */
export function linear(parameters: ParameterSet, name: string, x: Tensor, width: number, gain = 1): Tensor {
  const [, from] = x.shape as [number, number];
  return ops.matmul(x, parameters.define(name, [from, width], uniform(gain * Math.sqrt(3 / from))));
}

/** `linear` with a bias, for the ends of a network; in between, normalisation makes it superfluous. */
export function affine(parameters: ParameterSet, name: string, x: Tensor, width: number): Tensor {
  return ops.add(
    linear(parameters, `${name}.weight`, x, width),
    parameters.define(`${name}.bias`, [width], () => 0),
  );
}

/** Rows of mean square one (Zhang and Sennrich 2019). The gain that usually follows is part of the next matrix. */
export function rootMeanSquareNorm(x: Tensor): Tensor {
  const width = x.shape.at(-1)!;
  const meanSquare = ops.mul(ops.sum(ops.square(x), [-1], true), 1 / width);
  return ops.mul(x, ops.div(1, ops.sqrt(ops.add(meanSquare, 1e-5))));
}

/** Rows of length one. */
export function unitLength(x: Tensor): Tensor {
  return ops.mul(x, ops.div(1, ops.sqrt(ops.add(ops.sum(ops.square(x), [-1], true), 1e-9))));
}

interface BlockShape {
  readonly tokens: number;
  readonly heads: number;
}

/**
 * One layer of a transformer, normalised before each part (Xiong et al. 2020).
 *
 * @param x [examples · tokens, width]
 * @param mask added to the attention's scores, broadcast to [examples, heads, tokens, tokens]
 */
export function transformerBlock(
  parameters: ParameterSet,
  name: string,
  x: Tensor,
  shape: BlockShape,
  mask: Tensor | null,
): Tensor {
  const width = x.shape[1]!;
  const attended = attention(parameters, `${name}.attention`, rootMeanSquareNorm(x), shape, mask);
  const middle = ops.add(x, attended);
  const hidden = ops.relu(affine(parameters, `${name}.up`, rootMeanSquareNorm(middle), 4 * width));
  return ops.add(middle, linear(parameters, `${name}.down`, hidden, width, 0.5));
}

function attention(
  parameters: ParameterSet,
  name: string,
  x: Tensor,
  { tokens, heads }: BlockShape,
  mask: Tensor | null,
): Tensor {
  const [rows, width] = x.shape as [number, number];
  const [examples, size] = [rows / tokens, width / heads];
  const joined = ops.reshape(linear(parameters, `${name}.in`, x, 3 * width), [rows, 3, width]);
  const part = (index: number) =>
    ops.transpose(
      ops.reshape(ops.slice(joined, 1, index, index + 1), [rows / tokens, tokens, heads, size]),
      [0, 2, 1, 3],
    );
  const [queries, keys, values] = [ops.mul(part(0), 1 / Math.sqrt(size)), part(1), part(2)];
  const scores = ops.matmul(queries, ops.transpose(keys, [0, 1, 3, 2]));
  const weights = ops.softmax(mask === null ? scores : ops.add(scores, mask), 3);
  const gathered = ops.transpose(ops.matmul(weights, values), [0, 2, 1, 3]);
  return linear(parameters, `${name}.out`, ops.reshape(gathered, [examples * tokens, width]), width, 0.5);
}

/**
 * Non-overlapping patches as rows: [examples, rows, columns, channels] → [examples, rows / side,
 * columns / side, side² · channels].
 */
export function patches(x: Tensor, side: number): Tensor {
  const [examples, rows, columns, channels] = x.shape as [number, number, number, number];
  const [down, across] = [rows / side, columns / side];
  const apart = ops.reshape(x, [examples, down, side, across, side * channels]);
  return ops.reshape(ops.transpose(apart, [0, 1, 3, 2, 4]), [examples, down, across, side * side * channels]);
}

/**
 * Every place with its eight neighbours at a distance, zeros outside: a matrix product with it is a 3 × 3
 * convolution. [examples, rows, columns, channels] → [examples, rows, columns, 9 · channels].
 */
export function neighbourhoods(x: Tensor, distance = 1): Tensor {
  const [, rows, columns] = x.shape as [number, number, number, number];
  // Zeros made of `x` itself, which has as many examples as there are.
  const nothing = (tensor: Tensor, axis: number) => ops.mul(ops.detach(ops.slice(tensor, axis, 0, distance)), 0);
  const above = nothing(x, 1);
  const tall = ops.concat([above, x, above], 1);
  const beside = nothing(tall, 2);
  const padded = ops.concat([beside, tall, beside], 2);
  const steps = [0, distance, 2 * distance];
  return ops.concat(
    steps.flatMap((down) =>
      steps.map((across) => ops.slice(ops.slice(padded, 1, down, down + rows), 2, across, across + columns)),
    ),
    3,
  );
}

/** `affine` and rectified, over the last axis of whatever shape. */
export function rectified(parameters: ParameterSet, name: string, x: Tensor, width: number): Tensor {
  const [channels] = x.shape.slice(-1) as [number];
  const rows = x.shape.slice(0, -1).reduce((product, size) => product * size, 1);
  const flat = ops.reshape(x, [rows, channels]);
  return ops.reshape(ops.relu(affine(parameters, name, flat, width)), [...x.shape.slice(0, -1), width]);
}

/** Adds to each place what its neighbourhood says: [examples, rows, columns, channels], the same out. */
export function neighbourBlock(parameters: ParameterSet, name: string, x: Tensor, distance = 1): Tensor {
  const channels = x.shape.at(-1)!;
  const rows = x.shape.slice(0, -1).reduce((product, size) => product * size, 1);
  const seen = rectified(parameters, `${name}.seen`, neighbourhoods(rootMeanSquareNorm(x), distance), channels);
  const change = linear(parameters, `${name}.change`, ops.reshape(seen, [rows, channels]), channels, 0.5);
  return ops.add(x, ops.reshape(change, x.shape));
}
