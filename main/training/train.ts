import { setImmediate } from 'node:timers/promises';
import type { Device, TrainingStatus } from '../api/contract.ts';
import { PRESETS } from '../field/config.ts';
import { kernelsFor, openExecutor } from '../graph/executors/open-executor.ts';
import type { ProjectFile } from '../store/project-file.ts';
import { CheckpointWriter, loadCheckpoint } from './checkpointing.ts';
import { loadPhotographs } from './dataset.ts';
import { HeldOutMonitor } from './held-out-monitor.ts';
import { MetricRecorder } from './metric-recorder.ts';
import { runOptions } from './run-options.ts';
import { beginRun, openLanguage } from './run-start.ts';
import { Trainer } from './trainer.ts';

export type TrainingPhase = TrainingStatus['phase'];

export interface TrainingHooks {
  onStatus(status: Pick<TrainingStatus, 'step' | 'steps' | 'stepMs' | 'secondsLeft' | 'phase'>): void;
  /** Newly recorded (step, value) points by series. They are in the project already. */
  onMetrics(series: Record<string, [number, number][]>): void;
  onPreview(preview: { step: number; frame: number; psnr: number }): void;
  /** Asked between steps; answers each command once. */
  nextCommand(): 'pause' | 'stop' | null;
}

export interface TrainingOutcome {
  readonly state: 'done' | 'paused' | 'stopped';
  readonly steps: number;
  readonly stepMsMedian: number | null;
  readonly device: Device;
  readonly kernels: 'native' | 'onnx';
  /** Step of the newest checkpoint. */
  readonly checkpoint: number;
}

const STATUS_INTERVAL_MS = 250;

/**
 * Trains a run from its newest checkpoint, or from its seed, until its steps are done or a command ends
 * it. Writes metrics, previews and checkpoints into the project; whatever ends it normally leaves a
 * checkpoint at the last step.
 */
export async function train(project: ProjectFile, runId: string, hooks: TrainingHooks): Promise<TrainingOutcome> {
  const run = project.runs.get(runId);
  const config = PRESETS[run.preset];
  const options = runOptions(project, runId);
  const status = (phase: TrainingPhase, step: number, stepMs = 0, secondsLeft: number | null = null) =>
    hooks.onStatus({ step, steps: run.steps, stepMs, secondsLeft, phase });

  const saved = loadCheckpoint(project, runId);
  status('compiling', saved?.progress.step ?? 0);
  const photographs = await loadPhotographs(project, 'train');
  const start = saved ?? beginRun(project, run.seed, config, options);
  const language = start.language && openLanguage(project, start.language, photographs, kernelsFor(options.kernels));
  const freezesRadiance = options.continueFrom !== null;
  const { executor, kernels } = await openExecutor(run.device, start.state, options.kernels);
  try {
    const trainer = await Trainer.compile(executor, { config, photographs, language, freezesRadiance }, start.progress);
    const heldOut = await HeldOutMonitor.open(project, runId, executor, config);
    const recorder = new MetricRecorder(project, runId, hooks.onMetrics);
    const checkpoints = new CheckpointWriter(project, runId, executor, {
      language: start.language,
      savedStep: saved?.progress.step ?? null,
    });
    project.rewindRun(runId, start.progress.step);
    project.runs.update(runId, { usedDevice: executor.device });

    const stepTimes: number[] = [];
    let command: 'pause' | 'stop' | null = null;
    let reportedAt = Number.NEGATIVE_INFINITY;
    while (trainer.progress.step < run.steps) {
      const began = performance.now();
      const taken = await trainer.advance(run.steps - trainer.progress.step);
      const now = performance.now();
      const { step } = trainer.progress;
      for (const losses of taken) {
        stepTimes.push((now - began) / taken.length);
        recorder.record(losses);
      }
      if (now - reportedAt > STATUS_INTERVAL_MS || step === run.steps) {
        reportedAt = now;
        const stepMs = median(stepTimes.slice(-50));
        status('training', step, stepMs, ((run.steps - step) * stepMs) / 1000);
      }
      // Steps block the thread; commands arrive while it is given back.
      await setImmediate();
      command = hooks.nextCommand();
      if (command !== null) break;
      // A radiance field that stays as it is has nothing new to show.
      if (step < run.steps && !freezesRadiance && heldOut.isDue(step)) {
        status('evaluating', step, median(stepTimes.slice(-50)));
        const { points, preview } = await heldOut.look(trainer.progress);
        recorder.add(points);
        if (preview) hooks.onPreview(preview);
      }
      if (step < run.steps && checkpoints.isDue()) {
        status('saving', step, median(stepTimes.slice(-50)));
        recorder.flush();
        await checkpoints.save(trainer.progress);
      }
    }

    const { step } = trainer.progress;
    recorder.flush();
    status('saving', step, median(stepTimes.slice(-50)));
    await checkpoints.save(trainer.progress);
    project.runs.update(runId, { step });
    // A crash after the last measurement leaves a run that is still to be called done, but not measured again.
    const isMeasured = project.evaluations.latest(runId)?.step === step;
    if (command === null && heldOut.hasFrames && !isMeasured) {
      status('evaluating', step, median(stepTimes.slice(-50)));
      recorder.add(await heldOut.evaluate(trainer.progress));
      recorder.flush();
    }
    return {
      state: command === null ? 'done' : command === 'pause' ? 'paused' : 'stopped',
      steps: step,
      stepMsMedian: stepTimes.length > 0 ? median(stepTimes) : null,
      device: executor.device,
      kernels,
      checkpoint: step,
    };
  } finally {
    await executor.dispose();
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}
