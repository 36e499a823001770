import { existsSync, readdirSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { UserError } from '../errors.ts';
import { storageError } from '../store/storage-error.ts';
import { isAlive } from './process-alive.ts';

export interface KeptFile {
  readonly path: string;
  /** What it is called where it goes. */
  readonly fileName: string;
  readonly bytes: number;
}

const FILES_KEPT = 4;

const MIME: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.json': 'application/json',
  '.mp4': 'video/mp4',
  '.png': 'image/png',
  '.zip': 'application/zip',
};

/**
 * Files that jobs have written and that wait to be fetched. Each process has a folder of its own, which goes when it ends; what processes
 * that died have left goes when the next one begins.
 */
export class KeptFiles {
  readonly #parent: string;
  readonly #folder: string;
  /** Oldest first. */
  readonly #files = new Map<string, KeptFile>();

  constructor(parent: string) {
    this.#parent = parent;
    this.#folder = join(parent, String(process.pid));
  }

  /** Where to write the file. @throws UserError disk or read-only */
  async pathFor(key: string): Promise<string> {
    try {
      if (!existsSync(this.#folder)) {
        await mkdir(this.#folder, { recursive: true });
      }
    } catch (thrown) {
      throw storageError(thrown, this.#folder, 'project');
    }
    return join(this.#folder, key);
  }

  async add(key: string, file: KeptFile): Promise<void> {
    this.#files.set(key, file);
    for (const [oldest, { path }] of this.#files) {
      if (this.#files.size <= FILES_KEPT) return;
      this.#files.delete(oldest);
      await rm(path, { force: true });
    }
  }

  /** @throws UserError not-found */
  get(key: string): KeptFile & { readonly mime: string } {
    const file = this.#files.get(key);
    if (file) return { ...file, mime: MIME[extname(file.fileName)] ?? 'application/octet-stream' };
    throw new UserError('not-found', 'There is no file of this job, or not any more.', 'Export it again.');
  }

  async close(): Promise<void> {
    this.#files.clear();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** Removes what processes that died have left. */
  async sweep(): Promise<void> {
    if (!existsSync(this.#parent)) return;
    for (const name of readdirSync(this.#parent)) {
      const pid = Number(name);
      if (!Number.isInteger(pid) || pid <= 0 || isAlive(pid)) continue;
      await rm(join(this.#parent, name), { recursive: true, force: true });
    }
  }
}
