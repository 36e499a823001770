import { randomUUID } from 'node:crypto';
import type { Job } from '../api/contract.ts';
import { toApiError, UserError } from '../errors.ts';
import { RemainingTime } from './remaining-time.ts';

/** What a job's work is given to report with, and to notice that it should stop. */
export interface JobContext {
  readonly jobId: string;
  readonly signal: AbortSignal;
  /** Without `secondsLeft` it follows from the speed so far. */
  progress(done: number, total: number | null, message: string, secondsLeft?: number): void;
  warn(warning: string): void;
  /** There is a finer image than before: everybody is told at once. */
  revise(): void;
}

export interface JobRequest<Result> {
  kind: Job['kind'];
  /** Jobs of one lane run one at a time; by default every kind has its own. */
  lane?: string;
  title: string;
  projectId: string | null;
  /** The result must be plain data: it travels in the job's JSON. */
  work(context: JobContext): Promise<Result>;
  /** Called instead of `work` if the job is cancelled before its turn comes. */
  onCancelledWhileQueued?(): void;
}

interface Entry {
  job: Job;
  abort: AbortController;
  request: JobRequest<unknown>;
  remaining: RemainingTime;
  lastProgressAt: number;
}

const PROGRESS_INTERVAL_MS = 100;
const FINISHED_JOBS_KEPT = 100;

/**
 * Runs jobs first in, first out, one at a time in each lane; lanes do not wait for each other. A job
 * that fails leaves its error in the job and the next one starts as if nothing had happened.
 */
export class JobQueue {
  readonly #entries = new Map<string, Entry>();
  readonly #tails = new Map<string, Promise<void>>();
  readonly #onChange: (job: Job) => void;
  readonly #onInternalError: (error: unknown, job: Job) => void;

  /**
   * `onChange` hears of every new state at once and of progress at most ten times a second;
   * `onInternalError` of anything thrown that was not a UserError, for the log.
   */
  constructor(onChange: (job: Job) => void, onInternalError: (error: unknown, job: Job) => void) {
    this.#onChange = onChange;
    this.#onInternalError = onInternalError;
  }

  enqueue<Result>(request: JobRequest<Result>): Job {
    const job: Job = {
      id: randomUUID(),
      kind: request.kind,
      title: request.title,
      projectId: request.projectId,
      state: 'queued',
      progress: { done: 0, total: null, message: 'Waiting', secondsLeft: null },
      warnings: [],
      error: null,
      result: null,
      startedAt: new Date().toISOString(),
    };
    const abort = new AbortController();
    const entry: Entry = { job, abort, request, remaining: new RemainingTime(), lastProgressAt: 0 };
    this.#entries.set(job.id, entry);
    this.#changed(entry);
    const lane = request.lane ?? job.kind;
    const tail = this.#tails.get(lane) ?? Promise.resolve();
    this.#tails.set(
      lane,
      tail.then(() => this.#run(entry)),
    );
    return structuredClone(job);
  }

  /** A queued job is cancelled at once; a running one is asked to stop and changes when it has. */
  cancel(id: string): Job {
    const entry = this.#find(id);
    entry.abort.abort();
    if (entry.job.state === 'queued') {
      this.#finish(entry, 'cancelled');
      entry.request.onCancelledWhileQueued?.();
    }
    return structuredClone(entry.job);
  }

  get(id: string): Job {
    return structuredClone(this.#find(id).job);
  }

  /** Oldest first: everything that waits or runs, and the newest of what is over. */
  list(): Job[] {
    return [...this.#entries.values()].map((entry) => structuredClone(entry.job));
  }

  /** Cancels everything and resolves when all of it has stopped. */
  async close(): Promise<void> {
    for (const { job } of this.#entries.values()) if (isLive(job)) this.cancel(job.id);
    await this.idle();
  }

  /** Resolves when nothing waits or runs any more. */
  async idle(): Promise<void> {
    while ([...this.#entries.values()].some(({ job }) => isLive(job))) await Promise.all(this.#tails.values());
  }

  #find(id: string): Entry {
    const entry = this.#entries.get(id);
    if (!entry)
      throw new UserError('not-found', 'There is no such job.', 'It may be from before the engine restarted.');
    return entry;
  }

  async #run(entry: Entry): Promise<void> {
    const { job, abort } = entry;
    if (job.state !== 'queued') return;
    job.state = 'running';
    job.startedAt = new Date().toISOString();
    this.#changed(entry);
    try {
      const result = await entry.request.work({
        jobId: job.id,
        signal: abort.signal,
        progress: (done, total, message, secondsLeft) => {
          const estimate = entry.remaining.estimate(done, total);
          job.progress = { done, total, message, secondsLeft: secondsLeft ?? estimate };
          if (Date.now() - entry.lastProgressAt < PROGRESS_INTERVAL_MS) return;
          entry.lastProgressAt = Date.now();
          this.#changed(entry);
        },
        warn: (warning) => {
          job.warnings.push(warning);
        },
        revise: () => {
          job.revision = (job.revision ?? 0) + 1;
          this.#changed(entry);
        },
      });
      job.result = result ?? null;
      this.#finish(entry, 'done');
    } catch (error) {
      const apiError = toApiError(error);
      if (apiError.code === 'cancelled' || abort.signal.aborted) {
        this.#finish(entry, 'cancelled');
        return;
      }
      if (apiError.code === 'internal') this.#onInternalError(error, job);
      job.error = apiError;
      this.#finish(entry, 'failed');
    }
  }

  #finish(entry: Entry, state: 'done' | 'failed' | 'cancelled'): void {
    entry.job.state = state;
    this.#changed(entry);
    const finished = [...this.#entries.values()].filter(({ job }) => !isLive(job));
    for (const { job } of finished.slice(0, -FINISHED_JOBS_KEPT)) this.#entries.delete(job.id);
  }

  #changed(entry: Entry): void {
    this.#onChange(structuredClone(entry.job));
  }
}

export function isLive(job: Job): boolean {
  return job.state === 'queued' || job.state === 'running';
}
