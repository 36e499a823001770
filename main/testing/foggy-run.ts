import type { ImageTextEncoder } from '../encoders/types.ts';
import { PRESETS } from '../field/config.ts';
import { Random } from '../field/random.ts';
import type { ProjectFile } from '../store/project-file.ts';
import { FIELD_LAYOUT } from '../training/checkpointing.ts';
import { initialLanguageState, initialState } from '../training/step-program.ts';

/** Step of the checkpoint of a foggy run. */
export const FOGGY_STEP = 5;

/** Logarithm of how much denser than at first: the cameras of the tiny capture then see as far as its middle, where all of them look. */
const DENSITY = 4.5;

/**
 * Adds a run that was never trained: its field is a fog, which says something else from place to place.
 * @returns the run's id.
 */
export function addFoggyRun(project: ProjectFile, { id, fingerprint, dimensions }: ImageTextEncoder): string {
  const language = { encoder: id, dense: false, singleScale: null };
  const run = project.runs.create({
    preset: 'fast',
    device: 'cpu',
    steps: FOGGY_STEP,
    seed: 3,
    options: { kernels: 'onnx', language, continueFrom: null },
  });
  const random = Random.fromSeed(3);
  const size = { clip: dimensions, dino: null };
  const state = { ...initialState(PRESETS.fast, random), ...initialLanguageState(PRESETS.fast, size, random) };
  for (const [name, values] of Object.entries(state)) if (name.startsWith('language.grid')) random.fill(values);
  for (const name of ['field', 'proposal0', 'proposal1']) state[`${name}.density.1.bias`]![0] = DENSITY;
  project.checkpoints.save(
    run.id,
    FOGGY_STEP,
    Object.entries(state).map(([name, data]) => ({ name, dims: [data.length], dtype: 'float32', data })),
    {
      step: FOGGY_STEP,
      layout: FIELD_LAYOUT,
      language: { image: { encoder: id, fingerprint, dimensions }, dense: null, singleScale: null },
    },
  );
  return run.id;
}
