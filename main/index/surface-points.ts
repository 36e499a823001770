import { type RayArrays, writeRay } from '../capture/rays.ts';
import { CellGrid } from '../query/cell-grid.ts';
import { confidence } from '../query/confidence.ts';
import { countViews, type DepthView } from '../query/visibility.ts';
import type { SurfacePoints } from './index-data.ts';

/** What a training camera sees of the field, at every `stride`-th pixel. */
export interface SurfaceView extends DepthView {
  /** r, g, b in [0, 1] for every pixel. */
  readonly colour: Float32Array;
  readonly accumulation: Float32Array;
}

export interface SurfaceOptions {
  readonly maxPoints: number;
  /** [min xyz, max xyz]: what lies outside is no part of the scene. */
  readonly box: readonly number[];
}

/** Where a ray is stopped by less than this there is no surface. */
const MIN_ACCUMULATION = 0.5;
/** Numbers of a sample: position, normal, colour, accumulation. */
const FIELDS = 10;

/**
 * The surfaces that the training cameras see, one point for each voxel with surface in it. The voxels are as
 * small as the pixels of the views, or as large as `maxPoints` makes them.
 * @returns the points and the side of the voxels, normalised world.
 */
export function surfacePoints(
  views: readonly SurfaceView[],
  { maxPoints, box }: SurfaceOptions,
): { points: SurfacePoints; spacing: number } {
  const { samples, footprints } = samplesOf(views, box);
  const count = samples.length / FIELDS;
  const at = new Float32Array(3 * count);
  for (let i = 0; i < count; i++) for (let axis = 0; axis < 3; axis++) at[3 * i + axis] = samples[FIELDS * i + axis]!;
  let spacing = count === 0 ? 1 : footprints.sort()[Math.floor(count / 2)]!;
  let grid = new CellGrid(at, spacing);
  while (grid.cells > maxPoints) {
    // Surfaces have as many voxels as their area has squares.
    spacing *= Math.max(1.05, Math.sqrt(grid.cells / maxPoints));
    grid = new CellGrid(at, spacing);
  }
  return { points: mergedSamples(samples, grid, spacing, views), spacing };
}

/** One point for each cell: the mean of its samples, and what all cameras have to say about it. */
function mergedSamples(
  samples: Float32Array,
  grid: CellGrid,
  spacing: number,
  views: readonly SurfaceView[],
): SurfacePoints {
  const positions = new Float32Array(3 * grid.cells);
  const colours = new Uint8Array(3 * grid.cells);
  const normals = new Int8Array(3 * grid.cells);
  const opacity = new Float32Array(grid.cells);
  const mean = new Float64Array(FIELDS);
  for (let cell = 0; cell < grid.cells; cell++) {
    mean.fill(0);
    const count = grid.starts[cell + 1]! - grid.starts[cell]!;
    for (let i = grid.starts[cell]!; i < grid.starts[cell + 1]!; i++) {
      const start = FIELDS * grid.points[i]!;
      for (let field = 0; field < FIELDS; field++) mean[field]! += samples[start + field]! / count;
    }
    const length = Math.hypot(mean[3]!, mean[4]!, mean[5]!) || 1;
    for (let axis = 0; axis < 3; axis++) {
      positions[3 * cell + axis] = mean[axis]!;
      normals[3 * cell + axis] = Math.round((127 * mean[3 + axis]!) / length);
      colours[3 * cell + axis] = Math.round(255 * Math.min(1, Math.max(0, mean[6 + axis]!)));
    }
    opacity[cell] = mean[9]!;
  }
  const { views: seen, contradicting, spread } = countViews(positions, views);
  const trust = Uint8Array.from(seen, (count, point) =>
    Math.round(
      255 *
        confidence({
          views: count,
          contradicting: contradicting[point]!,
          opacity: opacity[point]!,
          spread: spread[point]!,
          spacing,
        }),
    ),
  );
  return { positions, colours, normals, views: seen, confidence: trust };
}

/** What every pixel with a surface sees, and how wide a pixel is there. */
function samplesOf(views: readonly SurfaceView[], box: readonly number[]) {
  const most = views.reduce((sum, { depth }) => sum + depth.length, 0);
  const samples = new Float32Array(FIELDS * most);
  const footprints = new Float32Array(most);
  let count = 0;
  for (const view of views) {
    const positions = unprojected(view);
    const { width, height, depth, accumulation, colour, camera, stride } = view;
    for (let pixel = 0; pixel < depth.length; pixel++) {
      const position = positions.subarray(3 * pixel, 3 * pixel + 3);
      const isInBox = position.every((value, axis) => value >= box[axis]! && value <= box[3 + axis]!);
      if (!isInBox || accumulation[pixel]! < MIN_ACCUMULATION) continue;
      const start = FIELDS * count;
      samples.set(position, start);
      samples.set(normalAt(positions, width, height, pixel, camera.worldFromCamera), start + 3);
      samples.set(colour.subarray(3 * pixel, 3 * pixel + 3), start + 6);
      samples[start + 9] = accumulation[pixel]!;
      footprints[count++] = (stride * depth[pixel]!) / camera.intrinsics.fx;
    }
  }
  return { samples: samples.subarray(0, FIELDS * count), footprints: footprints.subarray(0, count) };
}

/** Where the surface is that each pixel sees, x, y, z. */
function unprojected({ camera, stride, width, depth }: SurfaceView): Float32Array {
  const positions = new Float32Array(3 * depth.length);
  const ray: RayArrays = { origins: new Float32Array(3), directions: new Float32Array(3) };
  for (let pixel = 0; pixel < depth.length; pixel++) {
    const [column, row] = [(pixel % width) * stride + 0.5, Math.floor(pixel / width) * stride + 0.5];
    writeRay(ray, 0, 1, camera, column, row);
    for (let axis = 0; axis < 3; axis++) {
      positions[3 * pixel + axis] = ray.origins[axis]! + depth[pixel]! * ray.directions[axis]!;
    }
  }
  return positions;
}

/** Across the neighbouring pixels of the view, towards the camera, of unit length; zeros where there is no area. */
function normalAt(
  positions: Float32Array,
  width: number,
  height: number,
  pixel: number,
  worldFromCamera: readonly number[],
): [number, number, number] {
  const column = pixel % width;
  const row = Math.floor(pixel / width);
  const step = (from: number, to: number) => (axis: number) => positions[3 * to + axis]! - positions[3 * from + axis]!;
  const across = step(pixel - (column > 0 ? 1 : 0), pixel + (column < width - 1 ? 1 : 0));
  const down = step(pixel - (row > 0 ? width : 0), pixel + (row < height - 1 ? width : 0));
  const x = across(1) * down(2) - across(2) * down(1);
  const y = across(2) * down(0) - across(0) * down(2);
  const z = across(0) * down(1) - across(1) * down(0);
  const towards = [3, 7, 11].map((entry, axis) => worldFromCamera[entry]! - positions[3 * pixel + axis]!);
  const facing = x * towards[0]! + y * towards[1]! + z * towards[2]! < 0 ? -1 : 1;
  const length = Math.hypot(x, y, z);
  return length > 0 ? [(facing * x) / length, (facing * y) / length, (facing * z) / length] : [0, 0, 0];
}
