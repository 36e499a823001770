import type { Frame } from '../api/contract.ts';

/** Where a point is in the view of a camera. */
export interface Projected {
  /** In pixels of the prepared image, where (0.5, 0.5) is the middle of its first pixel. */
  column: number;
  row: number;
  /** From the centre of the camera, as depth is measured: along the ray. */
  distance: number;
}

/**
 * Writes where a camera sees a point of the normalised world: what `writeRay` undoes.
 * @returns whether the point is in front of the camera and within its image.
 */
export function project(
  out: Projected,
  { intrinsics, worldFromCamera: world }: Pick<Frame, 'intrinsics' | 'worldFromCamera'>,
  px: number,
  py: number,
  pz: number,
): boolean {
  const dx = px - world[3]!;
  const dy = py - world[7]!;
  const dz = pz - world[11]!;
  // The camera looks along its negative z axis, and image rows grow downwards.
  const depth = -(world[2]! * dx + world[6]! * dy + world[10]! * dz);
  if (!(depth > 0)) return false;
  let x = (world[0]! * dx + world[4]! * dy + world[8]! * dz) / depth;
  let y = -(world[1]! * dx + world[5]! * dy + world[9]! * dz) / depth;
  const { width, height, fx, fy, cx, cy, distortion } = intrinsics;
  const [k1, k2, k3, k4, p1, p2] = distortion as [number, number, number, number, number, number];
  const r = x * x + y * y;
  const growth = 1 + r * (3 * k1 + r * (5 * k2 + r * (7 * k3 + r * 9 * k4)));
  // Far outside the image a distortion polynomial folds back into it.
  if (growth <= 0) return false;
  const radial = 1 + r * (k1 + r * (k2 + r * (k3 + r * k4)));
  const distortedX = radial * x + 2 * p1 * x * y + p2 * (r + 2 * x * x);
  const distortedY = radial * y + 2 * p2 * x * y + p1 * (r + 2 * y * y);
  x = distortedX * fx + cx;
  y = distortedY * fy + cy;
  out.column = x;
  out.row = y;
  out.distance = Math.sqrt(dx * dx + dy * dy + dz * dz);
  return x >= 0 && x < width && y >= 0 && y < height;
}
