import { setImmediate } from 'node:timers/promises';
import type { Frame } from '../api/contract.ts';
import { writeRay } from '../capture/rays.ts';
import { UserError } from '../errors.ts';
import type { RadianceConfig } from '../field/config.ts';
import type { CompiledFunction, Executor } from '../graph/executors/executor.ts';
import { renderProgram } from './render-program.ts';

/**
 * Rays per call: large enough to fill two cores, small enough to be cancelled at once and to leave little
 * of it unused when a training looks at a few pixels of each photograph.
 */
const CHUNK = 1024;

/** A view of the field at the size of a camera. Pixels are row-major. */
export interface RenderedView {
  readonly width: number;
  readonly height: number;
  /** r, g, b in [0, 1] for every pixel */
  readonly colour: Float32Array;
  /** Expected distance along the ray, normalised world. */
  readonly depth: Float32Array;
  readonly accumulation: Float32Array;
}

export interface RenderHooks {
  onProgress?(done: number, total: number, message: string): void;
  isCancelled?(): boolean;
}

/** Renders cameras through a trained field, chunk by chunk. */
export class FieldRenderer {
  private readonly program: CompiledFunction;
  private readonly anneal: number;

  private constructor(program: CompiledFunction, anneal: number) {
    this.program = program;
    this.anneal = anneal;
  }

  /**
   * @param anneal exponent on the proposal weights that training had reached; 1 once it is over.
   */
  static async compile(executor: Executor, config: RadianceConfig, anneal: number): Promise<FieldRenderer> {
    return new FieldRenderer(await executor.compileFunction(renderProgram(config, CHUNK)), anneal);
  }

  withAnneal(anneal: number): FieldRenderer {
    return new FieldRenderer(this.program, anneal);
  }

  /**
   * Every pixel of a camera, or every `stride`-th in both directions.
   * @throws UserError cancelled
   */
  async render(camera: Frame, hooks: RenderHooks = {}, stride = 1): Promise<RenderedView> {
    const width = Math.ceil(camera.intrinsics.width / stride);
    const height = Math.ceil(camera.intrinsics.height / stride);
    const pixels = width * height;
    const view: RenderedView = {
      width,
      height,
      colour: new Float32Array(3 * pixels),
      depth: new Float32Array(pixels),
      accumulation: new Float32Array(pixels),
    };
    const rays = { origins: new Float32Array(3 * CHUNK), directions: new Float32Array(3 * CHUNK) };
    for (let start = 0; start < pixels; start += CHUNK) {
      if (hooks.isCancelled?.()) throw new UserError('cancelled', `Rendering ${camera.file} was cancelled.`);
      const count = Math.min(CHUNK, pixels - start);
      for (let ray = 0; ray < CHUNK; ray++) {
        // The last chunk is filled up with its last pixel: the program has one fixed size.
        const pixel = start + Math.min(ray, count - 1);
        const column = (pixel % width) * stride;
        const row = Math.floor(pixel / width) * stride;
        writeRay(rays, ray, CHUNK, camera, column + 0.5, row + 0.5);
      }
      const { colour, depth, accumulation } = await this.program.run({ ...rays, anneal: Float32Array.of(this.anneal) });
      for (let ray = 0; ray < count; ray++) {
        for (let channel = 0; channel < 3; channel++) {
          view.colour[3 * (start + ray) + channel] = colour![channel * CHUNK + ray]!;
        }
      }
      view.depth.set(depth!.subarray(0, count), start);
      view.accumulation.set(accumulation!.subarray(0, count), start);
      hooks.onProgress?.(start + count, pixels, `Rendering ${camera.file}`);
      // A run blocks the thread; messages (cancel, pause) are seen between chunks.
      await setImmediate();
    }
    return view;
  }
}
