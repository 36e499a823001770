import type { Vector } from '../../main/api/contract.ts';
import { BULGE, LEAST_FACING, radiusOf, type Splats, UNCOUNTED } from './splats.ts';

/** A line of sight. */
export interface Sight {
  readonly origin: Vector;
  /** Unit length. */
  readonly direction: Vector;
  /** Where the camera looks, unit length: what is nearer along this is seen in front. */
  readonly forward: Vector;
}

export interface SplatHit {
  readonly point: number;
  /** Along the line of sight. */
  readonly distance: number;
  readonly position: Vector;
}

/**
 * The disc that is seen along a line of sight, as the shader would draw it; null if there is none. Looks at
 * every point: even a million take no longer than a click is felt to take, and there is nothing to keep up.
 */
export function pickSplat(splats: Splats, { origin, direction, forward }: Sight): SplatHit | null {
  const { positions, normals, counts } = splats;
  const [ox, oy, oz] = origin;
  const [dx, dy, dz] = direction;
  const slant = dx * forward[0] + dy * forward[1] + dz * forward[2];
  const whole = radiusOf(splats);
  let found = -1;
  let foundDistance = 0;
  let nearest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < positions.length; i += 3) {
    const x = positions[i]! - ox;
    const y = positions[i + 1]! - oy;
    const z = positions[i + 2]! - oz;
    const radius = counts[i / 3] === 0 ? UNCOUNTED * whole : whole;
    const radiusSquared = radius * radius;
    const along = x * dx + y * dy + z * dz;
    const eyeSquared = x * x + y * y + z * z;
    if (along < -radius || eyeSquared - along * along > radiusSquared) continue;
    // To the eye, unit length.
    const eye = Math.sqrt(eyeSquared) || 1;
    const [ex, ey, ez] = [-x / eye, -y / eye, -z / eye];
    let [nx, ny, nz] = [normals[i]!, normals[i + 1]!, normals[i + 2]!];
    let length = Math.sqrt(nx * nx + ny * ny + nz * nz);
    if (length === 0) [nx, ny, nz, length] = [ex, ey, ez, 1];
    nx /= length;
    ny /= length;
    nz /= length;
    const facing = nx * ex + ny * ey + nz * ez;
    if (Math.abs(facing) < LEAST_FACING) {
      const turn = (facing < 0 ? -LEAST_FACING : LEAST_FACING) - facing;
      nx += turn * ex;
      ny += turn * ey;
      nz += turn * ez;
    }
    const against = nx * dx + ny * dy + nz * dz;
    if (against === 0) continue;
    const distance = (nx * x + ny * y + nz * z) / against;
    if (distance <= 0) continue;
    const [px, py, pz] = [distance * dx - x, distance * dy - y, distance * dz - z];
    const part = (px * px + py * py + pz * pz) / radiusSquared;
    if (part > 1) continue;
    const depth = distance * slant + BULGE * radius * part;
    if (depth >= nearest) continue;
    nearest = depth;
    found = i / 3;
    foundDistance = distance;
  }
  if (found === -1) return null;
  const position: Vector = [ox + foundDistance * dx, oy + foundDistance * dy, oz + foundDistance * dz];
  return { point: found, distance: foundDistance, position };
}
