import { PRESETS, type TrainingConfig } from '../field/config.ts';
import type { LanguageDimensions } from '../field/language-field.ts';
import { Random } from '../field/random.ts';
import { CpuExecutor } from '../graph/executors/cpu.ts';
import type { Kernels } from '../graph/executors/kernels.ts';
import { kernelsFor } from '../graph/executors/open-executor.ts';
import { adamScalars, radamScalars } from '../graph/optimizers.ts';
import type { Batch } from '../graph/program.ts';
import { initialLanguageState, initialState, type RadiancePart, trainingStep } from '../training/step-program.ts';
import { tinyConfig } from './tiny-training.ts';

const SIZES: Readonly<Record<'small' | 'fast', TrainingConfig>> = { small: tinyConfig, fast: PRESETS.fast };

export interface Stepper {
  step(): Promise<Record<string, Float32Array>>;
  dispose(): Promise<void>;
}

/** Training steps on random rays through random targets: what a step costs does not depend on what it learns. */
export async function openStepper(
  kernels: Kernels | 'native' | 'onnx',
  size: 'small' | 'fast',
  { learns = 'all', language = null }: { learns?: RadiancePart; language?: LanguageDimensions | null } = {},
): Promise<Stepper> {
  const config = SIZES[size];
  const state = {
    ...initialState(config, Random.fromSeed(1)),
    ...(language && initialLanguageState(config, language, Random.fromSeed(2))),
  };
  const executor = new CpuExecutor(state, { kernels: typeof kernels === 'string' ? kernelsFor(kernels) : kernels });
  const setup = language && { dimensions: language, isSingleScale: false };
  const compiled = await executor.compileStep(trainingStep(config, learns, setup));
  const batch = { ...radianceBatch(config), ...(language && languageBatch(config, language)) };
  return {
    async step() {
      const [outputs] = await compiled.run([batch]);
      return outputs!;
    },
    dispose: () => executor.dispose(),
  };
}

function radianceBatch({ raysPerBatch: rays, radiance }: TrainingConfig): Batch {
  const random = Random.fromSeed(3);
  const numbers = (count: number) => filled(count, random);
  const directions = numbers(3 * rays).map((value) => value - 0.5);
  for (let ray = 0; ray < rays; ray++) {
    const length = Math.hypot(directions[ray]!, directions[rays + ray]!, directions[2 * rays + ray]!);
    for (let axis = 0; axis < 3; axis++) directions[axis * rays + ray]! /= length;
  }
  return {
    origins: numbers(3 * rays).map((value) => value - 0.5),
    directions,
    target: numbers(3 * rays),
    jitter: numbers((radiance.proposals.length + 1) * rays),
    scalars: Float32Array.of(0.5, ...adamScalars(1e-2, 100), ...adamScalars(1e-2, 100)),
  };
}

function languageBatch({ raysPerBatch: rays }: TrainingConfig, { clip, dino }: LanguageDimensions): Batch {
  const random = Random.fromSeed(4);
  return {
    languageScalars: Float32Array.of(...radamScalars(1e-2, 100)),
    scalePerDistance: filled(rays, random),
    clipTarget: filled(clip * rays, random).map((value) => value / Math.sqrt(clip)),
    hasClip: new Float32Array(rays).fill(1),
    ...(dino !== null && {
      dinoTarget: filled(dino * rays, random),
      hasDino: new Float32Array(rays).fill(1),
    }),
  };
}

function filled(count: number, random: Random): Float32Array<ArrayBuffer> {
  const values = new Float32Array(count);
  random.fill(values);
  return values;
}
