import { cross, dot, normalised, scaled, type Vector } from '../capture/matrix.ts';
import { symmetricEigen } from './eigen.ts';

/** A box round some points, in the normalised world. */
export interface OrientedBox {
  readonly centre: Vector;
  /** Unit length, at right angles, right-handed. The last one of an upright box is up. */
  readonly axes: readonly [Vector, Vector, Vector];
  /** Half of what it measures along each axis. */
  readonly halfExtent: Vector;
}

/**
 * The box of some points along their principal axes.
 * @param positions x, y, z for each point of the scene.
 * @param points which of them, at least one.
 * @param up keeps the box upright: only its turn about this axis follows the points.
 */
export function orientedBox(positions: Float32Array, points: ArrayLike<number>, up?: Vector): OrientedBox {
  const axes = up ? uprightAxes(positions, points, up) : principalAxes(positions, points);
  const low: Vector = [Infinity, Infinity, Infinity];
  const high: Vector = [-Infinity, -Infinity, -Infinity];
  axes.forEach(([ax, ay, az], axis) => {
    for (let i = 0; i < points.length; i++) {
      const p = 3 * points[i]!;
      const along = positions[p]! * ax + positions[p + 1]! * ay + positions[p + 2]! * az;
      if (along < low[axis]!) low[axis] = along;
      if (along > high[axis]!) high[axis] = along;
    }
  });
  const middle = low.map((value, axis) => (value + high[axis]!) / 2);
  const centre = [0, 1, 2].map((i) => axes.reduce((sum, axis, k) => sum + middle[k]! * axis[i]!, 0)) as Vector;
  return { centre, axes, halfExtent: low.map((value, axis) => (high[axis]! - value) / 2) as Vector };
}

/** What a box covers along a direction of unit length: from, to. */
export function intervalAlong({ centre, axes, halfExtent }: OrientedBox, direction: Vector): [number, number] {
  const middle = dot(centre, direction);
  const reach = axes.reduce((sum, axis, i) => sum + halfExtent[i]! * Math.abs(dot(axis, direction)), 0);
  return [middle - reach, middle + reach];
}

function principalAxes(positions: Float32Array, points: ArrayLike<number>): [Vector, Vector, Vector] {
  const { vectors } = symmetricEigen(covariance(positions, points), 3);
  const first = [...vectors.subarray(0, 3)] as Vector;
  const second = [...vectors.subarray(3, 6)] as Vector;
  return [first, second, cross(first, second)];
}

function uprightAxes(positions: Float32Array, points: ArrayLike<number>, up: Vector): [Vector, Vector, Vector] {
  const [x, y] = horizontalAxes(up);
  const c = covariance(positions, points);
  const between = (a: Vector, b: Vector) =>
    a.reduce((sum, ai, i) => sum + b.reduce((inner, bj, j) => inner + ai * c[3 * i + j]! * bj, 0), 0);
  // The angle of the longer principal axis of the footprint.
  const angle = Math.atan2(2 * between(x, y), between(x, x) - between(y, y)) / 2;
  const along = [0, 1, 2].map((i) => Math.cos(angle) * x[i]! + Math.sin(angle) * y[i]!) as Vector;
  return [along, cross(up, along), up];
}

/** Two directions at right angles to `up` and to each other, right-handed with it. */
export function horizontalAxes(up: Vector): [Vector, Vector] {
  const seed: Vector = Math.abs(up[0]) < 0.9 ? [1, 0, 0] : [0, 1, 0];
  const rise = scaled(up, dot(seed, up));
  const x = normalised([seed[0] - rise[0], seed[1] - rise[1], seed[2] - rise[2]]);
  return [x, cross(up, x)];
}

/** Of the points' positions, [3, 3], not divided by their number. Boxes are cut for every letter typed: nothing is allocated for a point. */
function covariance(positions: Float32Array, points: ArrayLike<number>): number[] {
  let [mx, my, mz] = [0, 0, 0];
  for (let i = 0; i < points.length; i++) {
    const p = 3 * points[i]!;
    mx += positions[p]! / points.length;
    my += positions[p + 1]! / points.length;
    mz += positions[p + 2]! / points.length;
  }
  let [xx, xy, xz, yy, yz, zz] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < points.length; i++) {
    const p = 3 * points[i]!;
    const [x, y, z] = [positions[p]! - mx, positions[p + 1]! - my, positions[p + 2]! - mz];
    xx += x * x;
    xy += x * y;
    xz += x * z;
    yy += y * y;
    yz += y * z;
    zz += z * z;
  }
  return [xx, xy, xz, xy, yy, yz, xz, yz, zz];
}
