import { renderEmbeddings } from '../graph/composites.ts';
import {
  add,
  clip,
  detach,
  div,
  gatherElements,
  max,
  mul,
  reshape,
  slice,
  square,
  sub,
  sum,
  topK,
  zeros,
} from '../graph/ops.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { LanguageField } from './language-field.ts';

/** The samples of R rays that language is rendered from: K for each, those with the largest weights. */
export interface LanguageSamples {
  readonly points: Tensor; // [3, K·R]
  /** Distance from the ray's origin, [K, R]. */
  readonly distances: Tensor;
  readonly weights: Tensor; // [K, R]
}

/**
 * The `count` samples of each ray with the largest weights. Nothing of them is differentiated: language
 * does not move the geometry (Kerr et al. 2023, section 3.2).
 * @param weights [S, R].
 * @param edges of the samples' bins in Euclidean distance, [S + 1, R].
 */
export function largestSamples(
  rays: { readonly origins: Tensor; readonly directions: Tensor },
  weights: Tensor,
  edges: Tensor,
  count: number,
): LanguageSamples {
  const [samples, rayCount] = weights.shape as [number, number];
  const largest = topK(detach(weights), count, 0);
  const middles = mul(add(slice(edges, 0, 0, samples), slice(edges, 0, 1, samples + 1)), 0.5);
  const distances = gatherElements(detach(middles), largest.indices, 0);
  const perRay = (x: Tensor) => reshape(x, [3, 1, rayCount]);
  const points = add(perRay(rays.origins), mul(perRay(rays.directions), reshape(distances, [1, count, rayCount])));
  return { points: reshape(points, [3, count * rayCount]), distances, weights: largest.values };
}

/** What a ray says: a CLIP embedding of unit length [D, R], and DINO features [Dd, R] that are only summed. */
export interface RenderedLanguage {
  readonly clip: Tensor;
  readonly dino: Tensor | null;
}

/**
 * @param scalePerDistance for each ray, what a crop measures at distance 1, [1, R]: its part of the
 *   image's height times height / focal length. Null where the field knows a single scale.
 */
export function renderLanguage(
  field: LanguageField,
  { points, distances, weights }: LanguageSamples,
  scalePerDistance: Tensor | null,
): RenderedLanguage {
  const features = field.encode(points);
  const [samples, rays] = weights.shape as [number, number];
  const scales = scalePerDistance === null ? zeros([samples, rays]) : mul(distances, scalePerDistance);
  const embeddings = field.clipEmbeddings(features, reshape(scales, [1, samples * rays]));
  const dino = field.dinoFeatures(features);
  return {
    clip: renderEmbeddings(embeddings, weights, { isUnit: true }),
    dino: dino && renderEmbeddings(dino, weights, { isUnit: false }),
  };
}

const HUBER_DELTA = 1.25;

/**
 * Huber loss summed over channels, mean over the rays that have a target.
 * @param embeddings [D, R].
 * @param target [D, R], anything finite where there is none.
 * @param hasTarget 1 or 0 for each ray, [R].
 */
export function clipLoss(embeddings: Tensor, target: Tensor, hasTarget: Tensor): Tensor {
  const difference = sub(embeddings, target);
  // Its own derivative. Taken as given it leaves nothing else to differentiate, and half as many operators.
  const slope = detach(clip(difference, -HUBER_DELTA, HUBER_DELTA));
  return meanOverRays(sum(mul(slope, sub(difference, mul(slope, 0.5))), [0]), hasTarget);
}

/** Squared error summed over channels, mean over the rays that have a target. */
export function dinoLoss(dino: Tensor, target: Tensor, hasTarget: Tensor): Tensor {
  return meanOverRays(sum(square(sub(dino, target)), [0]), hasTarget);
}

function meanOverRays(perRay: Tensor, hasTarget: Tensor): Tensor {
  return div(sum(mul(perRay, hasTarget)), max(sum(hasTarget), 1));
}
