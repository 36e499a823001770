import { UserError } from '../errors.ts';
import { PRESETS, type TrainingConfig } from '../field/config.ts';
import { CpuExecutor } from '../graph/executors/cpu.ts';
import { kernelsFor } from '../graph/executors/open-executor.ts';
import type { ProjectFile } from '../store/project-file.ts';
import { FieldRenderer } from '../view/field-renderer.ts';
import { LanguageRenderer } from '../view/language-renderer.ts';
import { requireCheckpoint, type SavedTraining } from './checkpointing.ts';
import { type LanguageKey, languageSetup } from './run-options.ts';
import { proposalAnneal } from './schedules.ts';

export interface TrainedField extends AsyncDisposable {
  readonly renderer: FieldRenderer;
  /** Step of the checkpoint. */
  readonly step: number;
}

export interface TrainedLanguageField extends TrainedField {
  readonly language: LanguageRenderer;
  /** The encoders it was trained with: only their embeddings may be asked of it. */
  readonly key: LanguageKey;
}

interface OpenCheckpoint {
  readonly config: TrainingConfig;
  readonly saved: SavedTraining;
  readonly executor: CpuExecutor;
  readonly anneal: number;
}

function openCheckpoint(project: ProjectFile, runId: string): OpenCheckpoint {
  const config = PRESETS[project.runs.get(runId).preset];
  const saved = requireCheckpoint(project, runId);
  const anneal = proposalAnneal(config, saved.progress.radianceStep);
  return { config, saved, executor: new CpuExecutor(saved.state, { kernels: kernelsFor('auto') }), anneal };
}

async function render({ config, saved, executor, anneal }: OpenCheckpoint): Promise<TrainedField> {
  const renderer = await FieldRenderer.compile(executor, config.radiance, anneal);
  return { renderer, step: saved.progress.step, [Symbol.asyncDispose]: () => executor.dispose() };
}

/** A run's newest checkpoint, ready to be rendered. @throws UserError conflict if there is none */
export function openTrainedField(project: ProjectFile, runId: string): Promise<TrainedField> {
  return render(openCheckpoint(project, runId));
}

/** As `openTrainedField`, ready to be asked too. @throws UserError conflict if the run has no language field */
export async function openTrainedLanguageField(project: ProjectFile, runId: string): Promise<TrainedLanguageField> {
  const checkpoint = openCheckpoint(project, runId);
  const { config, saved, executor, anneal } = checkpoint;
  if (saved.language === null) {
    throw new UserError(
      'conflict',
      `Run ${runId} has no language field: it was trained for colour alone.`,
      'Start a run that gives it a language field, or ask another run.',
    );
  }
  const language = await LanguageRenderer.compile(executor, config, languageSetup(saved.language), anneal);
  return { ...(await render(checkpoint)), language, key: saved.language };
}
