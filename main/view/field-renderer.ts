import { setImmediate } from 'node:timers/promises';
import type { Frame } from '../api/contract.ts';
import type { RayKernel } from '../capture/rays.ts';
import { UserError } from '../errors.ts';
import type { RadianceConfig } from '../field/config.ts';
import type { CompiledFunction, Executor } from '../graph/executors/executor.ts';
import { CHUNK, rayChunks, viewSize } from './camera-rays.ts';
import { renderProgram } from './render-program.ts';

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
  private readonly rayKernel: RayKernel | null;
  private readonly anneal: number;

  private constructor(program: CompiledFunction, rayKernel: RayKernel | null, anneal: number) {
    this.program = program;
    this.rayKernel = rayKernel;
    this.anneal = anneal;
  }

  /**
   * @param anneal exponent on the proposal weights that training had reached; 1 once it is over.
   */
  static async compile(executor: Executor, config: RadianceConfig, anneal: number): Promise<FieldRenderer> {
    const program = await executor.compileFunction(renderProgram(config, CHUNK));
    return new FieldRenderer(program, executor.kernels, anneal);
  }

  withAnneal(anneal: number): FieldRenderer {
    return new FieldRenderer(this.program, this.rayKernel, anneal);
  }

  /**
   * Every pixel of a camera, or every `stride`-th in both directions.
   * @throws UserError cancelled
   */
  async render(camera: Frame, hooks: RenderHooks = {}, stride = 1): Promise<RenderedView> {
    const { width, height } = viewSize(camera, stride);
    const pixels = width * height;
    const view: RenderedView = {
      width,
      height,
      colour: new Float32Array(3 * pixels),
      depth: new Float32Array(pixels),
      accumulation: new Float32Array(pixels),
    };
    for (const { start, count, rays } of rayChunks(camera, stride, this.rayKernel)) {
      if (hooks.isCancelled?.()) throw new UserError('cancelled', `Rendering ${camera.file} was cancelled.`);
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
