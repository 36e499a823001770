import { evaluateViews } from '../evaluation/evaluate-views.ts';
import { psnr } from '../evaluation/psnr.ts';
import type { TrainingConfig } from '../field/config.ts';
import type { Executor } from '../graph/executors/executor.ts';
import type { MetricPoint } from '../store/metrics.ts';
import type { ProjectFile } from '../store/project-file.ts';
import { FieldRenderer, type RenderedView } from '../view/field-renderer.ts';
import { encodePng, toRgb } from '../view/images.ts';
import { loadPhotographs, type Photograph } from './dataset.ts';
import { proposalAnneal } from './schedules.ts';
import type { TrainerProgress } from './trainer.ts';

/** Looking costs time that training lacks: at most this share of it. */
const LARGEST_SHARE = 0.1;
const FIRST_LOOK = 25;
const STEPS_BETWEEN = 50;
/** Rays that one look at all held-out photographs may take, spread evenly over them. */
const RAYS_PER_LOOK = 4096;

export interface Look {
  readonly points: MetricPoint[];
  readonly preview: { step: number; frame: number; psnr: number } | null;
}

/**
 * Watches the held-out photographs during training: PSNR over a grid of pixels of all of them for the
 * curve, one full view in turn as a preview, and the full evaluation at the end, which is the last
 * point of the curve.
 */
export class HeldOutMonitor {
  private readonly project: ProjectFile;
  private readonly runId: string;
  private readonly config: TrainingConfig;
  private readonly renderer: FieldRenderer;
  private readonly photographs: readonly Photograph[];
  private readonly stride: number;
  private nextFrame = 0;
  private nextStep: number | null = null;
  private notBefore = 0;

  private constructor(
    project: ProjectFile,
    runId: string,
    config: TrainingConfig,
    renderer: FieldRenderer,
    photographs: readonly Photograph[],
  ) {
    this.project = project;
    this.runId = runId;
    this.config = config;
    this.renderer = renderer;
    this.photographs = photographs;
    const pixels = photographs.reduce((sum, { pixels: { length } }) => sum + length / 3, 0);
    this.stride = Math.max(1, Math.ceil(Math.sqrt(pixels / RAYS_PER_LOOK)));
  }

  static async open(project: ProjectFile, runId: string, executor: Executor, config: TrainingConfig) {
    const photographs = await loadPhotographs(project, 'test');
    const renderer = await FieldRenderer.compile(executor, config.radiance, 1);
    return new HeldOutMonitor(project, runId, config, renderer, photographs);
  }

  get hasFrames(): boolean {
    return this.photographs.length > 0;
  }

  isDue(step: number): boolean {
    this.nextStep ??= Math.max(FIRST_LOOK, step);
    return this.hasFrames && step >= this.nextStep && performance.now() >= this.notBefore;
  }

  /** PSNR over all held-out photographs, and a preview of the next of them, kept in the project. */
  async look({ step, radianceStep }: TrainerProgress): Promise<Look> {
    const began = performance.now();
    const renderer = this.rendererAt(radianceStep);
    let sum = 0;
    for (const { frame, pixels } of this.photographs) {
      const view = await renderer.render(frame, {}, this.stride);
      sum += psnr(view.colour, everyPixel(pixels, frame.intrinsics.width, view, this.stride));
    }
    const value = sum / this.photographs.length;

    const { frame, pixels } = this.photographs[this.nextFrame++ % this.photographs.length]!;
    const view = await renderer.render(frame);
    const preview = { step, frame: frame.index, psnr: psnr(view.colour, pixels) };
    this.project.previews.save({ runId: this.runId, ...preview, png: await encodePng(toRgb(view)) });

    const tookMs = performance.now() - began;
    this.notBefore = performance.now() + tookMs / LARGEST_SHARE;
    this.nextStep = step + STEPS_BETWEEN;
    return { points: [{ series: 'psnr/test', step, value }], preview };
  }

  /** The full evaluation of `step`, kept in the project; its points for the curves. */
  async evaluate({ step, radianceStep }: TrainerProgress): Promise<MetricPoint[]> {
    const result = await evaluateViews(this.rendererAt(radianceStep), this.photographs, step);
    this.project.evaluations.save({ runId: this.runId, ...result });
    return [
      { series: 'psnr/test', step, value: result.psnr },
      { series: 'ssim/test', step, value: result.ssim },
    ];
  }

  private rendererAt(radianceStep: number): FieldRenderer {
    return this.renderer.withAnneal(proposalAnneal(this.config, radianceStep));
  }
}

/** The pixels of a photograph that a view of every `stride`-th pixel shows. */
function everyPixel(pixels: Uint8Array, width: number, view: RenderedView, stride: number): Uint8Array {
  const result = new Uint8Array(3 * view.width * view.height);
  for (let row = 0; row < view.height; row++) {
    for (let column = 0; column < view.width; column++) {
      const from = 3 * (row * stride * width + column * stride);
      result.set(pixels.subarray(from, from + 3), 3 * (row * view.width + column));
    }
  }
  return result;
}
