/** Unit quaternions, as far as turning cameras needs them. */
export type Quaternion = readonly [x: number, y: number, z: number, w: number];

/** Below this angle between two rotations a straight line is as good as an arc. */
const SMALL_SINE = 1e-6;

/** Of the rotation in a 3×4 pose (Shepperd's method, which divides by the largest part). */
export function rotationOf(pose: readonly number[]): Quaternion {
  const at = (row: number, column: number) => pose[4 * row + column]!;
  const [xx, yy, zz] = [at(0, 0), at(1, 1), at(2, 2)];
  const trace = xx + yy + zz;
  if (trace > Math.max(xx, yy, zz)) {
    const s = 2 * Math.sqrt(1 + trace);
    return unit([(at(2, 1) - at(1, 2)) / s, (at(0, 2) - at(2, 0)) / s, (at(1, 0) - at(0, 1)) / s, s / 4]);
  }
  if (xx >= yy && xx >= zz) {
    const s = 2 * Math.sqrt(1 + xx - yy - zz);
    return unit([s / 4, (at(0, 1) + at(1, 0)) / s, (at(0, 2) + at(2, 0)) / s, (at(2, 1) - at(1, 2)) / s]);
  }
  if (yy >= zz) {
    const s = 2 * Math.sqrt(1 + yy - xx - zz);
    return unit([(at(0, 1) + at(1, 0)) / s, s / 4, (at(1, 2) + at(2, 1)) / s, (at(0, 2) - at(2, 0)) / s]);
  }
  const s = 2 * Math.sqrt(1 + zz - xx - yy);
  return unit([(at(0, 2) + at(2, 0)) / s, (at(1, 2) + at(2, 1)) / s, s / 4, (at(1, 0) - at(0, 1)) / s]);
}

/** The rotation at a part of the shortest way between two (Shoemake 1985). */
export function slerp(a: Quaternion, b: Quaternion, t: number): Quaternion {
  const cosine = a[0] * b[0] + a[1] * b[1] + a[2] * b[2] + a[3] * b[3];
  // Both signs of a quaternion are the same rotation; one of them is nearer.
  const sign = cosine < 0 ? -1 : 1;
  const angle = Math.acos(Math.min(1, sign * cosine));
  const sine = Math.sin(angle);
  const [u, v] = sine < SMALL_SINE ? [1 - t, t] : [Math.sin((1 - t) * angle) / sine, Math.sin(t * angle) / sine];
  return unit(a.map((value, i) => u * value + sign * v * b[i]!));
}

/** 3×4 pose of a rotation and a position. */
export function turned([x, y, z, w]: Quaternion, position: readonly number[]): number[] {
  return [
    [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w), position[0]!],
    [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w), position[1]!],
    [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y), position[2]!],
  ].flat();
}

function unit(parts: readonly number[]): Quaternion {
  const length = Math.hypot(...parts);
  return parts.map((part) => part / length) as unknown as Quaternion;
}
