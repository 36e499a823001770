import * as ops from '../../../main/graph/ops.ts';
import type { Tensor } from '../../../main/graph/tensor.ts';

/** The factor on cosines that relevancy is defined with. */
const relevancyScale = 10;

/** How much being right about each pair counts, putting them in the right order, and finding the name. */
const pairWeight = 12;
const orderWeight = 0.5;
const namingWeight = 2;

export interface ContrastInputs {
  /** [crops, dimensions] and [phrases, dimensions], unit length */
  readonly images: Tensor;
  readonly texts: Tensor;
  /** The canonical phrases, [4, dimensions] */
  readonly canonical: Tensor;
  /** How far a phrase holds for a crop, 0 … 1: [crops, phrases] */
  readonly truth: Tensor;
  /** How many of the phrases, the first, are names of which each crop has one to find: what it shows most of. */
  readonly names: number;
  /** Scalar: by what cosines are multiplied where they compete. */
  readonly temperature: Tensor;
}

/**
 * What the encoder is trained to be good at, in three parts. Relevancy, exactly as it will be asked: whether
 * a phrase is nearer to the crop than all canonical phrases are, as a logistic loss. Order: among the phrases
 * those that hold, among the crops those that they hold for, as in CLIP with soft targets. And names: the right
 * one of all there are, without which the image tower learns to tell things apart only slowly.
 */
export function contrastiveLoss({ images, texts, canonical, truth, names, temperature }: ContrastInputs): Tensor {
  const [crops, phrases] = truth.shape as [number, number];
  const cosines = ops.matmul(images, ops.transpose(texts, [1, 0]));
  const threshold = ops.reduceMax(ops.matmul(images, ops.transpose(canonical, [1, 0])), [1], true);
  const relevancy = logisticLoss(ops.mul(ops.sub(cosines, threshold), relevancyScale), truth);
  const logits = ops.mul(cosines, temperature);
  const order = ops.add(softCrossEntropy(logits, truth, 1), softCrossEntropy(logits, truth, 0));
  const naming = softCrossEntropy(ops.slice(logits, 1, 0, names), ops.slice(truth, 1, 0, names), 1);
  return [
    ops.mul(ops.sum(relevancy), pairWeight / (crops * phrases)),
    ops.mul(order, orderWeight),
    ops.mul(naming, namingWeight),
  ].reduce(ops.add);
}

/** −log of the probability that the logistic function of `logits` gives to `truth`, per entry. */
function logisticLoss(logits: Tensor, truth: Tensor): Tensor {
  // Logits are differences of cosines times ten: their exponentials stay in range.
  return ops.sub(ops.log(ops.add(ops.exp(logits), 1)), ops.mul(logits, truth));
}

/**
 * Cross-entropy along an axis between `truth`, brought to a sum of one, and the softmax of `logits`, as a
 * mean over the other axis. Where little or nothing holds, it counts little or nothing.
 */
function softCrossEntropy(logits: Tensor, truth: Tensor, axis: 0 | 1): Tensor {
  const total = ops.sum(truth, [axis], true);
  const weight = ops.min(total, 1);
  const target = ops.mul(truth, ops.div(weight, ops.max(total, 1e-6)));
  // Logits are cosines times a moderate temperature: their exponentials stay in range.
  const partition = ops.log(ops.sum(ops.exp(logits), [axis], true));
  const loss = ops.sub(ops.sum(ops.mul(weight, partition)), ops.sum(ops.mul(target, logits)));
  return ops.div(loss, ops.add(ops.sum(weight), 1e-6));
}
