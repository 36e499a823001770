import type { StartRun } from '../api/contract.ts';
import { startRunSchema } from '../api/contract.ts';
import { toApiError, UserError } from '../errors.ts';
import type { ProjectFile } from '../store/project-file.ts';
import type { TrainingHooks, TrainingOutcome } from '../training/index.ts';

/** How often a running run's step is written down: what a crash may lose of the displayed number. */
const STEP_INTERVAL_MS = 2000;

/** Adds a run to the project, waiting to be trained. */
export function createRun(project: ProjectFile, request: StartRun, kernels: 'auto' | 'onnx' = 'auto') {
  const { preset, device, steps, seed } = startRunSchema.parse(request);
  if (!project.captures.frames().some(({ split }) => split === 'train')) {
    throw new UserError('conflict', 'The project has no images to train on.', 'Import a capture with more images.');
  }
  return project.runs.create({ preset, device, steps, seed, options: { kernels, language: false } });
}

/**
 * Trains a run from its newest checkpoint, or from the beginning, and keeps the run's own row true: its
 * state, step, device and, if it fails, its error. The project is opened and closed by the caller.
 */
export async function trainRun(project: ProjectFile, runId: string, hooks: TrainingHooks): Promise<TrainingOutcome> {
  const { runs } = project;
  runs.update(runId, { state: 'running', error: null, finishedAt: null });
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
        runs.update(runId, { step: status.step });
      },
    });
    runs.update(runId, {
      state: outcome.state,
      usedDevice: outcome.device,
      stepMsMedian: outcome.stepMsMedian,
      finishedAt: outcome.state === 'paused' ? null : new Date().toISOString(),
    });
    return outcome;
  } catch (error) {
    runs.update(runId, { state: 'failed', error: toApiError(error), finishedAt: new Date().toISOString() });
    throw error;
  }
}
