import type { Vec3, View } from './description.ts';
import type { Random } from './random.ts';

/**
 * `count` views as somebody takes them who walks round the table twice, once stooping and once upright,
 * with an unsteady hand: all look at the table.
 */
export function walkAround(count: number, random: Random): View[] {
  const start = random.between(0, 2 * Math.PI);
  const upper = Math.floor(count / 2);
  return Array.from({ length: count }, (_, i) => {
    const isUpper = i >= count - upper;
    const [index, all] = isUpper ? [i - (count - upper), upper] : [i, count - upper];
    const angle = start + (2 * Math.PI * (index + (isUpper ? 0.5 : 0))) / all + random.between(-0.06, 0.06);
    const elevation = (isUpper ? 0.84 : 0.47) + random.between(-0.08, 0.1);
    return viewFrom(angle, elevation, random.between(0.92, 1.16), random);
  });
}

/** Single views from all round, nearer and farther: what an encoder is to know things from. */
export function scatteredViews(count: number, random: Random): View[] {
  const start = random.between(0, 2 * Math.PI);
  return Array.from({ length: count }, (_, i) => {
    const angle = start + (2 * Math.PI * i) / count + random.between(-0.3, 0.3);
    return viewFrom(angle, random.between(0.36, 0.98), random.between(0.8, 1.2), random);
  });
}

function viewFrom(angle: number, elevation: number, distance: number, random: Random): View {
  const target: Vec3 = [random.between(-0.06, 0.06), random.between(0, 0.06), random.between(-0.06, 0.06)];
  const flat = distance * Math.cos(elevation);
  return { at: [flat * Math.cos(angle), 0.02 + distance * Math.sin(elevation), flat * Math.sin(angle)], target };
}

/** Pinhole of the demo's camera: pixels, for images of that size. */
export function intrinsics(width: number, height: number): { fx: number; fy: number; cx: number; cy: number } {
  const focal = (410 * width) / 480;
  return { fx: focal, fy: focal, cx: width / 2, cy: height / 2 };
}

export const verticalFieldOfView = (width: number, height: number): number =>
  (2 * Math.atan(height / 2 / intrinsics(width, height).fy) * 180) / Math.PI;
