import { adamUpdate } from './composites.ts';
import type { Tensor } from './tensor.ts';

/** What an optimiser remembers of one parameter: running means of the gradient and of its square. */
export interface Moments {
  readonly first: Tensor;
  readonly second: Tensor;
}

export interface AdamOptions {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/** Adam's settings in the reference implementation. */
export const ADAM: AdamOptions = { beta1: 0.9, beta2: 0.999, epsilon: 1e-15 };

/**
 * Numbers a step of Adam needs besides the gradient. They change with every step and so are inputs of
 * the graph: the learning rate divided by the first bias correction, 1 / sqrt(second bias correction).
 */
export function adamScalars(learningRate: number, updates: number, { beta1, beta2 } = ADAM): [number, number] {
  return [learningRate / (1 - beta1 ** updates), 1 / Math.sqrt(1 - beta2 ** updates)];
}

/**
 * One Adam update (Kingma and Ba 2015, algorithm 1; epsilon outside the root as in PyTorch).
 * `scalars` is a [2] tensor with the values of `adamScalars`.
 */
export function adam(
  parameter: Tensor,
  gradient: Tensor,
  moments: Moments,
  scalars: Tensor,
  { beta1, beta2, epsilon }: AdamOptions = ADAM,
): { parameter: Tensor; moments: Moments } {
  const attributes = { beta1, beta2, epsilon, weightDecay: 0, rectified: false };
  return updated(adamUpdate([parameter, gradient, moments.first, moments.second, scalars], attributes));
}

/**
 * Numbers a step of RAdam needs besides the gradient: the learning rate divided by the first bias
 * correction, then the factor of the root in the denominator and what is added to it. While there are
 * too few updates to tell the variance of the second moment, the denominator is 1 and RAdam is plain
 * momentum (Liu et al. 2020, algorithm 2; the bound of 5 as in PyTorch).
 */
export function radamScalars(learningRate: number, updates: number, { beta1, beta2 } = ADAM): [number, number, number] {
  const stepSize = learningRate / (1 - beta1 ** updates);
  const limit = 2 / (1 - beta2) - 1;
  const decay = beta2 ** updates;
  const length = limit - (2 * updates * decay) / (1 - decay);
  if (length <= 5) return [stepSize, 0, 1];
  const rectification = Math.sqrt(((length - 4) * (length - 2) * limit) / ((limit - 4) * (limit - 2) * length));
  return [stepSize, 1 / (rectification * Math.sqrt(1 - decay)), 0];
}

/** One RAdam update, with weight decay added to the gradient. `scalars` is a [3] tensor with `radamScalars`. */
export function radam(
  parameter: Tensor,
  gradient: Tensor,
  moments: Moments,
  scalars: Tensor,
  weightDecay: number,
  { beta1, beta2, epsilon }: AdamOptions = ADAM,
): { parameter: Tensor; moments: Moments } {
  const attributes = { beta1, beta2, epsilon, weightDecay, rectified: true };
  return updated(adamUpdate([parameter, gradient, moments.first, moments.second, scalars], attributes));
}

const updated = ([parameter, first, second]: [Tensor, Tensor, Tensor]) => ({ parameter, moments: { first, second } });
