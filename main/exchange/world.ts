import { dot, IDENTITY, normalised, scaled, type Vector } from '../capture/matrix.ts';
import type { Pose } from '../capture/types.ts';

/** Where an export puts things: the coordinates that the capture came with, or those that the field was trained in. */
export type WorldName = 'capture' | 'normalised';

/** A world to export to. Both are right-handed, and the way between them is a rotation, a shift and one scale. */
export interface World {
  readonly name: WorldName;
  /** 3×4 row-major, scale included. */
  readonly fromNormalised: Pose;
  /** Length here of what is 1 long in the normalised world. */
  readonly scale: number;
  /** Which way is up: the mean up direction of the cameras, unit length. */
  readonly up: Vector;
}

const NORMALISED: World = { name: 'normalised', fromNormalised: IDENTITY, scale: 1, up: [0, 0, 1] };

/** @param transform of the project: 3×4, from the capture's world to the normalised one, scale included. */
export function worldOf(name: WorldName, transform: Pose): World {
  if (name === 'normalised') return NORMALISED;
  const rows = [0, 1, 2].map((row) => transform.slice(4 * row, 4 * row + 3) as Vector);
  const lengths = rows.map((row) => Math.hypot(...row));
  const scale = 3 / (lengths[0]! + lengths[1]! + lengths[2]!);
  const shift: Vector = [transform[3]!, transform[7]!, transform[11]!];
  // The inverse of s·R is its transpose by s².
  const fromNormalised = [0, 1, 2].flatMap((axis) => {
    const row = rows.map((from) => from[axis]! * scale * scale) as Vector;
    return [...row, -dot(row, shift)];
  });
  return { name, fromNormalised, scale, up: normalised(rows[2]!) };
}

/** A position of the normalised world in another one. */
export function movePosition({ fromNormalised: m }: World, [x, y, z]: Vector): Vector {
  return [
    m[0]! * x + m[1]! * y + m[2]! * z + m[3]!,
    m[4]! * x + m[5]! * y + m[6]! * z + m[7]!,
    m[8]! * x + m[9]! * y + m[10]! * z + m[11]!,
  ];
}

/** A direction of the normalised world in another one; unit length stays unit length. */
export function turnDirection({ fromNormalised: m, scale }: World, [x, y, z]: Vector): Vector {
  return scaled(
    [m[0]! * x + m[1]! * y + m[2]! * z, m[4]! * x + m[5]! * y + m[6]! * z, m[8]! * x + m[9]! * y + m[10]! * z],
    1 / scale,
  );
}
