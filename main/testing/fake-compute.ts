import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Compute, ComputeCall, ComputeListener } from '../engine/compute.ts';
import type { ComputeTask, ComputeTasks, TrainCommand } from '../engine/compute-messages.ts';
import { toApiError, UserError } from '../errors.ts';
import { ProjectFile } from '../store/project-file.ts';
import { fakeFingerprint } from './fake-encoder-shelf.ts';

/**
 * Compute without computing: trains at a step per millisecond, with real metrics, checkpoints and run
 * states in the project file, so that what is around a training can be tested quickly.
 */
export class FakeCompute implements Compute {
  /** Set to make the next task fail. */
  failure: Error | null = null;
  readonly tasks: ComputeTask[] = [];
  #last: Promise<unknown> = Promise.resolve();
  #died = false;

  call<Task extends ComputeTask>(
    task: Task,
    request: ComputeTasks[Task]['request'],
    listener: ComputeListener = {},
  ): ComputeCall<ComputeTasks[Task]['result']> {
    this.tasks.push(task);
    const commands: TrainCommand[] = [];
    let cancelled = false;
    const perform = async (): Promise<unknown> => {
      const failure = this.failure;
      this.failure = null;
      if (failure && task !== 'train') throw failure;
      switch (task) {
        case 'train':
          return this.#train(request as ComputeTasks['train']['request'], listener, commands, failure);
        case 'extract':
          return this.#extract(request as ComputeTasks['extract']['request'], listener, () => cancelled);
        case 'evaluate':
          return { step: 10, psnr: 20, ssim: 0.5, images: [], runId: '1' };
        case 'render':
          for (let tile = 0; tile < 20; tile++) {
            listener.onProgress?.(tile, 20, 'Rendering');
            await sleep(5);
            if (cancelled) throw new UserError('cancelled', 'Cancelled.');
          }
          return { png: Buffer.from('png'), width: 4, height: 3, psnr: null, relevancy: null };
        case 'render-path': {
          const { target } = request as ComputeTasks['render-path']['request'];
          for (let picture = 0; picture < 10; picture++) {
            listener.onProgress?.(picture, 10, 'Picture');
            await sleep(5);
            if (cancelled) throw new UserError('cancelled', 'Cancelled.');
          }
          writeFileSync(target, 'zip');
          return { bytes: 3 };
        }
        case 'devices':
          return {
            devices: [{ device: 'cpu', available: true, detail: 'Two cores' }],
            kernels: { available: true, detail: 'Made for AVX2, on 2 cores.' },
            uses: { training: 'The CPU.', features: 'The CPU.', questions: 'The CPU.' },
          };
        case 'self-test':
          listener.onProgress?.(0, 1, 'Training 6 steps: CPU');
          await sleep(5);
          if (cancelled) throw new UserError('cancelled', 'Cancelled.');
          return { trials: [], steps: 6, seconds: 1 };
        case 'index':
          return this.#index(request as ComputeTasks['index']['request']);
        case 'release':
          return null;
        default:
          throw new Error(`nothing stands in for ${task}`);
      }
    };
    const finished = this.#last.then(perform) as Promise<ComputeTasks[Task]['result']>;
    this.#last = finished.catch(() => {});
    return {
      finished,
      command: (command) => commands.push(command),
      cancel: () => {
        cancelled = true;
      },
    };
  }

  /** As if the process had been killed: nothing is written any more, and no promise settles. */
  die(): void {
    this.#died = true;
  }

  async close(): Promise<void> {
    if (!this.#died) await this.#last;
  }

  async #extract(
    { path, encoder, dense }: ComputeTasks['extract']['request'],
    listener: ComputeListener,
    isCancelled: () => boolean,
  ): Promise<ComputeTasks['extract']['result']> {
    const project = ProjectFile.open(path);
    try {
      const images = project.captures.frames().filter(({ split }) => split === 'train');
      const keys = [{ kind: 'pyramid' as const, id: encoder }];
      if (dense) keys.push({ kind: 'dense' as never, id: `${encoder}-dense` });
      const sets = keys.map(({ kind, id }) =>
        project.features.findOrCreate({ kind, encoder: id, fingerprint: fakeFingerprint(id), dimensions: 4 }),
      );
      const present = new Set(project.features.frames(sets[0]!));
      for (const [done, { index }] of images.entries()) {
        listener.onProgress?.(done, images.length, 'Extracting', images.length - done);
        await sleep(20);
        if (this.#died) return await new Promise(() => {});
        if (isCancelled()) throw new UserError('cancelled', 'Cancelled.');
        if (present.has(index)) continue;
        for (const set of sets) {
          project.features.save(set, index, [{ rows: 1, columns: 1, values: new Float16Array(4) }]);
        }
      }
      return { images: images.length, crops: 7 * (images.length - present.size), bytes: 100, seconds: 1 };
    } finally {
      project.close();
    }
  }

  async #index({ path, runId }: ComputeTasks['index']['request']): Promise<ComputeTasks['index']['result']> {
    const project = ProjectFile.open(path);
    try {
      const step = project.runs.get(runId).checkpointStep!;
      project.languageIndexes.save({ runId, step, points: 3, scales: 1 }, Buffer.from('index'));
      return project.languageIndexes.list().find((info) => info.runId === runId)!;
    } finally {
      project.close();
    }
  }

  async #train(
    { path, runId }: ComputeTasks['train']['request'],
    listener: ComputeListener,
    commands: TrainCommand[],
    failure: Error | null,
  ): Promise<ComputeTasks['train']['result']> {
    const project = ProjectFile.open(path);
    try {
      const run = project.runs.get(runId);
      let step = run.checkpointStep ?? 0;
      project.rewindRun(runId, step);
      project.runs.update(runId, { state: 'running' });
      let state: 'done' | 'paused' | 'stopped' = 'done';
      while (step < run.steps) {
        await sleep(1);
        if (this.#died) return await new Promise(() => {});
        step++;
        project.metrics.append(runId, [{ series: 'loss/rgb', step, value: 1 / step }]);
        listener.onMetrics?.({ 'loss/rgb': [[step, 1 / step]] });
        listener.onStatus?.({ step, steps: run.steps, stepMs: 1, secondsLeft: 1, phase: 'training' });
        if (step % 10 === 0) this.#save(project, runId, step);
        if (failure && step === 5) throw failure;
        const command = commands.shift();
        if (!command) continue;
        state = command === 'pause' ? 'paused' : 'stopped';
        break;
      }
      this.#save(project, runId, step);
      project.runs.update(runId, { state, step, usedDevice: 'cpu', stepMsMedian: 1 });
      return { state, steps: step, stepMsMedian: 1, device: 'cpu', kernels: 'onnx', checkpoint: step };
    } catch (error) {
      project.runs.update(runId, { state: 'failed', error: toApiError(error) });
      throw error;
    } finally {
      project.close();
    }
  }

  #save(project: ProjectFile, runId: string, step: number): void {
    if (project.checkpoints.latest(runId)?.step === step) return;
    project.checkpoints.save(runId, step, [], null);
    project.runs.update(runId, { step });
  }
}
