import type { Frame } from '../api/contract.ts';
import { RayCaster, type RayKernel } from '../capture/rays.ts';

/**
 * Rays per call: large enough to fill two cores, small enough to be cancelled at once and to leave little
 * of it unused when a training looks at a few pixels of each photograph.
 */
export const CHUNK = 1024;

/** Size of a camera's view of every `stride`-th pixel in both directions. */
export function viewSize({ intrinsics }: Frame, stride: number): { width: number; height: number } {
  return { width: Math.ceil(intrinsics.width / stride), height: Math.ceil(intrinsics.height / stride) };
}

export interface RayChunk {
  /** Pixels `start` to `start + count` of the view, row-major. */
  readonly start: number;
  readonly count: number;
  /** [3, CHUNK] each; the same arrays for every chunk. */
  readonly rays: { readonly origins: Float32Array<ArrayBuffer>; readonly directions: Float32Array<ArrayBuffer> };
}

/** The rays of a view in pieces of one size: the last one is filled up with its last pixel. */
export function* rayChunks(camera: Frame, stride: number, kernel: RayKernel | null): Generator<RayChunk> {
  const { width, height } = viewSize(camera, stride);
  const pixels = width * height;
  const rays = { origins: new Float32Array(3 * CHUNK), directions: new Float32Array(3 * CHUNK) };
  const caster = new RayCaster([camera], kernel);
  const only = new Int32Array(CHUNK);
  const [columns, rows] = [new Float32Array(CHUNK), new Float32Array(CHUNK)];
  for (let start = 0; start < pixels; start += CHUNK) {
    const count = Math.min(CHUNK, pixels - start);
    for (let ray = 0; ray < CHUNK; ray++) {
      const pixel = start + Math.min(ray, count - 1);
      columns[ray] = (pixel % width) * stride + 0.5;
      rows[ray] = Math.floor(pixel / width) * stride + 0.5;
    }
    caster.cast(only, columns, rows, rays);
    yield { start, count, rays };
  }
}
