import { MIN_VIEWS } from './visibility.ts';

/** What is known of a place that says how far its relevancy can be relied on. */
export interface Evidence {
  /** Training cameras that see it. */
  readonly views: number;
  /** Of those, how many look through it to a surface behind. */
  readonly contradicting: number;
  /** How opaque the surface is that the cameras see there, in [0, 1]: a fog is no surface. */
  readonly opacity: number;
  /** How far the surfaces lie apart that cameras see there (standard deviation), normalised world. */
  readonly spread: number;
  /** Distance between neighbouring points of the index, normalised world: what no spread is smaller than. */
  readonly spacing: number;
}

/**
 * How far a place can be relied on, in [0, 1): the product of three answers that each can veto.
 *
 * - views: v / (v + 5), a half at the fewest views that count at all;
 * - density: opaque, and a surface rather than a cloud: opacity / (1 + (spread / 2·spacing)²);
 * - agreement: the share of cameras that do not look through it.
 */
export function confidence({ views, contradicting, opacity, spread, spacing }: Evidence): number {
  if (views === 0) return 0;
  const enough = views / (views + MIN_VIEWS);
  const sharpness = Math.min(1, Math.max(0, opacity)) / (1 + (spread / (2 * spacing)) ** 2);
  const agreement = 1 - contradicting / views;
  return enough * sharpness * agreement;
}

/** Places of less confidence hide behind or float before surfaces, where nothing supervised the language field. */
export const RELIABLE = 0.3;
/** Part of the points that counts where a field is less sharp than that. */
const BEST_PART = 0.2;

/** The confidence from which on a point of a scene counts, from that of all its points. */
export function reliableConfidence(confidences: Float32Array): number {
  const sorted = confidences.toSorted();
  return Math.min(RELIABLE, sorted[Math.floor((1 - BEST_PART) * sorted.length)] ?? 0);
}
