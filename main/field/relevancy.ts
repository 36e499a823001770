import { matmul, mul, reduceMax, sigmoid, slice, sub } from '../graph/ops.ts';
import type { Tensor } from '../graph/tensor.ts';

/** Sharpness of the comparison with canonical phrases (Kerr et al. 2023, section 3.3; 10 in their code). */
const TEMPERATURE = 10;

/**
 * Relevancy of what rays say to phrases (Kerr et al. 2023, section 3.3): how much more it is like the
 * phrase than like the canonical phrase it is most like. The softmax over such a pair is the logistic
 * function of their difference, and its minimum belongs to the largest canonical similarity.
 * @param embeddings of unit length, [D, R].
 * @param queries of unit length, [P + C, D]: `phrases` of them are asked for, the rest canonical.
 * @returns [P, R] in (0, 1); 0.5 where both are alike.
 */
export function relevancy(embeddings: Tensor, queries: Tensor, phrases: number): Tensor {
  const similarities = matmul(queries, embeddings);
  const canonical = reduceMax(slice(similarities, 0, phrases, queries.shape[0]!), [0], true);
  return sigmoid(mul(sub(slice(similarities, 0, 0, phrases), canonical), TEMPERATURE));
}
