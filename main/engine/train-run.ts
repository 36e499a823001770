import type { z } from 'zod';
import type { Run, StartRun } from '../api/contract.ts';
import { startRunSchema } from '../api/contract.ts';
import { toApiError, UserError } from '../errors.ts';
import type { ProjectFile } from '../store/project-file.ts';
import type { TrainingHooks, TrainingOutcome } from '../training/index.ts';

/** How often a running run's step is written down: what a crash may lose of the displayed number. */
const STEP_INTERVAL_MS = 2000;

/** Adds a run to the project, waiting to be trained. @throws UserError conflict, not-found, bad-request */
export function createRun(project: ProjectFile, request: StartRun, kernels: 'auto' | 'native' | 'onnx' = 'auto'): Run {
  const run = startRunSchema.parse(request);
  if (!project.captures.frames().some(({ split }) => split === 'train')) {
    throw new UserError('conflict', 'The project has no images to train on.', 'Import a capture with more images.');
  }
  if (run.continueFrom !== null) requireContinuable(project.runs.get(run.continueFrom), run);
  const { language, continueFrom, ...columns } = run;
  return project.runs.create({ ...columns, options: { kernels, language, continueFrom } });
}

function requireContinuable(from: Run, { preset, language }: z.output<typeof startRunSchema>): void {
  if (language === null) {
    throw new UserError(
      'bad-request',
      `Run ${from.number} can be continued with a language field only.`,
      'Switch the language field on, or start a new run.',
    );
  }
  if (from.checkpointStep === null) {
    throw new UserError('conflict', `Run ${from.number} has no checkpoint to go on from.`, 'Let it train first.');
  }
  if (from.preset !== preset) {
    throw new UserError(
      'bad-request',
      `Run ${from.number} was trained with preset ${from.preset}, and its field fits no other.`,
      `Choose preset ${from.preset}.`,
    );
  }
}

/**
 * Trains a run from its newest checkpoint, or from the beginning, and keeps the run's own row true: its
 * state, step, device and, if it fails, its error. The project is opened and closed by the caller.
 *
 * @throws UserError conflict if another process trains it; disk or read-only, then it can be resumed
 */
export async function trainRun(project: ProjectFile, runId: string, hooks: TrainingHooks): Promise<TrainingOutcome> {
  const { runs } = project;
  runs.claim(runId, 'running');
  try {
    // Loaded here because it brings ONNX Runtime along, which importing and browsing do without.
    const { train } = await import('../training/index.ts');
    let writtenAt = performance.now();
    const outcome = await train(project, runId, {
      ...hooks,
      onStatus(status) {
        hooks.onStatus(status);
        if (performance.now() - writtenAt < STEP_INTERVAL_MS) return;
        writtenAt = performance.now();
        runs.advance(runId, status.step);
      },
    });
    runs.update(runId, {
      state: outcome.state,
      usedDevice: outcome.device,
      stepMsMedian: outcome.stepMsMedian,
      finishedAt: outcome.state === 'paused' ? null : new Date().toISOString(),
    });
    return outcome;
  } catch (thrown) {
    // A run that another process has taken over has its state from there.
    if (!runs.isOurs(runId)) throw thrown;
    const error = withWayBack(thrown, runs.get(runId));
    try {
      runs.update(runId, { state: 'failed', error: toApiError(error), finishedAt: new Date().toISOString() });
    } catch {
      // What ended the training can keep its end from being written down: whoever called is told all the same.
    }
    throw error;
  }
}

/** Where the disk ended a training, what was saved before is still there. */
function withWayBack(thrown: unknown, { number, checkpointStep }: Run): unknown {
  if (!(thrown instanceof UserError && (thrown.code === 'disk' || thrown.code === 'read-only'))) return thrown;
  const from = checkpointStep === null ? 'begins anew' : `goes on from step ${checkpointStep}`;
  const wayBack = `Resumed after that, run ${number} ${from}.`;
  return new UserError(thrown.code, thrown.message, `${thrown.hint} ${wayBack}`, { cause: thrown });
}
