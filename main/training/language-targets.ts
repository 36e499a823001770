import type { Random } from '../field/random.ts';
import type { Batch } from '../graph/program.ts';
import type { Photograph, RayOrigins } from './dataset.ts';
import type { LanguageSetup } from './step-program.ts';

/** Features of the training photographs, looked up at pixels (LanguageTargets of main/features). */
export interface TargetLookup {
  readonly dimensions: number;
  readonly denseDimensions: number | null;
  /** Writes embeddings to `out`, [dimensions, places]; answers 1 for each that is there and 0 for the others. */
  clipAll(
    places: {
      readonly frame: Int32Array;
      readonly x: Float32Array;
      readonly y: Float32Array;
      readonly scale: Float32Array;
    },
    out: Float32Array<ArrayBuffer>,
  ): Float32Array<ArrayBuffer>;
  /** Writes features to `out[offset + channel · stride]`; false where there are none. */
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
    const frame = new Int32Array(rays);
    const scale = new Float32Array(rays);
    const dinoTarget = new Float32Array((targets.denseDimensions ?? 0) * rays);
    const hasDino = new Float32Array(rays);
    for (let ray = 0; ray < rays; ray++) {
      const { index, intrinsics } = this.photographs[photograph[ray]!]!.frame;
      frame[ray] = index;
      scale[ray] = this.singleScale ?? random.next();
      scalePerDistance[ray] = (scale[ray]! * intrinsics.height) / intrinsics.fy;
      if (targets.denseDimensions === null) continue;
      hasDino[ray] = Number(targets.dense(index, x[ray]!, y[ray]!, dinoTarget, ray, rays));
    }
    return {
      clipTarget,
      hasClip: targets.clipAll({ frame, x, y, scale }, clipTarget),
      ...(this.singleScale === null ? { scalePerDistance } : {}),
      ...(targets.denseDimensions === null ? {} : { dinoTarget, hasDino }),
    };
  }
}
