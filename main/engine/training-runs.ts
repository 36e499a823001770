import type { ControlRun, Job, MetricsPage, Run, StartRun, TrainingStatus } from '../api/contract.ts';
import { startRunSchema } from '../api/contract.ts';
import { toApiError, UserError } from '../errors.ts';
import type { PreviewImage } from '../store/previews.ts';
import type { RunChanges } from '../store/runs.ts';
import type { Compute, ComputeCall, ComputeListener } from './compute.ts';
import type { TrainCommand } from './compute-messages.ts';
import type { EventBus } from './event-bus.ts';
import type { Features } from './features.ts';
import type { JobQueue } from './job-queue.ts';
import { MetricsCoalescer } from './metrics-coalescer.ts';
import type { OpenProjects } from './open-projects.ts';
import { createRun } from './train-run.ts';

export interface TrainingRunsOptions {
  projects: OpenProjects;
  jobs: JobQueue;
  bus: EventBus;
  compute: Compute;
  features: Features;
  /** A run has changed its state: the project's card may look different now. */
  onStateChange(projectId: string): void;
  /** A run has come to its end, or was stopped. */
  onTrained(projectId: string, run: Run): void;
}

/** A run that this engine queues or trains. */
interface Active {
  projectId: string;
  runId: string;
  jobId: string;
  /** What is at work for it now: an extraction, then the training. */
  call: Pick<ComputeCall<unknown>, 'command'> | null;
}

type RunEnd = Required<Pick<RunChanges, 'state' | 'error' | 'finishedAt'>>;
type Progress = (done: number, total: number, message: string, secondsLeft?: number) => void;

const STATUS_INTERVAL_MS = 250;

/** Starts, pauses, resumes and stops the training runs of all projects; one trains at a time. */
export class TrainingRuns {
  readonly #options: TrainingRunsOptions;
  readonly #metrics: MetricsCoalescer;
  readonly #active: Active[] = [];
  /** How runs ended whose project could not be written any more, by run key: until they are resumed. */
  readonly #unwritten = new Map<string, RunEnd>();

  constructor(options: TrainingRunsOptions) {
    this.#options = options;
    this.#metrics = new MetricsCoalescer((event) => options.bus.emit(event));
  }

  /** The runs that are queued or running here, for the journal that survives a crash. */
  get active(): { projectId: string; runId: string }[] {
    return this.#active.map(({ projectId, runId }) => ({ projectId, runId }));
  }

  activeIds(projectId: string): string[] {
    return this.#active.filter((active) => active.projectId === projectId).map(({ runId }) => runId);
  }

  /** Oldest first. */
  runs(projectId: string): Run[] {
    return this.#options.projects.use(projectId, ({ runs }) => runs.list().map((run) => this.#told(projectId, run)));
  }

  run(projectId: string, runId: string): Run {
    return this.#options.projects.use(projectId, ({ runs }) => this.#told(projectId, runs.get(runId)));
  }

  /** Interleaved (step, value) of the first `most` points after a step. */
  metrics(projectId: string, runId: string, { series, after, most }: MetricsPage): Float32Array {
    return this.#options.projects.use(projectId, (project) => {
      project.runs.get(runId);
      return project.metrics.read(runId, series, after, most);
    });
  }

  preview(projectId: string, runId: string): PreviewImage | null {
    return this.#options.projects.use(projectId, (project) => {
      project.runs.get(runId);
      return project.previews.latest(runId);
    });
  }

  /** @throws UserError conflict where features are missing that cannot be extracted */
  async start(projectId: string, request: StartRun): Promise<Run> {
    const { language } = startRunSchema.parse(request);
    if (language !== null) await this.#options.features.isMissing(projectId, language);
    const run = this.#options.projects.change(projectId, (project) => createRun(project, request));
    this.#enqueue(projectId, run);
    return this.run(projectId, run.id);
  }

  /**
   * Pausing and stopping take effect after the chunk of steps at hand, so the run returned may still be
   * running; a `run` event tells when it is not. Throws 'conflict' where the action does not fit the state.
   */
  control(projectId: string, runId: string, action: ControlRun['action']): Run {
    const run = this.run(projectId, runId);
    const active = this.#find(projectId, runId);
    if (action === 'resume') {
      if (active) throw conflict(run, action);
      this.resume(projectId, runId);
    } else if (active?.call) {
      active.call.command(action);
    } else if (active) {
      // Still waiting for another training: its job's cancellation sets the run's state.
      if (action === 'pause') throw conflict(run, action);
      this.#options.jobs.cancel(active.jobId);
    } else if (action === 'stop' && (run.state === 'paused' || run.state === 'interrupted')) {
      this.#changeState(projectId, runId, 'stopped');
    } else {
      this.#options.projects.use(projectId, ({ runs }) => runs.requireFree(runId));
      throw conflict(run, action);
    }
    return this.run(projectId, runId);
  }

  /** Queues a run that was paused, stopped, interrupted or failed; it goes on from its last checkpoint. */
  resume(projectId: string, runId: string): Job {
    const run = this.#options.projects.change(projectId, ({ runs }) => {
      const current = this.#told(projectId, runs.get(runId));
      runs.requireFree(runId);
      // Cut off at its last step, it may still lack its checkpoint or its last measurement.
      const isUnfinished = ['paused', 'interrupted', 'failed'].includes(current.state);
      const wasStopped = current.state === 'stopped' && current.step < current.steps;
      if (!isUnfinished && !wasStopped) throw conflict(current, 'resume');
      return runs.claim(runId, 'queued');
    });
    this.#unwritten.delete(runKey(projectId, runId));
    return this.#enqueue(projectId, run);
  }

  /** Asks whatever trains to write a checkpoint and rest, and what waits not to begin. */
  pauseAll(): void {
    for (const { call, jobId } of [...this.#active]) {
      if (call) call.command('pause');
      else this.#options.jobs.cancel(jobId);
    }
  }

  #enqueue(projectId: string, run: Run): Job {
    const active: Active = { projectId, runId: run.id, jobId: '', call: null };
    this.#active.push(active);
    const job = this.#options.jobs.enqueue({
      kind: 'train',
      title: `Training run ${run.number}`,
      projectId,
      work: ({ signal, progress }) => this.#train(active, signal, progress),
      onCancelledWhileQueued: () => {
        this.#remove(active);
        this.#changeState(projectId, run.id, run.step > 0 ? 'paused' : 'stopped');
      },
    });
    active.jobId = job.id;
    this.#announce(projectId, run.id);
    return job;
  }

  async #train(active: Active, signal: AbortSignal, progress: Progress): Promise<Run> {
    const { projects, compute, bus } = this.#options;
    const { projectId, runId } = active;
    signal.addEventListener('abort', () => active.call?.command('stop'));
    try {
      const command = await this.#extractMissing(active, signal, progress);
      if (command !== null) {
        this.#changeState(projectId, runId, command === 'pause' ? 'paused' : 'stopped');
        return this.run(projectId, runId);
      }
      const path = projects.use(projectId, (project) => project.path);
      let phase: TrainingStatus['phase'] | null = null;
      const call = compute.call(
        'train',
        { path, runId },
        {
          onStatus: (status) => {
            // A phase that ends leaves something in the run's row: its device, a measurement, a checkpoint.
            if (status.phase !== phase) this.#announce(projectId, runId);
            phase = status.phase;
            progress(status.step, status.steps, status.phase);
            bus.emit({
              type: 'status',
              status: { projectId, runId, ...status, extraction: null, memoryBytes: process.memoryUsage.rss() },
            });
          },
          onMetrics: (series) => this.#metrics.add(projectId, runId, series),
          onPreview: (preview) => {
            bus.emit({ type: 'preview', projectId, preview: { runId, ...preview } });
            this.#announce(projectId, runId);
          },
        },
      );
      active.call = call;
      await call.finished;
    } catch (error) {
      this.#failIfUnfinished(projectId, runId, error);
      throw error;
    } finally {
      this.#remove(active);
      this.#metrics.flush();
      this.#announce(projectId, runId);
    }
    const run = this.run(projectId, runId);
    if (run.state === 'done' || run.state === 'stopped') this.#options.onTrained(projectId, run);
    return run;
  }

  /**
   * The features of a language field come before the field. What was extracted stays, so a run that is
   * paused or stopped here goes on from there.
   * @returns the command that ended it early
   */
  async #extractMissing(active: Active, signal: AbortSignal, progress: Progress): Promise<TrainCommand | null> {
    const { features, projects } = this.#options;
    const { projectId, runId } = active;
    const { language, steps, step } = this.run(projectId, runId);
    if (language === null) return null;
    const isMissing = await features.isMissing(projectId, language);
    if (signal.aborted) return 'stop';
    if (!isMissing) return null;
    projects.change(projectId, ({ runs }) => runs.update(runId, { state: 'running', error: null, finishedAt: null }));
    this.#announce(projectId, runId);
    let asked: TrainCommand | null = null;
    const extraction = features.begin(projectId, language, {
      onProgress: this.#extractionStatus({ projectId, runId, steps, step }, progress),
    });
    active.call = {
      command: (command) => {
        asked = command;
        extraction.cancel();
      },
    };
    try {
      await extraction.finished;
    } catch (error) {
      if (asked === null) throw error;
    }
    return asked;
  }

  /** Turns an extraction's progress into the run's status, a few times a second. */
  #extractionStatus(
    run: Pick<TrainingStatus, 'projectId' | 'runId' | 'steps' | 'step'>,
    progress: Progress,
  ): NonNullable<ComputeListener['onProgress']> {
    let reportedAt = Number.NEGATIVE_INFINITY;
    return (done, total, message, secondsLeft) => {
      if (total === null) return;
      progress(done, total, message, secondsLeft);
      if (performance.now() - reportedAt < STATUS_INTERVAL_MS && done < total) return;
      reportedAt = performance.now();
      this.#options.bus.emit({
        type: 'status',
        status: {
          ...run,
          stepMs: 0,
          secondsLeft: secondsLeft ?? null,
          memoryBytes: process.memoryUsage.rss(),
          phase: 'extracting',
          extraction: { done, total },
        },
      });
    };
  }

  /** A run's own error is in its row already, unless the thread that trains it has died or the disk is full. */
  #failIfUnfinished(projectId: string, runId: string, error: unknown): void {
    const { state } = this.run(projectId, runId);
    if (state !== 'running' && state !== 'queued') return;
    const end: RunEnd = { state: 'failed', error: toApiError(error), finishedAt: new Date().toISOString() };
    try {
      this.#options.projects.change(projectId, ({ runs }) => {
        runs.requireFree(runId);
        runs.update(runId, end);
      });
    } catch (thrown) {
      // Another process has it: its state is not ours to tell.
      if (thrown instanceof UserError && thrown.code === 'conflict') return;
      this.#unwritten.set(runKey(projectId, runId), end);
    }
  }

  /** The run as it is, where its project could not be told how it ended. */
  #told(projectId: string, run: Run): Run {
    return { ...run, ...this.#unwritten.get(runKey(projectId, run.id)) };
  }

  #find(projectId: string, runId: string): Active | undefined {
    return this.#active.find((active) => active.projectId === projectId && active.runId === runId);
  }

  #remove(active: Active): void {
    const index = this.#active.indexOf(active);
    if (index >= 0) this.#active.splice(index, 1);
  }

  #changeState(projectId: string, runId: string, state: 'stopped' | 'paused'): void {
    const finishedAt = state === 'stopped' ? new Date().toISOString() : null;
    this.#options.projects.change(projectId, ({ runs }) => runs.update(runId, { state, finishedAt }));
    this.#announce(projectId, runId);
  }

  #announce(projectId: string, runId: string): void {
    const { bus, onStateChange } = this.#options;
    bus.emit({ type: 'run', projectId, run: this.run(projectId, runId) });
    onStateChange(projectId);
  }
}

function runKey(projectId: string, runId: string): string {
  return `${projectId}/${runId}`;
}

function conflict(run: Run, action: ControlRun['action']): UserError {
  const verb = { pause: 'paused', resume: 'resumed', stop: 'stopped' }[action];
  return new UserError('conflict', `Run ${run.number} is ${run.state} and cannot be ${verb}.`);
}
