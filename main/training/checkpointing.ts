import { UserError } from '../errors.ts';
import type { Executor } from '../graph/executors/executor.ts';
import type { State } from '../graph/program.ts';
import type { ProjectFile } from '../store/project-file.ts';
import type { LanguageKey } from './run-options.ts';
import { Trainer, type TrainerProgress } from './trainer.ts';

/** A first checkpoint soon, since most that goes wrong goes wrong early; then about two a minute. */
const FIRST_AFTER_MS = 5_000;
const INTERVAL_MS = 30_000;
/** Saving takes at most this share of the time, however large the field. */
const LARGEST_SHARE = 0.05;

export interface SavedTraining {
  readonly state: State;
  readonly progress: TrainerProgress;
  /** Null where there is no language field. */
  readonly language: LanguageKey | null;
}

/**
 * What the tensors of a checkpoint mean; raised when a change of the field (its hash, the order of its
 * features) gives the same numbers another meaning.
 */
export const FIELD_LAYOUT = 1;

/** What is kept beside the tensors; before there were language fields, it was less. */
type SavedExtra = Partial<TrainerProgress> & { step: number; layout: number; language?: LanguageKey | null };

/** The newest sound checkpoint of a run; null if it has none yet. @throws UserError conflict on another layout */
export function loadCheckpoint(project: ProjectFile, runId: string): SavedTraining | null {
  const checkpoint = project.checkpoints.load(runId);
  if (checkpoint === null) return null;
  const { layout, language = null, ...saved } = checkpoint.extra as SavedExtra;
  if (layout !== FIELD_LAYOUT) {
    throw new UserError(
      'conflict',
      `Run ${runId} was trained by another version of LERF Studio, whose field this one cannot read.`,
      'Start a new run.',
    );
  }
  const state: State = {};
  for (const { name, data } of checkpoint.tensors) state[name] = Float32Array.from(data);
  const progress = { ...Trainer.start(0), radianceStep: saved.step, ...saved };
  return { state, progress, language };
}

/** As `loadCheckpoint`, for those who cannot do without. @throws UserError conflict */
export function requireCheckpoint(project: ProjectFile, runId: string): SavedTraining {
  const saved = loadCheckpoint(project, runId);
  if (saved) return saved;
  throw new UserError('conflict', `Run ${runId} has no checkpoint yet.`, 'Let it train for a while first.');
}

/** Saves the state of a training into the project, now and then and when asked. */
export class CheckpointWriter {
  private readonly project: ProjectFile;
  private readonly runId: string;
  private readonly executor: Executor;
  private readonly language: LanguageKey | null;
  private savedStep: number | null;
  private dueAt: number;

  constructor(
    project: ProjectFile,
    runId: string,
    executor: Executor,
    { language, savedStep }: { language: LanguageKey | null; savedStep: number | null },
  ) {
    this.language = language;
    this.project = project;
    this.runId = runId;
    this.executor = executor;
    this.savedStep = savedStep;
    this.dueAt = performance.now() + FIRST_AFTER_MS;
  }

  isDue(): boolean {
    return performance.now() >= this.dueAt;
  }

  /**
   * Saves, unless this very step is saved already. Durable on return.
   * @throws Error if a parameter is no longer a number: the checkpoints before are worth more than that
   */
  async save(progress: TrainerProgress): Promise<void> {
    if (progress.step === this.savedStep) return;
    const began = performance.now();
    const state = await this.executor.readState();
    for (const [name, values] of Object.entries(state)) {
      if (!values.every(Number.isFinite))
        throw new Error(`${name} has values that are not numbers at step ${progress.step}`);
    }
    const tensors = Object.entries(state).map(([name, data]) => ({
      name,
      dims: [data.length],
      dtype: 'float32' as const,
      data,
    }));
    const extra: SavedExtra = { ...progress, layout: FIELD_LAYOUT, language: this.language };
    this.project.checkpoints.save(this.runId, progress.step, tensors, extra);
    this.savedStep = progress.step;
    const tookMs = performance.now() - began;
    this.dueAt = performance.now() + Math.max(INTERVAL_MS, tookMs / LARGEST_SHARE);
  }
}
