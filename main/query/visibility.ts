import type { Frame } from '../api/contract.ts';
import { type Projected, project } from '../capture/projection.ts';

/**
 * What fewer training cameras see does not count as relevant: nothing held the language field to the truth
 * there (Kerr et al. 2023, section 3.3; missing in their code).
 */
export const MIN_VIEWS = 5;

/**
 * How much farther than the rendered surface a point may be and still be seen, as a part of the distance:
 * an expected depth lies a little before or behind the surface.
 */
const TOLERANCE = 0.04;

/** What a training camera sees: the surface that the field renders for it. */
export interface DepthView {
  readonly camera: Pick<Frame, 'intrinsics' | 'worldFromCamera'>;
  /** Every how many pixels of the image, in both directions, there is a depth, from its first pixel on. */
  readonly stride: number;
  /** Of the map of depths. */
  readonly width: number;
  readonly height: number;
  /** Along the ray, normalised world, row-major; infinite where a ray meets nothing. */
  readonly depth: Float32Array;
}

/** How many cameras see each of N points. */
export interface Visibility {
  /** That see it: it is in the image and nothing is before it. */
  readonly views: Uint16Array;
  /** That look through it: it is in the image, and the surface is well behind it. */
  readonly contradicting: Uint16Array;
  /** How far from it the others see the surface, root of the mean square, normalised world. */
  readonly spread: Float32Array;
}

/**
 * Counts the cameras that see each point. A point that a camera looks through is seen too: whatever the
 * field says there, that camera's photograph had a say in it.
 * @param positions x, y, z for each point, normalised world.
 */
export function countViews(positions: Float32Array, views: readonly DepthView[]): Visibility {
  const count = positions.length / 3;
  const seen = new Uint16Array(count);
  const contradicting = new Uint16Array(count);
  const squares = new Float32Array(count);
  const at: Projected = { column: 0, row: 0, distance: 0 };
  for (const { camera, depth, stride, width, height } of views) {
    for (let point = 0; point < count; point++) {
      if (!project(at, camera, positions[3 * point]!, positions[3 * point + 1]!, positions[3 * point + 2]!)) continue;
      const column = Math.min(width - 1, Math.round((at.column - 0.5) / stride));
      const row = Math.min(height - 1, Math.round((at.row - 0.5) / stride));
      const surface = depth[Math.max(0, row) * width + Math.max(0, column)]!;
      if (at.distance > surface * (1 + TOLERANCE)) continue;
      seen[point] = seen[point]! + 1;
      if (at.distance < surface * (1 - TOLERANCE)) contradicting[point] = contradicting[point]! + 1;
      else squares[point] = squares[point]! + (at.distance - surface) ** 2;
    }
  }
  const spread = squares.map((sum, point) => Math.sqrt(sum / Math.max(1, seen[point]! - contradicting[point]!)));
  return { views: seen, contradicting, spread };
}

/** 1 for every point that enough cameras see for its relevancy to count, else 0. */
export function seenEnough(views: Uint16Array): Uint8Array {
  return Uint8Array.from(views, (count) => Number(count >= MIN_VIEWS));
}
