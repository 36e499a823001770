import type { IndexPointData } from '../api/index-points.ts';
import { pickPoint } from '../stores/question-store.ts';
import { lookThrough, useViewportStore } from '../stores/viewport-store.ts';

type Vector = [number, number, number];

export const positionOf = ({ positions }: IndexPointData, point: number): Vector => [
  positions[3 * point]!,
  positions[3 * point + 1]!,
  positions[3 * point + 2]!,
];

/** So close that a point is seen with what stands about it. */
const CLOSEST_RADIUS = 0.12;

/**
 * Picks a point and flies to it.
 * @param scale position among the scales of the index: how large what is looked for there is.
 */
export function showPoint(points: IndexPointData, point: number, scale: number): void {
  pickPoint(point);
  lookThrough(null);
  const radius = Math.max(CLOSEST_RADIUS, points.header.scales[scale] ?? 0);
  useViewportStore.getState().commands?.flyTo(positionOf(points, point), radius);
}
