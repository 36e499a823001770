import type { IndexInfo, Job, Run } from '../api/contract.ts';
import { UserError } from '../errors.ts';
import type { LanguageIndexInfo } from '../store/language-indexes.ts';
import type { ProjectFile } from '../store/project-file.ts';
import type { Compute } from './compute.ts';
import { type Encoders, requireReady } from './encoders.ts';
import { runWithLanguage } from './evaluate-run.ts';
import type { EventBus } from './event-bus.ts';
import { isLive, type JobQueue } from './job-queue.ts';
import type { OpenProjects } from './open-projects.ts';

export interface LanguageIndexesOptions {
  projects: OpenProjects;
  jobs: JobQueue;
  bus: EventBus;
  encoders: Encoders;
  compute: { training: Compute; viewing: Compute };
  dataFolder: string;
  /** Whether the thread for training is taken for a long time. */
  isTraining(): boolean;
}

/** The language indexes of the runs: which there are, and their making. */
export class LanguageIndexes {
  readonly #options: LanguageIndexesOptions;
  /** The step of the newest checkpoint of runs that train, by project and run. */
  readonly #checkpoints = new Map<string, number>();

  constructor(options: LanguageIndexesOptions) {
    this.#options = options;
  }

  list(projectId: string): IndexInfo[] {
    return this.#options.projects.use(projectId, (project) =>
      project.languageIndexes.list().map((info) => withAge(project, info)),
    );
  }

  /** Builds, or builds again, the index of a run's newest checkpoint. @throws UserError not-found, conflict, read-only */
  async start(projectId: string, runId: string): Promise<Job> {
    const { projects, jobs, bus, encoders, compute, dataFolder, isTraining } = this.#options;
    const { path, run } = projects.change(projectId, (project) => ({
      path: project.path,
      run: project.runs.get(runWithLanguage(project, runId)),
    }));
    requireReady(await encoders.get(run.language!.encoder));
    const title = `Building the language index of run ${run.number}`;
    const live = jobs.list().find((job) => job.projectId === projectId && job.title === title && isLive(job));
    if (live) throw new UserError('conflict', `The language index of run ${run.number} is being built already.`);
    // It takes every core, as training does, but is not to wait for a training of an hour.
    const place = isTraining()
      ? { lane: 'eval', thread: compute.viewing }
      : { lane: 'train', thread: compute.training };
    return jobs.enqueue({
      kind: 'index',
      lane: place.lane,
      title,
      projectId,
      work: async ({ signal, progress }): Promise<IndexInfo> => {
        const call = place.thread.call(
          'index',
          { path, runId: run.id, dataFolder },
          { onProgress: (done, total, message) => progress(done, total, message) },
        );
        signal.addEventListener('abort', () => call.cancel());
        const info = await call.finished;
        bus.emit({ type: 'indexes', projectId });
        return projects.use(projectId, (project) => withAge(project, info));
      },
    });
  }

  /** Says that an index has become old when its run writes a newer checkpoint. */
  noteRun(projectId: string, { id, checkpointStep, language }: Run): void {
    if (language === null || checkpointStep === null) return;
    const key = `${projectId}/${id}`;
    if (this.#checkpoints.get(key) === checkpointStep) return;
    this.#checkpoints.set(key, checkpointStep);
    this.#options.bus.emit({ type: 'indexes', projectId });
  }
}

/** Where it comes from a checkpoint that is not the run's newest one, it is out of date. */
function withAge(project: ProjectFile, info: Omit<LanguageIndexInfo, 'isOutdated'>): IndexInfo {
  return { ...info, isOutdated: project.runs.get(info.runId).checkpointStep !== info.step };
}
