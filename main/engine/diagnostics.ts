import { basename } from 'node:path';
import type { ExportResult, Job, PageCrash } from '../api/contract.ts';
import { composeDiagnostics, type DiagnosticsFile, writeDiagnostics } from '../diagnostics/bundle.ts';
import { writeCrashReport } from '../diagnostics/crash-reports.ts';
import { UserError } from '../errors.ts';
import type { Library } from '../store/library.ts';
import type { Devices } from './devices.ts';
import type { GrantedRoots } from './granted-roots.ts';
import type { JobQueue } from './job-queue.ts';
import type { KeptFiles } from './kept-files.ts';

export interface DiagnosticsOptions {
  jobs: JobQueue;
  roots: GrantedRoots;
  files: KeptFiles;
  devices: Devices;
  library: Library;
  dataFolder: string;
}

const FILE_NAME = 'LERF Studio diagnostics.zip';

/** What helps to find a mistake, shown and then saved; reports of the page's crashes. */
export class Diagnostics {
  readonly #options: DiagnosticsOptions;

  constructor(options: DiagnosticsOptions) {
    this.#options = options;
  }

  compose(): Promise<DiagnosticsFile[]> {
    const { dataFolder, library, devices } = this.#options;
    return composeDiagnostics({ dataFolder, library, devices: () => devices.find() });
  }

  /** @param path where to; without, it is kept until it is fetched. @throws UserError as `roots.forWriting` */
  async startSaving(path: string | undefined): Promise<Job> {
    const { jobs, roots, files } = this.#options;
    if (path !== undefined && !path.toLowerCase().endsWith('.zip')) {
      throw new UserError('bad-request', `${basename(path)} must end in .zip.`, 'Choose another name.');
    }
    const allowed = path === undefined ? null : await roots.forWriting(path);
    return jobs.enqueue({
      kind: 'export',
      title: 'Saving diagnostics',
      projectId: null,
      work: async ({ jobId }): Promise<ExportResult> => {
        const target = allowed ?? (await files.pathFor(jobId));
        const bytes = await writeDiagnostics(target, await this.compose());
        if (allowed === null) await files.add(jobId, { path: target, fileName: FILE_NAME, bytes });
        return { path: allowed, fileName: allowed === null ? FILE_NAME : basename(allowed), bytes, warnings: [] };
      },
    });
  }

  notePageCrash({ message, stack, components }: PageCrash): void {
    const thrown = Object.assign(new Error(message), { name: 'PageError', stack: `${stack}\n${components}` });
    const what = 'The page has stopped because of a mistake in it.';
    writeCrashReport(this.#options.dataFolder, { process: 'page', what, thrown });
  }
}
