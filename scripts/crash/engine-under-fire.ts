import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Job } from '../../main/api/contract.ts';
import { forkEngine } from '../../main/engine/engine-child.ts';
import { Supervisor } from '../../main/engine/supervisor.ts';

/** Only a hang takes so long. */
const PATIENCE_MS = 120_000;
/** No restart before a round is over: the files are looked at as the dead engine left them. */
const NEVER_MS = 3_600_000;

/** The real engine in a process of its own, spoken to as the shells speak to it, that can be killed. */
export class EngineUnderFire implements AsyncDisposable {
  readonly #supervisor: Supervisor;
  readonly #output: string[];

  private constructor(supervisor: Supervisor, output: string[]) {
    this.#supervisor = supervisor;
    this.#output = output;
  }

  /** @param restarts whether it is started again after the kill, as a shell does that lives on. */
  static async start(folder: string, { restarts }: { restarts: boolean }): Promise<EngineUnderFire> {
    const output: string[] = [];
    const supervisor = new Supervisor({
      launch: forkEngine,
      shell: 'web',
      dataFolder: join(folder, 'data'),
      // With the capture, which the rounds share.
      roots: [dirname(folder)],
      log: (line) => output.push(line),
      backOffMs: () => (restarts ? 0 : NEVER_MS),
    });
    await supervisor.start();
    return new EngineUnderFire(supervisor, output);
  }

  /** At once, without any chance to clean up. Resolves when the process is gone. */
  async kill(): Promise<void> {
    const pid = this.#supervisor.pid!;
    process.kill(pid, 'SIGKILL');
    await until(`the end of process ${pid}`, async () => this.#supervisor.pid !== pid);
  }

  /** Resolves when the shell has started it again. */
  revived(): Promise<void> {
    return until('the restart of the engine', async () => this.#supervisor.state === 'up');
  }

  async get<T>(path: string): Promise<T> {
    return (await this.#fetch('GET', path)).json() as Promise<T>;
  }

  async bytes(path: string): Promise<Buffer> {
    return Buffer.from(await (await this.#fetch('GET', path)).arrayBuffer());
  }

  async send<T>(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: object): Promise<T> {
    const response = await this.#fetch(method, path, body);
    return (response.status === 204 ? undefined : await response.json()) as T;
  }

  /** Waits for a job to end, and looks around meanwhile. @throws Error if it fails */
  async finish(job: Job, look?: () => Promise<void>): Promise<Job> {
    let last = job;
    await until(job.title, async () => {
      await look?.();
      last = (await this.get<{ jobs: Job[] }>('/api/jobs')).jobs.find(({ id }) => id === job.id)!;
      if (last.state === 'failed' || last.state === 'cancelled') throw new Error(last.error?.message ?? last.state);
      return last.state === 'done';
    });
    return last;
  }

  /** What it said last: what a failure is understood by. */
  lastWords(): string {
    return this.#output.slice(-6).join('\n');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#supervisor.stop();
  }

  async #fetch(method: string, path: string, body?: object): Promise<Response> {
    const content = body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const response = await this.#supervisor.fetch(new Request(`http://engine${path}`, { method, ...content }));
    if (response.ok) return response;
    throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  }
}

/** Asks every few milliseconds. @throws Error if it takes forever */
export async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const endsAt = performance.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (performance.now() > endsAt) throw new Error(`waited ${PATIENCE_MS / 1000} s in vain for: ${what}`);
    await sleep(10);
  }
}
