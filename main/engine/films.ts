import { basename } from 'node:path';
import type { z } from 'zod';
import type { ExportResult, Job, renderPathRequestSchema } from '../api/contract.ts';
import { poseProblem } from '../capture/matrix.ts';
import { UserError } from '../errors.ts';
import { findFfmpeg } from '../exchange/ffmpeg.ts';
import { fileStem } from '../store/folders.ts';
import type { Compute } from './compute.ts';
import { type Encoders, requireReady } from './encoders.ts';
import { requireQuery, runWithCheckpoint, runWithLanguage } from './evaluate-run.ts';
import type { GrantedRoots } from './granted-roots.ts';
import type { JobQueue } from './job-queue.ts';
import type { KeptFiles } from './kept-files.ts';
import type { OpenProjects } from './open-projects.ts';
import { isAsked } from './render-path.ts';
import type { UnfinishedFiles } from './unfinished-files.ts';

type PathRequest = z.output<typeof renderPathRequestSchema>;

export interface FilmsOptions {
  projects: OpenProjects;
  jobs: JobQueue;
  roots: GrantedRoots;
  encoders: Encoders;
  compute: Compute;
  /** Where films without a path wait to be fetched. */
  files: KeptFiles;
  unfinished: UnfinishedFiles;
  dataFolder: string;
}

const ENDINGS = { images: '.zip', video: '.mp4' } as const;
/** Camera paths rendered as jobs: pictures in a zip, or a video. */
export class Films {
  readonly #options: FilmsOptions;

  constructor(options: FilmsOptions) {
    this.#options = options;
  }

  /** What is missing is said at once, and not after a wait in the queue. @throws UserError */
  async start(projectId: string, request: PathRequest): Promise<Job> {
    const { jobs, roots, compute, files, unfinished, dataFolder } = this.#options;
    const { run, path: wanted, ...order } = request;
    const ending = ENDINGS[order.format];
    checkPath(order);
    if (order.format === 'video') await findFfmpeg();
    if (wanted !== undefined && !wanted.toLowerCase().endsWith(ending)) {
      throw new UserError('bad-request', `${basename(wanted)} must end in ${ending}.`, 'Choose another name.');
    }
    const path = wanted === undefined ? null : await roots.forWriting(wanted);
    const { source, runId, name } = await this.#target(projectId, run, order);
    const fileName = path === null ? `${fileStem(`${name} flight`)}${ending}` : basename(path);
    return jobs.enqueue({
      kind: 'path',
      title: order.format === 'video' ? 'Rendering a flight as a video' : 'Rendering a flight as images',
      projectId,
      work: async ({ jobId, signal, progress }): Promise<ExportResult> => {
        const target = path ?? (await files.pathFor(jobId));
        const { bytes } = await unfinished.writing(target, (part) => {
          const call = compute.call(
            'render-path',
            { path: source, target, unfinished: part, runId, dataFolder, ...order },
            { onProgress: (done, total, message) => progress(done, total, message) },
          );
          signal.addEventListener('abort', () => call.cancel());
          return call.finished;
        });
        if (path === null) await files.add(jobId, { path: target, fileName, bytes });
        return { path, fileName, bytes, warnings: [] };
      },
    });
  }

  async #target(projectId: string, run: string | undefined, order: Pick<PathRequest, 'output' | 'query'>) {
    const { projects, encoders } = this.#options;
    if (isAsked(order)) requireQuery(order.query);
    const target = projects.use(projectId, (project) => {
      const runId = isAsked(order) ? runWithLanguage(project, run) : runWithCheckpoint(project, run);
      const encoder = project.runs.get(runId).language?.encoder;
      return { source: project.path, name: project.info.name, runId, encoder };
    });
    if (isAsked(order)) requireReady(await encoders.get(target.encoder!));
    return target;
  }
}

/** @throws UserError bad-request */
function checkPath({ cameraPath }: Pick<PathRequest, 'cameraPath'>): void {
  if (cameraPath.keyframes.length === 0) {
    throw new UserError('bad-request', 'The camera path has no keyframes.', 'Add some first.');
  }
  for (const [index, { worldFromCamera }] of cameraPath.keyframes.entries()) {
    const problem = poseProblem(worldFromCamera);
    if (problem) throw new UserError('bad-request', `Keyframe ${index + 1} is no camera: ${problem}.`);
  }
}
