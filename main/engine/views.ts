import type { z } from 'zod';
import type { EvalRequest, EvalResult, Job, RenderRequest, RenderResult } from '../api/contract.ts';
import { renderRequestSchema } from '../api/contract.ts';
import { UserError } from '../errors.ts';
import type { Compute, ComputeListener } from './compute.ts';
import { type Encoders, requireReady } from './encoders.ts';
import { requireQuery, runWithCheckpoint, runWithLanguage } from './evaluate-run.ts';
import type { JobContext, JobQueue } from './job-queue.ts';
import type { OpenProjects } from './open-projects.ts';

const IMAGES_KEPT = 20;

export interface ViewsOptions {
  projects: OpenProjects;
  jobs: JobQueue;
  compute: Compute;
  encoders: Encoders;
  dataFolder: string;
  /** A run has a new held-out result. */
  onEvaluated(projectId: string, runId: string): void;
}

/** Evaluation and rendering of trained runs, as jobs. */
export class Views {
  readonly #options: ViewsOptions;
  /** Rendered PNGs by job id, oldest first. */
  readonly #images = new Map<string, Uint8Array>();

  constructor(options: ViewsOptions) {
    this.#options = options;
  }

  startEvaluation(projectId: string, request: EvalRequest): Job {
    const { projects, jobs, compute, onEvaluated } = this.#options;
    const { path, runId } = this.#target(projectId, request.run);
    return jobs.enqueue({
      kind: 'eval',
      title: `Evaluating run ${runId}`,
      projectId,
      work: async (context): Promise<EvalResult> => {
        const call = compute.call('evaluate', { path, runId, split: 'test' }, reportTo(context));
        context.signal.addEventListener('abort', () => call.cancel());
        const result = await call.finished;
        projects.use(projectId, () => onEvaluated(projectId, runId));
        return result;
      },
    });
  }

  async startRender(projectId: string, request: RenderRequest): Promise<Job> {
    const { projects, jobs, compute, dataFolder } = this.#options;
    const { run, ...view } = renderRequestSchema.parse(request);
    const { frame, query } = view;
    const { path, runId } = isAsked(view)
      ? await this.#askedTarget(projectId, run, query)
      : this.#target(projectId, run);
    const frames = projects.use(projectId, ({ captures }) => captures.frameCount());
    if (frame !== undefined && frame >= frames) {
      throw new UserError('bad-request', `There is no camera ${frame}: the project has cameras 0 to ${frames - 1}.`);
    }
    return jobs.enqueue({
      kind: 'render',
      title: isAsked(view)
        ? `Looking for “${query}”`
        : frame === undefined
          ? 'Rendering a view'
          : `Rendering camera ${frame}`,
      projectId,
      work: async (context): Promise<RenderResult> => {
        const call = compute.call(
          'render',
          { path, runId, dataFolder, ...view },
          {
            ...reportTo(context),
            onPicture: (png) => {
              this.#keep(context.jobId, png);
              context.revise();
            },
          },
        );
        context.signal.addEventListener('abort', () => call.cancel());
        const { png, ...size } = await call.finished;
        this.#keep(context.jobId, png);
        context.revise();
        return size;
      },
    });
  }

  /** The PNG of a finished render job; only the newest few are kept. */
  renderedImage(jobId: string): Uint8Array {
    const job = this.#options.jobs.get(jobId);
    const png = this.#images.get(jobId);
    if (png) return png;
    throw new UserError(
      'not-found',
      job.kind === 'render' && job.state !== 'done' ? 'The image is not rendered yet.' : 'This job has no image.',
    );
  }

  #target(projectId: string, run: string | undefined): { path: string; runId: string } {
    return this.#options.projects.use(projectId, (project) => ({
      path: project.path,
      runId: runWithCheckpoint(project, run),
    }));
  }

  /** The run whose language field answers a query, if its encoder is there to read it. */
  async #askedTarget(projectId: string, run: string | undefined, query: string | undefined) {
    requireQuery(query);
    const { projects, encoders } = this.#options;
    const target = projects.use(projectId, (project) => {
      const runId = runWithLanguage(project, run);
      return { path: project.path, runId, encoder: project.runs.get(runId).language!.encoder };
    });
    requireReady(await encoders.get(target.encoder));
    return target;
  }

  #keep(jobId: string, png: Uint8Array): void {
    this.#images.set(jobId, png);
    for (const oldest of this.#images.keys()) {
      if (this.#images.size <= IMAGES_KEPT) return;
      this.#images.delete(oldest);
    }
  }
}

function isAsked({ output }: Pick<z.output<typeof renderRequestSchema>, 'output'>): boolean {
  return output === 'relevancy' || output === 'composite';
}

function reportTo(context: JobContext): ComputeListener {
  return { onProgress: (done, total, message) => context.progress(done, total, message) };
}
