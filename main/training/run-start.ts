import { LanguageTargets } from '../features/targets.ts';
import type { TrainingConfig } from '../field/config.ts';
import { Random } from '../field/random.ts';
import type { Kernels } from '../graph/executors/kernels.ts';
import type { State } from '../graph/program.ts';
import type { ProjectFile } from '../store/project-file.ts';
import { requireCheckpoint } from './checkpointing.ts';
import type { Photograph } from './dataset.ts';
import { LanguageSampler } from './language-targets.ts';
import { type LanguageKey, languageKey, languageSetup, type RunOptions } from './run-options.ts';
import { frozenRadiance, initialLanguageState, initialState } from './step-program.ts';
import { Trainer, type TrainerProgress } from './trainer.ts';

/** Where a run begins: what it has to start from and what its language field is trained with. */
export interface RunStart {
  readonly state: State;
  readonly progress: TrainerProgress;
  readonly language: LanguageKey | null;
}

/**
 * The beginning of a run that has no checkpoint: everything drawn from its seed, or a language field
 * drawn for the radiance field of another run, which stays as it is.
 * @throws UserError conflict
 */
export function beginRun(project: ProjectFile, seed: number, config: TrainingConfig, options: RunOptions): RunStart {
  const language = options.language && languageKey(project, options.language);
  const languageState =
    language &&
    initialLanguageState(config, languageSetup(language).dimensions, Random.fromSeed(seed, LANGUAGE_STREAM));
  const progress = Trainer.start(seed);
  if (options.continueFrom === null) {
    return { state: { ...initialState(config, Random.fromSeed(seed)), ...languageState }, progress, language };
  }
  const source = requireCheckpoint(project, options.continueFrom);
  return {
    state: { ...frozenRadiance(config, source.state), ...languageState },
    progress: { ...progress, radianceStep: source.progress.radianceStep },
    language,
  };
}

/** Stream of the seed that draws the language field; Trainer.start has the others. */
const LANGUAGE_STREAM = 2;

/** The features a run's language field is trained with, at hand. @throws UserError conflict */
export function openLanguage(
  project: ProjectFile,
  language: LanguageKey,
  photographs: readonly Photograph[],
  kernels: Kernels | null,
): LanguageSampler {
  const fingerprints = { image: language.image.fingerprint, dense: language.dense?.fingerprint ?? null };
  const targets = LanguageTargets.open(project, fingerprints, kernels);
  return new LanguageSampler(targets, photographs, language.singleScale);
}
