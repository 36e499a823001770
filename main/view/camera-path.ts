/**
 * The camera on its way along a path; `renderer/views/camera-flight.ts` is the same for the preview; the
 * tests of both hold them to the same numbers. From keyframe to keyframe it takes equal times.
 */
import type { CameraPath, FreeCamera } from '../api/contract.ts';
import { type Quaternion, rotationOf, slerp, turned } from './quaternion.ts';

type Path = Pick<CameraPath, 'isClosed'> & { readonly keyframes: readonly FreeCamera[] };

/** Keyframes that stand at one place have no distance between them to measure time by. */
const SMALLEST_STEP = 1e-4;

/**
 * The camera at a part of the way, 0 to 1: its position on a centripetal Catmull–Rom spline, which has no loops
 * and does not overshoot where keyframes are close together (Yuksel et al. 2011); turned the short way; with
 * a field of view in proportion.
 * @param path has at least one keyframe.
 */
export function cameraAt({ keyframes, isClosed }: Path, part: number): FreeCamera {
  const count = keyframes.length;
  const legs = isClosed ? count : count - 1;
  const along = Math.min(1, Math.max(0, part)) * legs;
  const leg = Math.max(0, Math.min(legs - 1, Math.floor(along)));
  const t = along - leg;
  const at = (i: number) => keyframes[isClosed ? (i + count) % count : Math.min(count - 1, Math.max(0, i))]!;
  const [before, from, to, after] = [at(leg - 1), at(leg), at(leg + 1), at(leg + 2)];
  const position = centripetal(positionOf(before), positionOf(from), positionOf(to), positionOf(after), t);
  const rotation: Quaternion = slerp(rotationOf(from.worldFromCamera), rotationOf(to.worldFromCamera), t);
  return {
    worldFromCamera: turned(rotation, position),
    verticalFovDegrees: from.verticalFovDegrees + (to.verticalFovDegrees - from.verticalFovDegrees) * t,
  };
}

/**
 * The cameras of a film, evenly in time. An open path begins with its first keyframe and ends with its last; a
 * closed one ends a step before its first, so that it can be repeated.
 */
export function camerasAlong(path: Path & Pick<CameraPath, 'seconds'>, framesPerSecond: number): FreeCamera[] {
  const frames = Math.max(1, Math.round(path.seconds * framesPerSecond));
  const steps = path.isClosed ? frames : Math.max(1, frames - 1);
  return Array.from({ length: frames }, (_, frame) => cameraAt(path, frame / steps));
}

const positionOf = ({ worldFromCamera: pose }: FreeCamera) => [pose[3]!, pose[7]!, pose[11]!] as const;
type Position = ReturnType<typeof positionOf>;

/** From b (t = 0) to c (t = 1): a cubic whose slopes are those of the curve through its neighbours too. */
function centripetal(a: Position, b: Position, c: Position, d: Position, t: number): number[] {
  // Time between two points is the root of their distance.
  const step = (p: Position, q: Position) => Math.hypot(q[0] - p[0], q[1] - p[1], q[2] - p[2]) ** 0.5;
  const middle = Math.max(step(b, c), SMALLEST_STEP);
  const first = step(a, b) < SMALLEST_STEP ? middle : step(a, b);
  const last = step(c, d) < SMALLEST_STEP ? middle : step(c, d);
  return [0, 1, 2].map((axis) => {
    const [p, q, r, s] = [a[axis]!, b[axis]!, c[axis]!, d[axis]!];
    const leaving = middle * ((q - p) / first - (r - p) / (first + middle) + (r - q) / middle);
    const arriving = middle * ((r - q) / middle - (s - q) / (middle + last) + (s - r) / last);
    const t2 = t * t;
    const t3 = t2 * t;
    return (2 * t3 - 3 * t2 + 1) * q + (t3 - 2 * t2 + t) * leaving + (3 * t2 - 2 * t3) * r + (t3 - t2) * arriving;
  });
}
