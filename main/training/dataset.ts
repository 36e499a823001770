import { RayCaster, type RayKernel } from '../capture/rays.ts';
import { UserError } from '../errors.ts';
import type { Random } from '../field/random.ts';
import type { Batch } from '../graph/program.ts';
import type { FrameRecord } from '../store/captures.ts';
import type { ProjectFile } from '../store/project-file.ts';
import { loadPhotograph } from '../view/images.ts';

/** Decoded photographs stay in memory while training; beyond this they would crowd everything else out. */
const MEMORY_LIMIT_BYTES = 8 * 2 ** 30;

export interface Photograph {
  readonly frame: FrameRecord;
  /** r, g, b, row-major */
  readonly pixels: Uint8Array;
}

/** What one step is trained on: R rays in feature-major layout, as the step program's inputs want them. */
export interface RayBatch extends Batch {
  readonly origins: Float32Array<ArrayBuffer>; // [3, R]
  readonly directions: Float32Array<ArrayBuffer>; // [3, R]
  readonly target: Float32Array<ArrayBuffer>; // [3, R], colours in [0, 1]
}

/** The decoded photographs of one split. */
export async function loadPhotographs(project: ProjectFile, split: 'train' | 'test'): Promise<Photograph[]> {
  const frames = project.captures.frames().filter((frame) => frame.split === split);
  const bytes = frames.reduce((sum, { intrinsics: { width, height } }) => sum + 3 * width * height, 0);
  if (bytes > MEMORY_LIMIT_BYTES) {
    const gigabytes = (size: number) => (size / 2 ** 30).toFixed(1);
    throw new UserError(
      'conflict',
      `The ${frames.length} images of the ${split} split need ${gigabytes(bytes)} GB in memory, more than the ${gigabytes(MEMORY_LIMIT_BYTES)} GB allowed.`,
      'Import the capture again with a larger --downscale.',
    );
  }
  const photographs: Photograph[] = [];
  for (const frame of frames) photographs.push({ frame, pixels: (await loadPhotograph(project, frame)).pixels });
  return photographs;
}

/** Where the rays of a batch come from: for each, a photograph by its position in the list and a pixel's centre. */
export interface RayOrigins {
  readonly photograph: Int32Array;
  readonly x: Float32Array;
  readonly y: Float32Array;
}

/** Rays through random pixels of random photographs, every pixel of the capture equally likely. */
export class RaySampler {
  private readonly photographs: readonly Photograph[];
  /** Pixels of all photographs up to and including each. */
  private readonly cumulativePixels: number[];
  private readonly caster: RayCaster;

  constructor(photographs: readonly Photograph[], kernel: RayKernel | null = null) {
    this.photographs = photographs;
    this.caster = new RayCaster(
      photographs.map(({ frame }) => frame),
      kernel,
    );
    let total = 0;
    this.cumulativePixels = photographs.map(({ frame: { intrinsics } }) => {
      total += intrinsics.width * intrinsics.height;
      return total;
    });
  }

  sample(rays: number, random: Random): { batch: RayBatch; from: RayOrigins } {
    const from = {
      photograph: new Int32Array(rays),
      x: new Float32Array(rays),
      y: new Float32Array(rays),
    };
    const batch = {
      origins: new Float32Array(3 * rays),
      directions: new Float32Array(3 * rays),
      target: new Float32Array(3 * rays),
    };
    for (let ray = 0; ray < rays; ray++) {
      const position = random.integer(this.cumulativePixels.at(-1)!);
      const index = firstGreater(this.cumulativePixels, position);
      const { frame, pixels } = this.photographs[index]!;
      const pixel = position - (this.cumulativePixels[index - 1] ?? 0);
      const { width } = frame.intrinsics;
      from.photograph[ray] = index;
      from.x[ray] = (pixel % width) + 0.5;
      from.y[ray] = Math.floor(pixel / width) + 0.5;
      for (let channel = 0; channel < 3; channel++) {
        batch.target[channel * rays + ray] = pixels[3 * pixel + channel]! / 255;
      }
    }
    this.caster.cast(from.photograph, from.x, from.y, batch);
    return { batch, from };
  }
}

/** Index of the first entry of an ascending list that is greater than `value`. */
function firstGreater(ascending: readonly number[], value: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
