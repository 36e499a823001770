import type { Devices as DevicesFound, Job, SelfTestResult } from '../api/contract.ts';
import type { Compute } from './compute.ts';
import { isLive, type JobQueue } from './job-queue.ts';

export interface DevicesOptions {
  jobs: JobQueue;
  compute: Compute;
}

/** What there is to compute with, and whether it computes right. */
export class Devices {
  readonly #options: DevicesOptions;
  #found: Promise<DevicesFound> | undefined;

  constructor(options: DevicesOptions) {
    this.#options = options;
  }

  /** Found out once: providers do not come and go while the engine runs. */
  find(): Promise<DevicesFound> {
    this.#found ??= this.#options.compute.call('devices', {}).finished.catch((error) => {
      this.#found = undefined;
      throw error;
    });
    return this.#found;
  }

  startSelfTest(): Job {
    const { jobs, compute } = this.#options;
    return jobs.enqueue({
      kind: 'self-test',
      title: 'Testing devices',
      projectId: null,
      work: async ({ signal, progress, warn }): Promise<SelfTestResult> => {
        const isTraining = jobs.list().some((job) => job.kind === 'train' && isLive(job));
        if (isTraining) warn('A training ran meanwhile: steps took longer than they do alone.');
        const call = compute.call('self-test', {}, { onProgress: progress });
        signal.addEventListener('abort', () => call.cancel());
        return call.finished;
      },
    });
  }
}
