import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Job, ProjectCard } from '../../main/api/contract.ts';
import { forkEngine } from '../../main/engine/engine-child.ts';
import { Supervisor } from '../../main/engine/supervisor.ts';

/** An engine in a process of its own, asked over its socket as the shells ask it. */
export class EngineProcess implements AsyncDisposable {
  readonly #supervisor: Supervisor;

  private constructor(supervisor: Supervisor) {
    this.#supervisor = supervisor;
  }

  /** @param folder which the engine keeps its data in, and may read and write. */
  static async start(folder: string): Promise<EngineProcess> {
    const dataFolder = join(folder, 'data');
    const supervisor = new Supervisor({ launch: forkEngine, shell: 'web', dataFolder, roots: [folder], log: () => {} });
    await supervisor.start();
    return new EngineProcess(supervisor);
  }

  async get(path: string): Promise<Response> {
    return checked(await this.#supervisor.fetch(new Request(`http://engine${path}`)));
  }

  async post(path: string, body: object): Promise<Response> {
    const headers = { 'content-type': 'application/json' };
    const request = new Request(`http://engine${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    return checked(await this.#supervisor.fetch(request));
  }

  async openProject(path: string): Promise<ProjectCard> {
    return (await (await this.post('/api/library', { path })).json()) as ProjectCard;
  }

  /** Waits for a job to end. @throws Error if it fails */
  async finish(job: Job): Promise<void> {
    for (;;) {
      const { jobs } = (await (await this.get('/api/jobs')).json()) as { jobs: Job[] };
      const now = jobs.find(({ id }) => id === job.id);
      if (now?.state === 'done') return;
      if (now?.state === 'failed' || now?.state === 'cancelled') throw new Error(now.error?.message ?? now.state);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** The most that the process has held in memory so far, in MiB; on Linux. */
  peakMebibytes(): number {
    const status = readFileSync(`/proc/${this.#supervisor.pid}/status`, 'utf8');
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)![1]) / 1024;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#supervisor.stop();
  }
}

async function checked(response: Response): Promise<Response> {
  if (response.ok) return response;
  throw new Error(`${response.status}: ${await response.text()}`);
}
