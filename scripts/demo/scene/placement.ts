import type { Box3 } from 'three';
import type { Vec3 } from './description.ts';

type Corner = readonly [x: number, z: number];

/** The ground that a box covers once it is turned and moved: four corners in order. */
export interface Footprint {
  readonly corners: readonly Corner[];
}

export function footprintOf(box: Pick<Box3, 'min' | 'max'>, [x, , z]: Vec3, yaw: number): Footprint {
  const [cos, sin] = [Math.cos(yaw), Math.sin(yaw)];
  const corner = (px: number, pz: number): Corner => [x + px * cos + pz * sin, z - px * sin + pz * cos];
  const { min, max } = box;
  return { corners: [corner(min.x, min.z), corner(max.x, min.z), corner(max.x, max.z), corner(min.x, max.z)] };
}

/** Whether two footprints come nearer than `gap` to each other along every possible separating axis. */
export function overlaps(a: Footprint, b: Footprint, gap: number): boolean {
  return ![...axesOf(a), ...axesOf(b)].some((axis) => {
    const [lowA, highA] = extent(a, axis);
    const [lowB, highB] = extent(b, axis);
    return highA + gap <= lowB || highB + gap <= lowA;
  });
}

function axesOf({ corners }: Footprint): Corner[] {
  return [0, 1].map((i) => {
    const [from, to] = [corners[i]!, corners[i + 1]!];
    const [dx, dz] = [to[0] - from[0], to[1] - from[1]];
    const length = Math.hypot(dx, dz);
    return [dx / length, dz / length];
  });
}

function extent({ corners }: Footprint, [ax, az]: Corner): [low: number, high: number] {
  const along = corners.map(([x, z]) => x * ax + z * az);
  return [Math.min(...along), Math.max(...along)];
}
