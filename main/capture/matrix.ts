import type { Pose } from './types.ts';

/** 3-vectors and 3×4 matrices (row-major, rotation and translation), as far as poses need them. */
export type Vector = [number, number, number];

export const IDENTITY: Pose = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0];

export const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
export const scaled = (a: Vector, factor: number): Vector => [a[0] * factor, a[1] * factor, a[2] * factor];
export const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
export const normalised = (a: Vector): Vector => scaled(a, 1 / Math.hypot(...a));

export const column = (pose: Pose, index: number): Vector => [pose[index]!, pose[4 + index]!, pose[8 + index]!];
export const centre = (pose: Pose): Vector => column(pose, 3);

export function fromColumns(x: Vector, y: Vector, z: Vector, translation: Vector): Pose {
  return [0, 1, 2].flatMap((row) => [x[row]!, y[row]!, z[row]!, translation[row]!]);
}

/** a · b, both taken as 4×4 with a last row of 0 0 0 1. */
export function compose(a: Pose, b: Pose): Pose {
  return [0, 1, 2].flatMap((row) =>
    [0, 1, 2, 3].map((col) => {
      const product = dot([a[4 * row]!, a[4 * row + 1]!, a[4 * row + 2]!], column(b, col));
      return col === 3 ? product + a[4 * row + 3]! : product;
    }),
  );
}

/** Beyond this, in whatever unit, a position is damage and would swallow the digits of all others. */
const MAX_DISTANCE = 1e9;

/** Why a pose is none, or null: entries must be finite and the rotation a rotation. */
export function poseProblem(pose: readonly number[]): string | null {
  if (pose.some((entry) => !Number.isFinite(entry))) return 'its pose contains a value that is not a number';
  if (Math.hypot(...centre(pose as Pose)) > MAX_DISTANCE) return 'its position is too far away to be right';
  const axes = [0, 1, 2].map((index) => column(pose as Pose, index)) as [Vector, Vector, Vector];
  const lengths = axes.map((axis) => Math.hypot(...axis));
  if (lengths.some((length) => Math.abs(length - 1) > 0.02)) return 'its rotation is not of unit length';
  const skew = Math.max(
    Math.abs(dot(axes[0], axes[1])),
    Math.abs(dot(axes[1], axes[2])),
    Math.abs(dot(axes[0], axes[2])),
  );
  if (skew > 0.02) return 'the axes of its rotation are not at right angles';
  if (dot(cross(axes[0], axes[1]), axes[2]) < 0) return 'its rotation mirrors the scene';
  return null;
}
