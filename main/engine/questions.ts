import type { z } from 'zod';
import type {
  askRequestSchema,
  PickResponse,
  pickRequestSchema,
  SensitivityResponse,
  sensitivityRequestSchema,
} from '../api/contract.ts';
import { UserError } from '../errors.ts';
import type { Compute, ComputeCall } from './compute.ts';
import type { Encoders } from './encoders.ts';
import type { IndexAddress } from './open-indexes.ts';
import type { OpenProjects } from './open-projects.ts';

export interface QuestionsOptions {
  projects: OpenProjects;
  encoders: Encoders;
  /** A thread of its own: who types waits for no render and no training. */
  compute: Compute;
  dataFolder: string;
  /** Words for what a place may be. */
  vocabulary(projectId: string): readonly string[];
}

/**
 * Questions to the language indexes. Whoever asks can stop waiting by the signal: what is typed faster than it is
 * answered then costs nothing, as a question is let go of before its turn comes.
 */
export class Questions {
  readonly #options: QuestionsOptions;
  /** Paths of projects that may be open where questions are answered. */
  readonly #asked = new Set<string>();

  constructor(options: QuestionsOptions) {
    this.#options = options;
  }

  /** The index as points, a parcel of IndexPoints. @throws UserError not-found, conflict, bad-project */
  async points(projectId: string, runId: string, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    const { encoders, compute } = this.#options;
    const address = this.#address(projectId, runId);
    const names = Object.fromEntries((await encoders.list()).encoders.map(({ id, name }) => [id, name]));
    return (await untilAborted(compute.call('index-points', { ...address, names }), signal)).parcel;
  }

  /** A parcel of AskResponse. @throws UserError not-found, conflict, bad-request, bad-project, cancelled */
  async ask(
    projectId: string,
    runId: string,
    order: z.output<typeof askRequestSchema>,
    signal: AbortSignal,
  ): Promise<Uint8Array<ArrayBuffer>> {
    const address = this.#address(projectId, runId);
    return (await untilAborted(this.#options.compute.call('ask', { ...address, order }), signal)).parcel;
  }

  /** @throws UserError as `ask` */
  async pick(
    projectId: string,
    runId: string,
    request: z.output<typeof pickRequestSchema>,
    signal: AbortSignal,
  ): Promise<PickResponse> {
    const address = this.#address(projectId, runId);
    const order = { ...request, vocabulary: this.#options.vocabulary(projectId) };
    return untilAborted(this.#options.compute.call('pick', { ...address, order }), signal);
  }

  /** @throws UserError as `ask` */
  async sensitivity(
    projectId: string,
    runId: string,
    order: z.output<typeof sensitivityRequestSchema>,
    signal: AbortSignal,
  ): Promise<SensitivityResponse> {
    const address = this.#address(projectId, runId);
    return untilAborted(this.#options.compute.call('sensitivity', { ...address, order }), signal);
  }

  /** Frees what is kept open of a project that goes. */
  async release(path: string): Promise<void> {
    if (this.#asked.delete(path)) await this.#options.compute.call('release', { path }).finished;
  }

  /** Which index is asked now. Nothing else is looked up: this is done for every letter that is typed. */
  #address(projectId: string, runId: string): IndexAddress {
    const { projects, dataFolder } = this.#options;
    return projects.use(projectId, (project) => {
      const run = project.runs.get(runId);
      const info = project.languageIndexes.list().find((index) => index.runId === run.id);
      if (!info) throw new UserError('conflict', `Run ${run.number} has no language index yet.`, 'Build it first.');
      this.#asked.add(project.path);
      return { path: project.path, runId: run.id, createdAt: info.createdAt, dataFolder };
    });
  }
}

function untilAborted<Result>(call: ComputeCall<Result>, signal: AbortSignal): Promise<Result> {
  if (signal.aborted) call.cancel();
  signal.addEventListener('abort', () => call.cancel(), { once: true });
  return call.finished;
}
