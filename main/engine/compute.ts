import { Worker } from 'node:worker_threads';
import { UserError } from '../errors.ts';
import type {
  ComputeTask,
  ComputeTasks,
  FromCompute,
  ToCompute,
  TrainCommand,
  TrainPreview,
  TrainProgress,
} from './compute-messages.ts';
import type { MetricSeries } from './metrics-coalescer.ts';

export interface ComputeListener {
  onStatus?(status: TrainProgress): void;
  onMetrics?(series: MetricSeries): void;
  onPreview?(preview: TrainPreview): void;
  onPicture?(png: Uint8Array): void;
  /** `secondsLeft` where the work itself knows. */
  onProgress?(done: number, total: number | null, message: string, secondsLeft?: number): void;
}

/** A task given to the compute thread. */
export interface ComputeCall<Result> {
  readonly finished: Promise<Result>;
  /** Heard by a running training between two chunks of steps. */
  command(command: TrainCommand): void;
  /** Heard by a running evaluation, render or extraction between two images or batches. */
  cancel(): void;
}

export interface Compute {
  call<Task extends ComputeTask>(
    task: Task,
    request: ComputeTasks[Task]['request'],
    listener?: ComputeListener,
  ): ComputeCall<ComputeTasks[Task]['result']>;
  /** Ends the thread after the tasks that it has; commands are still heard. */
  close(): Promise<void>;
}

interface Pending {
  listener: ComputeListener;
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

const WORKER = new URL(`./compute-worker${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);

/**
 * One worker thread for native compute, whose calls block the thread they are made on. It is only ever
 * stopped by message: terminating it in the middle of a run would abort the whole process.
 */
export class ComputeThread implements Compute {
  readonly #pending = new Map<number, Pending>();
  #worker: Worker | undefined;
  #exited: Promise<void> = Promise.resolve();
  #lastId = 0;

  call<Task extends ComputeTask>(
    task: Task,
    request: ComputeTasks[Task]['request'],
    listener: ComputeListener = {},
  ): ComputeCall<ComputeTasks[Task]['result']> {
    const id = ++this.#lastId;
    const finished = new Promise<ComputeTasks[Task]['result']>((resolve, reject) => {
      this.#pending.set(id, { listener, resolve: resolve as Pending['resolve'], reject });
    });
    this.#post({ type: 'task', id, task, request } as ToCompute);
    return {
      finished,
      command: (command) => this.#post({ type: 'command', id, command }),
      cancel: () => this.#post({ type: 'cancel', id }),
    };
  }

  async close(): Promise<void> {
    if (!this.#worker) return;
    this.#post({ type: 'end' });
    await this.#exited;
  }

  #post(message: ToCompute): void {
    this.#worker ??= this.#start();
    this.#worker.postMessage(message);
  }

  #start(): Worker {
    const worker = new Worker(WORKER, { name: 'compute' });
    worker.on('message', (message: FromCompute) => this.#receive(message));
    worker.on('error', (error) => this.#lose(worker, error));
    this.#exited = new Promise((resolve) => {
      worker.once('exit', () => {
        this.#lose(worker, new Error('The compute thread has ended.'));
        resolve();
      });
    });
    return worker;
  }

  #receive(message: FromCompute): void {
    const pending = this.#pending.get(message.id);
    if (!pending) return;
    if (message.type === 'result' || message.type === 'error' || message.type === 'bug')
      this.#pending.delete(message.id);
    const { listener } = pending;
    switch (message.type) {
      case 'status':
        listener.onStatus?.(message.status);
        break;
      case 'metrics':
        listener.onMetrics?.(message.series);
        break;
      case 'preview':
        listener.onPreview?.(message.preview);
        break;
      case 'picture':
        listener.onPicture?.(message.png);
        break;
      case 'progress':
        listener.onProgress?.(message.done, message.total, message.message, message.secondsLeft);
        break;
      case 'result':
        pending.resolve(message.result);
        break;
      case 'error':
        pending.reject(new UserError(message.error.code, message.error.message, message.error.hint));
        break;
      case 'bug':
        pending.reject(Object.assign(new Error(message.message), { stack: message.stack }));
    }
  }

  /** The thread died by an error of its own: what it had fails, and the next call starts a new one. */
  #lose(worker: Worker, error: unknown): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    const lost = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of lost) reject(error);
  }
}
