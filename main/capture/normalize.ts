import { centre, column, compose, cross, dot, fromColumns, normalised, scaled, type Vector } from './matrix.ts';
import type { Capture, Pose, RawCapture } from './types.ts';

/**
 * Brings a capture into the normalised world, as nerfstudio's "up" orientation, "poses" centring and
 * auto-scale do: the mean up direction of the cameras becomes +z, the mean camera centre the origin, and
 * the largest coordinate of a camera centre 1. Skipped frames must be gone before: they would move it.
 */
export function normaliseCapture(raw: RawCapture): Capture {
  const { transform, scale } = normalisingTransform(raw.frames.map(({ worldFromCamera }) => worldFromCamera));
  const frames = raw.frames.map((frame) => ({
    ...frame,
    worldFromCamera: movePose(transform, scale, frame.worldFromCamera),
  }));
  const withScale = transform.map((entry) => entry * scale);
  const points = raw.points && { ...raw.points, positions: movePoints(withScale, raw.points.positions) };
  const fromOriginal = raw.worldFromOriginal ? compose(withScale, raw.worldFromOriginal) : withScale;
  return { ...raw, frames, points, transform: fromOriginal, scale, sceneBox: [-1, -1, -1, 1, 1, 1] };
}

/** Rotation and centring (unscaled), and the scale that follows. */
export function normalisingTransform(poses: readonly Pose[]): { transform: Pose; scale: number } {
  const mean = (vectors: Vector[]): Vector =>
    [0, 1, 2].map((axis) => vectors.reduce((sum, vector) => sum + vector[axis]!, 0) / vectors.length) as Vector;
  const up = mean(poses.map((pose) => column(pose, 1)));
  // Cameras that look every which way have no common up; z of the capture is as good as any then.
  const rotation = rotationBetween(Math.hypot(...up) > 1e-6 ? normalised(up) : [0, 0, 1], [0, 0, 1]);
  const origin = mean(poses.map(centre));
  const rows = [0, 1, 2].map((row) => [rotation[4 * row], rotation[4 * row + 1], rotation[4 * row + 2]] as Vector);
  const transform = rows.flatMap((row) => [...row, -dot(row, origin)]);
  const largest = poses.reduce((max, pose) => Math.max(max, ...centre(compose(transform, pose)).map(Math.abs)), 0);
  return { transform, scale: largest > 1e-9 ? 1 / largest : 1 };
}

function movePose(transform: Pose, scale: number, pose: Pose): Pose {
  const moved = compose(transform, pose);
  for (const index of [3, 7, 11]) moved[index] = moved[index]! * scale;
  // Far finer than any camera is known, and the same for captures that differ only in how their numbers
  // are written: COLMAP's text form rounds where its binary form does not.
  return moved.map((entry) => Number(entry.toPrecision(12)));
}

export function movePoints(transform: Pose, positions: Float32Array): Float32Array {
  const moved = new Float32Array(positions.length);
  for (let point = 0; point < positions.length; point += 3) {
    for (let row = 0; row < 3; row++) {
      moved[point + row] =
        transform[4 * row]! * positions[point]! +
        transform[4 * row + 1]! * positions[point + 1]! +
        transform[4 * row + 2]! * positions[point + 2]! +
        transform[4 * row + 3]!;
    }
  }
  return moved;
}

/** The rotation by the smallest angle that takes one unit vector to another (Rodrigues), as a pose. */
function rotationBetween(from: Vector, to: Vector): Pose {
  // 1 + cos without the cancellation that would spoil it for vectors that are nearly opposite.
  const sum: Vector = [from[0] + to[0], from[1] + to[1], from[2] + to[2]];
  const onePlusCosine = dot(sum, sum) / 2;
  if (onePlusCosine < 1e-14) {
    // Opposite: half a turn about any axis at right angles to it.
    const axis = normalised(cross(from, Math.abs(from[0]) < 0.9 ? [1, 0, 0] : [0, 1, 0]));
    const columns = [0, 1, 2].map((i) => scaled(axis, 2 * axis[i]!).map((v, j) => v - Number(i === j)) as Vector);
    return fromColumns(columns[0]!, columns[1]!, columns[2]!, [0, 0, 0]);
  }
  const [x, y, z] = cross(from, to);
  const skew = [0, -z, y, z, 0, -x, -y, x, 0];
  const rotation = skew.map((entry, index) => {
    const [row, col] = [Math.floor(index / 3), index % 3];
    const squared = [0, 1, 2].reduce((total, k) => total + skew[3 * row + k]! * skew[3 * k + col]!, 0);
    return Number(row === col) + entry + squared / onePlusCosine;
  });
  return [0, 1, 2].flatMap((row) => [...rotation.slice(3 * row, 3 * row + 3), 0]);
}
