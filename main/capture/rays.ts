import type { Frame } from '../api/contract.ts';

const ITERATIONS = 10;
const EPSILON = 1e-3;

/** What says how an image was taken. */
export type Camera = Pick<Frame, 'intrinsics' | 'worldFromCamera'>;

/** Where rays are written: three rows each (all x, then all y, then all z) of `rayCount` columns. */
export interface RayArrays {
  readonly origins: Float32Array;
  readonly directions: Float32Array;
}

/**
 * Writes the ray through a point of an image: origin and unit direction in the normalised world.
 * @param column, row in pixels of the prepared image, where (0.5, 0.5) is the middle of its first pixel.
 */
export function writeRay(
  out: RayArrays,
  ray: number,
  rayCount: number,
  camera: Camera,
  column: number,
  row: number,
): void {
  const { fx, fy, cx, cy, distortion } = camera.intrinsics;
  const world = camera.worldFromCamera;
  const distortedX = (column - cx) / fx;
  const distortedY = (row - cy) / fy;
  let x = distortedX;
  let y = distortedY;
  if (distortion.some((coefficient) => coefficient !== 0)) {
    const [k1, k2, k3, k4, p1, p2] = distortion as [number, number, number, number, number, number];
    // Newton's method on the distortion model of OpenCV, as nerfstudio inverts it.
    for (let iteration = 0; iteration < ITERATIONS; iteration++) {
      const r = x * x + y * y;
      const d = 1 + r * (k1 + r * (k2 + r * (k3 + r * k4)));
      const errorX = d * x + 2 * p1 * x * y + p2 * (r + 2 * x * x) - distortedX;
      const errorY = d * y + 2 * p2 * x * y + p1 * (r + 2 * y * y) - distortedY;
      const dR = k1 + r * (2 * k2 + r * (3 * k3 + r * 4 * k4));
      const [dX, dY] = [2 * x * dR, 2 * y * dR];
      const xx = d + dX * x + 2 * p1 * y + 6 * p2 * x;
      const xy = dY * x + 2 * p1 * x + 2 * p2 * y;
      const yx = dX * y + 2 * p2 * y + 2 * p1 * x;
      const yy = d + dY * y + 2 * p2 * x + 6 * p1 * y;
      const determinant = xy * yx - xx * yy;
      if (Math.abs(determinant) <= EPSILON) break;
      x += (errorX * yy - errorY * xy) / determinant;
      y += (errorY * xx - errorX * yx) / determinant;
    }
  }
  // Image rows grow downwards and the camera looks along its negative z axis.
  const cameraY = -y;
  for (let axis = 0; axis < 3; axis++) {
    const start = 4 * axis;
    out.origins[axis * rayCount + ray] = world[start + 3]!;
    out.directions[axis * rayCount + ray] = world[start]! * x + world[start + 1]! * cameraY - world[start + 2]!;
  }
  const [i, j, k] = [ray, rayCount + ray, 2 * rayCount + ray];
  const length = Math.hypot(out.directions[i]!, out.directions[j]!, out.directions[k]!);
  out.directions[i] = out.directions[i]! / length;
  out.directions[j] = out.directions[j]! / length;
  out.directions[k] = out.directions[k]! / length;
}

/** What native-kernels/ has for many rays at once. */
export interface RayKernel {
  castRays(
    rays: number,
    cameras: Float64Array,
    camera: Int32Array,
    columns: Float32Array,
    rows: Float32Array,
    origins: Float32Array,
    directions: Float32Array,
  ): void;
}

/** Casts rays through images of some cameras, as `writeRay` does one by one: on all cores where there is a kernel. */
export class RayCaster {
  readonly #cameras: readonly Camera[];
  readonly #kernel: RayKernel | null;
  readonly #numbers: Float64Array;

  constructor(cameras: readonly Camera[], kernel: RayKernel | null) {
    this.#cameras = cameras;
    this.#kernel = kernel;
    this.#numbers = Float64Array.from(
      cameras.flatMap(({ intrinsics: { fx, fy, cx, cy, distortion }, worldFromCamera }) => [
        ...[fx, fy, cx, cy, ...distortion],
        ...worldFromCamera.slice(0, 12),
      ]),
    );
  }

  /**
   * @param camera of each ray, its position in the list.
   * @param columns, rows of each ray, as in `writeRay`.
   * @param out [3, rays]
   */
  cast(camera: Int32Array, columns: Float32Array, rows: Float32Array, out: RayArrays): void {
    const count = camera.length;
    if (this.#kernel !== null) {
      this.#kernel.castRays(count, this.#numbers, camera, columns, rows, out.origins, out.directions);
      return;
    }
    for (let ray = 0; ray < count; ray++) {
      writeRay(out, ray, count, this.#cameras[camera[ray]!]!, columns[ray]!, rows[ray]!);
    }
  }
}
