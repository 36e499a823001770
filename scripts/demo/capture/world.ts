import type { SceneObject, Vec3, View } from '../scene/description.ts';
import { intrinsics } from '../scene/views.ts';

/** The world of a capture has z up, as nerfstudio's has; scenes are built with y up, as three.js has it. */
export const up: Vec3 = [0, 0, 1];

export const toWorld = ([x, y, z]: Vec3): Vec3 => [x, -z, y];

export function worldBox([low, high]: SceneObject['box']): [low: Vec3, high: Vec3] {
  return [
    [low[0], -high[2], low[1]],
    [high[0], -low[2], high[1]],
  ];
}

/** Unit axes of a view in the world: to the right, up and backwards (OpenGL's camera). */
export function axesOf(view: View): { right: Vec3; up: Vec3; back: Vec3 } {
  const at = toWorld(view.at);
  const target = toWorld(view.target);
  const back = unit([at[0] - target[0], at[1] - target[1], at[2] - target[2]]);
  const right = unit(cross(up, back));
  return { right, up: cross(back, right), back };
}

/** Camera-to-world, 4×4 row-major. */
export function worldFromCamera(view: View): number[][] {
  const { right, up: above, back } = axesOf(view);
  const at = toWorld(view.at);
  return [...[0, 1, 2].map((i) => [right[i]!, above[i]!, back[i]!, at[i]!]), [0, 0, 0, 1]];
}

/** Where a point of the world falls in an image, and its distance in front of the camera. */
export function project(
  view: View,
  point: Vec3,
  width: number,
  height: number,
): { x: number; y: number; depth: number } {
  const at = toWorld(view.at);
  const { right, up: above, back } = axesOf(view);
  const offset: Vec3 = [point[0] - at[0], point[1] - at[1], point[2] - at[2]];
  const depth = -dot(offset, back);
  const { fx, fy, cx, cy } = intrinsics(width, height);
  return { x: cx + (fx * dot(offset, right)) / depth, y: cy - (fy * dot(offset, above)) / depth, depth };
}

export const dot = (a: Vec3, b: Vec3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const cross = (a: Vec3, b: Vec3): Vec3 => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
function unit(v: Vec3): Vec3 {
  const length = Math.hypot(...v);
  return [v[0] / length, v[1] / length, v[2] / length];
}
