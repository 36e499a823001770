import type { Random } from '../field/random.ts';
import type { Batch } from '../graph/program.ts';
import type { Photograph, RayOrigins } from './dataset.ts';
import type { LanguageSetup } from './step-program.ts';

/** Features of the training photographs, looked up at pixels (LanguageTargets of main/features). */
export interface TargetLookup {
  readonly dimensions: number;
  readonly denseDimensions: number | null;
  /** Writes an embedding to `out[offset + channel · stride]`; false where there is none. */
  clip(frame: number, x: number, y: number, scale: number, out: Float32Array, offset: number, stride: number): boolean;
  dense(frame: number, x: number, y: number, out: Float32Array, offset: number, stride: number): boolean;
}

/** Draws the scale at which each ray of a batch is supervised and gathers what it should say there. */
export class LanguageSampler {
  readonly setup: LanguageSetup;
  private readonly targets: TargetLookup;
  private readonly photographs: readonly Photograph[];
  private readonly singleScale: number | null;

  /**
   * @param singleScale position in the pyramid, in [0, 1], of the only size of crop used; null for all
   *   sizes, which is the method (the paper's section 5 has the other as an ablation).
   */
  constructor(targets: TargetLookup, photographs: readonly Photograph[], singleScale: number | null) {
    this.targets = targets;
    this.photographs = photographs;
    this.singleScale = singleScale;
    this.setup = {
      dimensions: { clip: targets.dimensions, dino: targets.denseDimensions },
      isSingleScale: singleScale !== null,
    };
  }

  /** The language inputs of a step for the rays of its batch. */
  sample({ photograph, x, y }: RayOrigins, random: Random): Batch {
    const { targets } = this;
    const rays = photograph.length;
    const scalePerDistance = new Float32Array(rays);
    const clipTarget = new Float32Array(targets.dimensions * rays);
    const hasClip = new Float32Array(rays);
    const dinoTarget = new Float32Array((targets.denseDimensions ?? 0) * rays);
    const hasDino = new Float32Array(rays);
    for (let ray = 0; ray < rays; ray++) {
      const { index, intrinsics } = this.photographs[photograph[ray]!]!.frame;
      const scale = this.singleScale ?? random.next();
      scalePerDistance[ray] = (scale * intrinsics.height) / intrinsics.fy;
      hasClip[ray] = Number(targets.clip(index, x[ray]!, y[ray]!, scale, clipTarget, ray, rays));
      if (targets.denseDimensions === null) continue;
      hasDino[ray] = Number(targets.dense(index, x[ray]!, y[ray]!, dinoTarget, ray, rays));
    }
    return {
      clipTarget,
      hasClip,
      ...(this.singleScale === null ? { scalePerDistance } : {}),
      ...(targets.denseDimensions === null ? {} : { dinoTarget, hasDino }),
    };
  }
}
