import { basename } from 'node:path';
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
import type { KeptFiles } from './kept-files.ts';
import type { OpenProjects } from './open-projects.ts';
import type { UnfinishedFiles } from './unfinished-files.ts';

export type ParsedExport = z.output<typeof exportRequestSchema>;

export interface ExportsOptions {
  projects: OpenProjects;
  jobs: JobQueue;
  roots: GrantedRoots;
  encoders: Encoders;
  /** Where questions are asked, and where views are rendered and everything else is done. */
  compute: { asking: Compute; viewing: Compute };
  /** Where what is exported without a path waits to be fetched. */
  files: KeptFiles;
  unfinished: UnfinishedFiles;
  dataFolder: string;
}

/** How a file of each format ends, and what it is to a browser. */
export const EXPORT_FORMATS: Readonly<Record<ExportFormat, { ending: string; title: string }>> = {
  ply: { ending: '.ply', title: 'points' },
  spz: { ending: '.spz', title: 'splats' },
  json: { ending: '.json', title: 'objects' },
  zip: { ending: '.zip', title: 'the project' },
  html: { ending: '.html', title: 'a report' },
  png: { ending: '.png', title: 'a view' },
  'views-json': { ending: '.json', title: 'views' },
};

/** Exports as jobs: to a path the user chose, or to a file that is kept until it is fetched. */
export class Exports {
  readonly #options: ExportsOptions;

  constructor(options: ExportsOptions) {
    this.#options = options;
  }

  async start(projectId: string, request: ParsedExport): Promise<Job> {
    const { projects, jobs, compute, files, unfinished, dataFolder } = this.#options;
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
        const target = path ?? (await files.pathFor(jobId));
        const { bytes, warnings } = await unfinished.writing(target, (part) => {
          const call = thread.call(
            'export',
            { path: source, target, unfinished: part, request, dataFolder },
            { onProgress: (done, total, message) => progress(done, total, message) },
          );
          signal.addEventListener('abort', () => call.cancel());
          return call.finished;
        });
        for (const warning of warnings) warn(warning);
        if (path === null) await files.add(jobId, { path: target, fileName: name, bytes });
        return { path, fileName: path === null ? name : basename(path), bytes, warnings };
      },
    });
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
