import { basename, extname, join } from 'node:path';
import type { z } from 'zod';
import type { ExportFormat, ExportResult, exportRequestSchema, Job } from '../api/contract.ts';
import { UserError } from '../errors.ts';
import { fileStem } from '../store/folders.ts';
import type { ProjectFile } from '../store/project-file.ts';
import type { Compute } from './compute.ts';
import { type Encoders, requireReady } from './encoders.ts';
import { runWithIndex } from './export-project.ts';
import type { GrantedRoots } from './granted-roots.ts';
import type { JobQueue } from './job-queue.ts';
import { KeptFiles } from './kept-files.ts';
import type { OpenProjects } from './open-projects.ts';

export type ParsedExport = z.output<typeof exportRequestSchema>;

export interface ExportsOptions {
  projects: OpenProjects;
  jobs: JobQueue;
  roots: GrantedRoots;
  encoders: Encoders;
  /** Where questions are asked, and where views are rendered and everything else is done. */
  compute: { asking: Compute; viewing: Compute };
  dataFolder: string;
}

/** How a file of each format ends, and what it is to a browser. */
export const EXPORT_FORMATS: Readonly<Record<ExportFormat, { ending: string; mime: string; title: string }>> = {
  ply: { ending: '.ply', mime: 'application/octet-stream', title: 'points' },
  spz: { ending: '.spz', mime: 'application/octet-stream', title: 'splats' },
  json: { ending: '.json', mime: 'application/json', title: 'objects' },
  zip: { ending: '.zip', mime: 'application/zip', title: 'the project' },
  html: { ending: '.html', mime: 'text/html', title: 'a report' },
  png: { ending: '.png', mime: 'image/png', title: 'a view' },
  'views-json': { ending: '.json', mime: 'application/json', title: 'views' },
};

/** Exports as jobs: to a path the user chose, or to a file that is kept until it is fetched. */
export class Exports {
  readonly #options: ExportsOptions;
  readonly #kept: KeptFiles;

  constructor(options: ExportsOptions) {
    this.#options = options;
    this.#kept = new KeptFiles(join(options.dataFolder, 'exports'));
  }

  async start(projectId: string, request: ParsedExport): Promise<Job> {
    const { projects, jobs, compute, dataFolder } = this.#options;
    const path = request.path === undefined ? null : await this.#allowed(request.path, request.format);
    const { source, name } = projects.use(projectId, (project) => ({
      source: project.path,
      name: fileName(project, request),
    }));
    if (path === source) throw new UserError('bad-request', 'That is the project itself.', 'Choose another name.');
    await this.#requireParts(projectId, request);
    const thread = isAsked(request) ? compute.asking : compute.viewing;
    return jobs.enqueue({
      kind: 'export',
      title: `Exporting ${EXPORT_FORMATS[request.format].title}`,
      projectId,
      work: async ({ jobId, signal, progress, warn }): Promise<ExportResult> => {
        const target = path ?? (await this.#kept.pathFor(jobId));
        const call = thread.call(
          'export',
          { path: source, target, request, dataFolder },
          { onProgress: (done, total, message) => progress(done, total, message) },
        );
        signal.addEventListener('abort', () => call.cancel());
        const { bytes, warnings } = await call.finished;
        for (const warning of warnings) warn(warning);
        if (path === null) await this.#kept.add(jobId, { path: target, fileName: name, bytes });
        return { path, fileName: path === null ? name : basename(path), bytes, warnings };
      },
    });
  }

  /** The file of a finished export without a path; only the newest few are kept. */
  file(jobId: string): { path: string; fileName: string; bytes: number; mime: string } {
    const job = this.#options.jobs.get(jobId);
    const file = this.#kept.get(jobId);
    if (file) {
      const format = Object.values(EXPORT_FORMATS).find(({ ending }) => ending === extname(file.fileName));
      return { ...file, mime: format?.mime ?? 'application/octet-stream' };
    }
    if (job.kind === 'export' && job.state !== 'done') {
      throw new UserError('not-found', 'The file is not written yet.');
    }
    throw new UserError('not-found', 'The file of this job is not kept any more.', 'Export it again.');
  }

  /** Removes what was kept. */
  close(): Promise<void> {
    return this.#kept.close();
  }

  /** The ending is asked for so that an export cannot take the place of a project. */
  async #allowed(path: string, format: ExportFormat): Promise<string> {
    const { ending } = EXPORT_FORMATS[format];
    if (!path.toLowerCase().endsWith(ending)) {
      throw new UserError('bad-request', `${basename(path)} must end in ${ending}.`, 'Choose another name.');
    }
    return this.#options.roots.forWriting(path);
  }

  /** What is missing is said at once, and not after a wait in the queue. */
  async #requireParts(projectId: string, request: ParsedExport): Promise<void> {
    if (!isAsked(request)) return;
    const { projects, encoders } = this.#options;
    const encoder = projects.use(projectId, (project) => {
      const runId = runWithIndex(project, request.runId);
      return project.runs.get(runId).language?.encoder;
    });
    if (request.questions.length > 0 && encoder !== undefined) requireReady(await encoders.get(encoder));
  }
}

type AskedExport = Extract<ParsedExport, { format: 'ply' | 'spz' | 'json' }>;

function isAsked(request: ParsedExport): request is AskedExport {
  return request.format === 'ply' || request.format === 'spz' || request.format === 'json';
}

function fileName(project: ProjectFile, request: ParsedExport): string {
  const { ending } = EXPORT_FORMATS[request.format];
  const { name } = project.info;
  switch (request.format) {
    case 'json':
      return `${fileStem(`${name} objects`)}${ending}`;
    case 'html':
    case 'views-json':
      return `${fileStem(`${name} views`)}${ending}`;
    case 'png':
      return `${fileStem(project.annotatedViews.get(Number(request.view)).name)}${ending}`;
    default:
      return `${fileStem(name)}${ending}`;
  }
}
