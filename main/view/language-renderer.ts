import { setImmediate } from 'node:timers/promises';
import type { Frame } from '../api/contract.ts';
import { UserError } from '../errors.ts';
import type { TrainingConfig } from '../field/config.ts';
import type { CompiledFunction, Executor } from '../graph/executors/executor.ts';
import type { LanguageSetup } from '../training/step-program.ts';
import { CHUNK, rayChunks, viewSize } from './camera-rays.ts';
import type { RenderHooks } from './field-renderer.ts';
import { embeddingsProgram, relevancyProgram, samplesProgram } from './language-program.ts';

/** Sizes that are tried where none is given, in the normalised world: 30 from 0 to 1.5 (reference implementation). */
export const SCALES: readonly number[] = Array.from({ length: 30 }, (_, index) => (1.5 * index) / 29);

/** Points that are embedded at a time. */
const POINTS = 4096;

/** Embeddings of what is asked for and of what it is weighed against, row-major and of unit length. */
export interface Queries {
  readonly phrases: Float32Array; // [P, D]
  readonly canonical: Float32Array; // [C, D]
}

/** Relevancy of every pixel to one phrase. */
export interface RelevancyView {
  readonly width: number;
  readonly height: number;
  /** The size of what was looked for, in the normalised world: the one with the highest peak. */
  readonly scale: number;
  /** Highest relevancy of the view at each scale that was tried, in their order. */
  readonly peaks: Float32Array;
  /** In (0, 1), row-major. */
  readonly map: Float32Array;
}

export interface RelevancyOptions extends RenderHooks {
  /** Default: `SCALES`. A field of a single scale knows no others and takes none. */
  readonly scales?: readonly number[];
  /** Every n-th pixel in both directions. */
  readonly stride?: number;
}

/** Asks a trained language field what is where in the view of a camera. */
export class LanguageRenderer {
  readonly setup: LanguageSetup;
  private readonly executor: Executor;
  private readonly config: TrainingConfig;
  private readonly samples: CompiledFunction;
  private readonly anneal: number;
  /** By how many phrases and canonical phrases they compare. */
  private readonly comparisons = new Map<string, CompiledFunction>();
  private embedder: Promise<CompiledFunction> | null = null;

  private constructor(
    executor: Executor,
    config: TrainingConfig,
    setup: LanguageSetup,
    samples: CompiledFunction,
    anneal: number,
  ) {
    this.executor = executor;
    this.config = config;
    this.setup = setup;
    this.samples = samples;
    this.anneal = anneal;
  }

  /** @param anneal exponent on the proposal weights that training had reached; 1 once it is over. */
  static async compile(executor: Executor, config: TrainingConfig, setup: LanguageSetup, anneal: number) {
    const samples = await executor.compileFunction(samplesProgram(config, setup, CHUNK));
    return new LanguageRenderer(executor, config, setup, samples, anneal);
  }

  /**
   * Relevancy to each phrase at the scale where its peak in this view is highest (Kerr et al. 2023,
   * section 3.3). Two passes, as in the reference implementation: one to find the scales, one to render
   * at them.
   * @throws UserError cancelled
   */
  async relevancy(camera: Frame, queries: Queries, options: RelevancyOptions = {}): Promise<RelevancyView[]> {
    const { stride = 1, onProgress } = options;
    const scales = this.setup.isSingleScale ? [0] : (options.scales ?? SCALES);
    const count = queries.phrases.length / this.setup.dimensions.clip;
    const { width, height } = viewSize(camera, stride);
    const pixels = width * height;
    const passes = scales.length > 1 ? 2 : 1;
    const progressOf = (pass: number): RenderHooks => ({
      ...options,
      onProgress: (done, _total, message) => onProgress?.(pass * pixels + done, passes * pixels, message),
    });

    const peaks = Array.from({ length: count }, () => new Float32Array(scales.length));
    if (scales.length > 1) {
      await this.compare(camera, stride, queries, scales, progressOf(0), (values, scale, _start, length) => {
        for (let phrase = 0; phrase < count; phrase++) {
          const highest = peaks[phrase]!;
          for (let ray = 0; ray < length; ray++) {
            highest[scale] = Math.max(highest[scale]!, values[phrase * CHUNK + ray]!);
          }
        }
      });
    }

    const best = peaks.map((highest) => highest.indexOf(Math.max(...highest)));
    const chosen = [...new Set(best)];
    const maps = Array.from({ length: count }, () => new Float32Array(pixels));
    await this.compare(
      camera,
      stride,
      queries,
      chosen.map((index) => scales[index]!),
      progressOf(passes - 1),
      (values, position, start, length) => {
        for (let phrase = 0; phrase < count; phrase++) {
          if (best[phrase] !== chosen[position]) continue;
          maps[phrase]!.set(values.subarray(phrase * CHUNK, phrase * CHUNK + length), start);
        }
      },
    );
    if (passes === 1) {
      for (const [phrase, map] of maps.entries()) peaks[phrase]![0] = map.reduce((a, b) => Math.max(a, b), 0);
    }
    return maps.map((map, phrase) => ({ width, height, scale: scales[best[phrase]!]!, peaks: peaks[phrase]!, map }));
  }

  /**
   * What the field says of points, whoever looks at them.
   * @param positions x, y, z for each of N points, normalised world.
   * @param scale size of what is looked for; a field of a single scale knows only 0.
   * @returns unit length each, [N, D].
   */
  async embeddings(positions: Float32Array, scale: number): Promise<Float32Array> {
    this.embedder ??= this.executor.compileFunction(embeddingsProgram(this.config, this.setup, POINTS));
    const embedder = await this.embedder;
    const { clip } = this.setup.dimensions;
    const result = new Float32Array((positions.length / 3) * clip);
    const block = new Float32Array(3 * POINTS);
    for (let start = 0; start < positions.length / 3; start += POINTS) {
      const some = positions.subarray(3 * start, 3 * (start + POINTS));
      block.set(some);
      const { embeddings } = await embedder.run({ positions: block, scale: Float32Array.of(scale) });
      result.set(embeddings!.subarray(0, (some.length / 3) * clip), start * clip);
    }
    return result;
  }

  /** Hands over relevancies [P, CHUNK] for each scale (by its position) and chunk of the view. */
  private async compare(
    camera: Frame,
    stride: number,
    { phrases, canonical }: Queries,
    scales: readonly number[],
    { onProgress, isCancelled }: RenderHooks,
    take: (values: Float32Array, scale: number, start: number, count: number) => void,
  ): Promise<void> {
    const comparison = await this.comparison(phrases.length, canonical.length);
    const queries = new Float32Array(phrases.length + canonical.length);
    queries.set(phrases);
    queries.set(canonical, phrases.length);
    const anneal = Float32Array.of(this.anneal);
    const { width, height } = viewSize(camera, stride);
    for (const { start, count, rays } of rayChunks(camera, stride, this.executor.kernels)) {
      const { features, weights } = await this.samples.run({ ...rays, anneal });
      const inputs = { features: features as Float32Array<ArrayBuffer>, weights: weights as Float32Array<ArrayBuffer> };
      for (const [position, scale] of scales.entries()) {
        if (isCancelled?.()) throw new UserError('cancelled', `Rendering ${camera.file} was cancelled.`);
        const { relevancy } = await comparison.run({ ...inputs, scale: Float32Array.of(scale), queries });
        take(relevancy!, position, start, count);
      }
      onProgress?.(start + count, width * height, `Asking ${camera.file}`);
      // A run blocks the thread; messages (cancel, pause) are seen between chunks.
      await setImmediate();
    }
  }

  private async comparison(phraseValues: number, canonicalValues: number): Promise<CompiledFunction> {
    const { clip } = this.setup.dimensions;
    const counts = { phrases: phraseValues / clip, canonical: canonicalValues / clip };
    const key = `${counts.phrases} ${counts.canonical}`;
    const known = this.comparisons.get(key);
    if (known) return known;
    const compiled = await this.executor.compileFunction(
      relevancyProgram(this.config, this.setup, { rays: CHUNK, ...counts }),
    );
    this.comparisons.set(key, compiled);
    return compiled;
  }
}
