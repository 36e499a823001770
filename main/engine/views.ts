import type { EvalRequest, EvalResult, Job, RenderRequest, RenderResult } from '../api/contract.ts';
import { renderRequestSchema } from '../api/contract.ts';
import { UserError } from '../errors.ts';
import type { Compute, ComputeListener } from './compute.ts';
import { runWithCheckpoint } from './evaluate-run.ts';
import type { JobContext, JobQueue } from './job-queue.ts';
import type { OpenProjects } from './open-projects.ts';

const IMAGES_KEPT = 20;

export interface ViewsOptions {
  projects: OpenProjects;
  jobs: JobQueue;
  compute: Compute;
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

  startRender(projectId: string, request: RenderRequest): Job {
    const { projects, jobs, compute } = this.#options;
    const { frame, output, run } = renderRequestSchema.parse(request);
    const { path, runId } = this.#target(projectId, run);
    const frames = projects.use(projectId, ({ captures }) => captures.frameCount());
    if (frame >= frames) {
      throw new UserError('bad-request', `There is no camera ${frame}: the project has cameras 0 to ${frames - 1}.`);
    }
    return jobs.enqueue({
      kind: 'render',
      title: `Rendering camera ${frame}`,
      projectId,
      work: async (context): Promise<RenderResult> => {
        const call = compute.call('render', { path, runId, frame, output }, reportTo(context));
        context.signal.addEventListener('abort', () => call.cancel());
        const { png, ...size } = await call.finished;
        this.#keep(context.jobId, png);
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

  #keep(jobId: string, png: Uint8Array): void {
    this.#images.set(jobId, png);
    for (const oldest of this.#images.keys()) {
      if (this.#images.size <= IMAGES_KEPT) return;
      this.#images.delete(oldest);
    }
  }
}

function reportTo(context: JobContext): ComputeListener {
  return { onProgress: (done, total, message) => context.progress(done, total, message) };
}
