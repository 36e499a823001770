import { existsSync } from 'node:fs';
import { UserError } from '../errors.ts';
import { ProjectFile } from '../store/project-file.ts';

const IDLE_MS = 60_000;

interface Entry {
  project: ProjectFile;
  idle: NodeJS.Timeout;
}

export interface OpenProjectsOptions {
  /** The path of a project; throws 'not-found' for an unknown id. */
  locate(id: string): string;
  /** Called once for each opening, before anything else is done with the project. */
  onOpen(id: string, project: ProjectFile): void;
  idleMs?: number;
}

/** The engine's connections to project files: opened when they are needed, closed when they rest. */
export class OpenProjects {
  readonly #options: OpenProjectsOptions;
  readonly #entries = new Map<string, Entry>();

  constructor(options: OpenProjectsOptions) {
    this.#options = options;
  }

  get count(): number {
    return this.#entries.size;
  }

  /** The project must not be kept beyond `work`: it may be closed at any time after. */
  use<Result>(id: string, work: (project: ProjectFile) => Result): Result {
    return work(this.#get(id));
  }

  /** As `use`, for work that writes: throws the file's own reason where it is read-only. */
  change<Result>(id: string, work: (project: ProjectFile) => Result): Result {
    // A full disk may have space by now.
    if (this.#get(id).readOnlyReason?.code === 'disk') this.close(id);
    const project = this.#get(id);
    const reason = project.readOnlyReason;
    if (reason) throw new UserError(reason.code, reason.message, reason.hint);
    return work(project);
  }

  close(id: string): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    clearTimeout(entry.idle);
    this.#entries.delete(id);
    entry.project.close();
  }

  closeAll(): void {
    for (const id of [...this.#entries.keys()]) this.close(id);
  }

  #get(id: string): ProjectFile {
    const path = this.#options.locate(id);
    const known = this.#entries.get(id);
    if (known && known.project.path === path && existsSync(path)) {
      known.idle.refresh();
      return known.project;
    }
    this.close(id);
    const project = ProjectFile.open(path);
    const idle = setTimeout(() => this.close(id), this.#options.idleMs ?? IDLE_MS);
    idle.unref();
    this.#entries.set(id, { project, idle });
    this.#options.onOpen(id, project);
    return project;
  }
}
