import { cross, dot, normalised, scaled, type Vector } from '../../capture/matrix.ts';
import type { Pose } from '../../capture/types.ts';
import { horizontalAxes } from '../oriented-box.ts';

/** The directions that relations speak of, at right angles and of unit length, in the normalised world. */
export interface ViewerFrame {
  /** To the right of who looks at the scene. */
  readonly right: Vector;
  /** Of the scene, not of the camera: a tilted head does not turn the table. */
  readonly up: Vector;
  /** Away from who looks, and level. */
  readonly forward: Vector;
}

/** Below this, a direction has no horizontal part to speak of. */
const STEEP = 1e-3;

/**
 * The viewer's frame: left and right as the camera has them, kept level.
 * @param worldFromCamera 3×4 row-major, OpenGL camera axes.
 * @param up of the scene, unit length.
 */
export function viewerFrame(worldFromCamera: Pose, up: Vector): ViewerFrame {
  const axis = (column: number): Vector => [
    worldFromCamera[column]!,
    worldFromCamera[4 + column]!,
    worldFromCamera[8 + column]!,
  ];
  const level = (direction: Vector): Vector | null => {
    const rise = scaled(up, dot(direction, up));
    const flat: Vector = [direction[0] - rise[0], direction[1] - rise[1], direction[2] - rise[2]];
    return Math.hypot(...flat) < STEEP ? null : normalised(flat);
  };
  const right = level(axis(0));
  if (right) return { right, up, forward: cross(up, right) };
  // The camera lies on its side: only where it looks says what is right.
  const forward = level(scaled(axis(2), -1)) ?? horizontalAxes(up)[0];
  return { right: cross(forward, up), up, forward };
}
