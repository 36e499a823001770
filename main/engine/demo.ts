import { existsSync } from 'node:fs';
import { copyFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { DemoResult, Job } from '../api/contract.ts';
import { UserError } from '../errors.ts';
import { uniqueProjectPath } from '../store/folders.ts';
import type { Settings } from '../store/settings.ts';
import { importCapture } from './import.ts';
import { isLive, type JobContext, type JobQueue } from './job-queue.ts';
import type { ProjectLibrary } from './project-library.ts';
import type { UnfinishedFiles } from './unfinished-files.ts';

/** assets/demo, from main/engine as well as from dist/main/engine; unpacked beside the archive in a package. */
export const DEMO_FOLDER = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../../assets/demo' : '../../../assets/demo', import.meta.url),
).replace(/\bapp\.asar\b/, 'app.asar.unpacked');

const NAME = 'Demo table';
const SETTING = 'demo';
const settingSchema = z.object({ projectId: z.string().nullable() });

export interface DemoOptions {
  jobs: JobQueue;
  library: ProjectLibrary;
  settings: Settings;
  unfinished: UnfinishedFiles;
  /** Holds `demo.lerf`, a project that is trained already, or `capture`. */
  folder?: string;
}

/** The project that the program ships with, for people who want to see what it does before they bring their own. */
export class Demo {
  readonly #options: Required<DemoOptions>;

  constructor(options: DemoOptions) {
    this.#options = { folder: DEMO_FOLDER, ...options };
  }

  /** Opens the demo project, made anew if it is not on the list; one that is being made is answered as it is. */
  open(): Job {
    const { jobs, settings } = this.#options;
    const live = jobs.list().find((job) => job.kind === 'demo' && isLive(job));
    if (live) return live;
    return jobs.enqueue({
      kind: 'demo',
      title: 'Opening the demo',
      projectId: null,
      work: async (context): Promise<DemoResult> => {
        const projectId = this.#existing() ?? (await this.#make(context));
        settings.set(SETTING, { projectId });
        return { projectId };
      },
    });
  }

  /** For the very first start: does nothing where there are projects, or where the demo was opened before. */
  openAtFirstStart(): Job | null {
    const { library, settings, folder } = this.#options;
    const isFirst = settings.get(SETTING) === undefined && library.cards().length === 0;
    if (!isFirst || this.#source(folder) === null) return null;
    // Noted before it is made: whoever cancels it is not asked again.
    settings.set(SETTING, { projectId: null });
    return this.open();
  }

  #existing(): string | null {
    const { library, settings } = this.#options;
    const id = settingSchema.safeParse(settings.get(SETTING)).data?.projectId;
    const card = library.cards().find((candidate) => candidate.id === id);
    return card && card.state !== 'missing' && card.state !== 'damaged' ? card.id : null;
  }

  async #make(context: JobContext): Promise<string> {
    const { library, folder, unfinished } = this.#options;
    const source = this.#source(folder);
    if (source === null) {
      throw new UserError('not-found', 'The demo is not part of this installation.', 'Install LERF Studio again.');
    }
    const path = uniqueProjectPath(NAME);
    if (source.kind === 'project')
      await unfinished.copying(path, (part) => copyWhole(source.path, part, path, context));
    else {
      const request = { capture: source.path, images: undefined, path, name: NAME, downscale: 1, holdout: 8 };
      const { signal, progress, warn } = context;
      await unfinished.building(path, () => importCapture(request, { signal, onProgress: progress, onWarning: warn }));
    }
    return library.add(path).id;
  }

  #source(folder: string): { kind: 'project' | 'capture'; path: string } | null {
    const project = join(folder, 'demo.lerf');
    if (existsSync(project)) return { kind: 'project', path: project };
    const capture = join(folder, 'capture');
    return existsSync(capture) ? { kind: 'capture', path: capture } : null;
  }
}

/** The copy appears under its name when it is complete. */
async function copyWhole(from: string, unfinished: string, to: string, { progress }: JobContext): Promise<void> {
  progress(0, null, 'Copying the project');
  try {
    await copyFile(from, unfinished);
    await rename(unfinished, to);
  } catch (cause) {
    await rm(unfinished, { force: true });
    throw new UserError('disk', `${to} cannot be written.`, 'Check the folder and the space on the disk.', { cause });
  }
}
