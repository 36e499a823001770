/**
 * The camera on its way along a path, for the preview. The engine renders with its own copy of this maths
 * (main/view/camera-path.ts), and tests hold both to the same numbers: equal time from keyframe to keyframe, positions on a
 * centripetal Catmull–Rom spline through them, directions turned the short way from one to the next, fields of view in proportion.
 */
import type { CameraPath, FreeCamera } from '../../main/api/contract.ts';

type Quaternion = readonly [x: number, y: number, z: number, w: number];

/** The camera at a part of the way, 0 to 1. A path has at least one keyframe. */
export function cameraAt({ keyframes, isClosed }: CameraPath, part: number): FreeCamera {
  const count = keyframes.length;
  const legs = isClosed ? count : count - 1;
  if (legs <= 0) return freeCamera(keyframes[0]!);
  const along = Math.min(1, Math.max(0, part)) * legs;
  const leg = Math.min(legs - 1, Math.floor(along));
  const t = along - leg;
  const at = (i: number) => keyframes[isClosed ? (i + count) % count : Math.min(count - 1, Math.max(0, i))]!;
  const [before, from, to, after] = [at(leg - 1), at(leg), at(leg + 1), at(leg + 2)];
  const [a, b, c, d] = [before, from, to, after].map(({ worldFromCamera: pose }) => [pose[3]!, pose[7]!, pose[11]!]);
  const position = catmullRom(a!, b!, c!, d!, t);
  const turn = slerp(rotationOf(from.worldFromCamera), rotationOf(to.worldFromCamera), t);
  return {
    worldFromCamera: poseOf(turn, position),
    verticalFovDegrees: from.verticalFovDegrees + (to.verticalFovDegrees - from.verticalFovDegrees) * t,
  };
}

const freeCamera = ({ worldFromCamera, verticalFovDegrees }: FreeCamera): FreeCamera => ({
  worldFromCamera,
  verticalFovDegrees,
});

/** Keyframes that stand at one place have no distance between them to measure time by. */
const SMALLEST_STEP = 1e-4;

/** From b (t = 0) to c (t = 1): a cubic whose slopes are those of the curve through its neighbours too. */
function catmullRom(
  a: readonly number[],
  b: readonly number[],
  c: readonly number[],
  d: readonly number[],
  t: number,
): number[] {
  // Centripetal: time between two points is the root of their distance, so that nothing overshoots.
  const step = (p: readonly number[], q: readonly number[]) => Math.hypot(...p.map((value, i) => q[i]! - value)) ** 0.5;
  const middle = Math.max(step(b, c), SMALLEST_STEP);
  const first = step(a, b) < SMALLEST_STEP ? middle : step(a, b);
  const last = step(c, d) < SMALLEST_STEP ? middle : step(c, d);
  const t2 = t * t;
  const t3 = t2 * t;
  return [0, 1, 2].map((axis) => {
    const [p, q, r, s] = [a[axis]!, b[axis]!, c[axis]!, d[axis]!];
    const leaving = middle * ((q - p) / first - (r - p) / (first + middle) + (r - q) / middle);
    const arriving = middle * ((r - q) / middle - (s - q) / (middle + last) + (s - r) / last);
    return (2 * t3 - 3 * t2 + 1) * q + (t3 - 2 * t2 + t) * leaving + (3 * t2 - 2 * t3) * r + (t3 - t2) * arriving;
  });
}

/** Of the rotation in a 3×4 pose (Shepperd's method: divides by the largest part). */
function rotationOf(pose: readonly number[]): Quaternion {
  const [m00, m01, m02, , m10, m11, m12, , m20, m21, m22] = pose as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const trace = m00 + m11 + m22;
  if (trace > Math.max(m00, m11, m22)) {
    const s = 2 * Math.sqrt(1 + trace);
    return [(m21 - m12) / s, (m02 - m20) / s, (m10 - m01) / s, s / 4];
  }
  if (m00 >= m11 && m00 >= m22) {
    const s = 2 * Math.sqrt(1 + m00 - m11 - m22);
    return [s / 4, (m01 + m10) / s, (m02 + m20) / s, (m21 - m12) / s];
  }
  if (m11 >= m22) {
    const s = 2 * Math.sqrt(1 + m11 - m00 - m22);
    return [(m01 + m10) / s, s / 4, (m12 + m21) / s, (m02 - m20) / s];
  }
  const s = 2 * Math.sqrt(1 + m22 - m00 - m11);
  return [(m02 + m20) / s, (m12 + m21) / s, s / 4, (m10 - m01) / s];
}

function slerp(a: Quaternion, b: Quaternion, t: number): Quaternion {
  let cosine = a[0] * b[0] + a[1] * b[1] + a[2] * b[2] + a[3] * b[3];
  // Both signs of a quaternion are the same rotation; one of them is nearer.
  const sign = cosine < 0 ? -1 : 1;
  cosine *= sign;
  const angle = Math.acos(Math.min(1, cosine));
  const sine = Math.sin(angle);
  const [u, v] = sine < 1e-6 ? [1 - t, t] : [Math.sin((1 - t) * angle) / sine, Math.sin(t * angle) / sine];
  const mixed = [0, 1, 2, 3].map((i) => u * a[i]! + sign * v * b[i]!);
  const length = Math.hypot(...mixed);
  return mixed.map((value) => value / length) as unknown as Quaternion;
}

function poseOf([x, y, z, w]: Quaternion, position: readonly number[]): number[] {
  return [
    [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w), position[0]!],
    [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w), position[1]!],
    [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y), position[2]!],
  ].flat();
}
