import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { basename } from 'node:path';
import { z } from 'zod';
import { UNFINISHED_SUFFIXES, unfinishedBeside } from '../exchange/unfinished-name.ts';
import { removeAbandoned } from '../store/open-database.ts';
import { projectKind } from '../store/schemas.ts';
import type { Settings } from '../store/settings.ts';
import { isAlive } from './process-alive.ts';

const entrySchema = z.object({ pid: z.number().int().positive(), path: z.string().min(1) });

/** Each file has a key of its own: two engines that share a library do not overwrite each other's notes. */
const PREFIX = 'unfinished/';

/**
 * The files that this engine's jobs are writing, noted in the library for as long as they are not whole. An engine
 * that is killed cannot clear up; its successor removes what is noted here, and nothing else.
 */
export class UnfinishedFiles {
  readonly #settings: Settings;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** Runs `work`, which writes a file for `target` under the name that it is given and leaves none of that name. */
  writing<T>(target: string, work: (unfinished: string) => Promise<T>): Promise<T> {
    const unfinished = unfinishedBeside(target);
    return this.#noted(unfinished, () => work(unfinished));
  }

  /** Runs `work`, which builds the project `path` as `ProjectFile.createAtomic` does. */
  building<T>(path: string, work: () => Promise<T>): Promise<T> {
    return this.#noted(`${path}.importing`, work);
  }

  /** Runs `work`, which copies a project to the name that it is given before it becomes `path`. */
  copying<T>(path: string, work: (unfinished: string) => Promise<T>): Promise<T> {
    const unfinished = `${path}.copying`;
    return this.#noted(unfinished, () => work(unfinished));
  }

  /** Removes what engines that died have left. Throws nothing: what cannot be removed is tried again next time. */
  sweep(): void {
    for (const [key, value] of Object.entries(this.#settings.all())) {
      if (!key.startsWith(PREFIX)) continue;
      const entry = entrySchema.safeParse(value).data;
      if (entry && isAlive(entry.pid)) continue;
      try {
        if (entry) remove(entry.path);
        this.#settings.remove(key);
      } catch {
        // Its disk is not there at the moment, or another process builds a project of that name.
      }
    }
  }

  async #noted<T>(path: string, work: () => Promise<T>): Promise<T> {
    const key = `${PREFIX}${randomUUID()}`;
    // A library that cannot be written must not keep a file from being written elsewhere.
    quietly(() => this.#settings.set(key, { pid: process.pid, path }));
    try {
      return await work();
    } finally {
      quietly(() => this.#settings.remove(key));
    }
  }
}

/** The notes come from a file: only names that we give are believed. */
function remove(path: string): void {
  if (/^\.[0-9a-f-]{36}\.part$/.test(basename(path))) {
    for (const suffix of UNFINISHED_SUFFIXES) rmSync(path + suffix, { force: true });
  } else if (path.endsWith('.lerf.copying')) rmSync(path, { force: true });
  else if (path.endsWith('.importing')) removeAbandoned(path, projectKind);
}

function quietly(act: () => void): void {
  try {
    act();
  } catch {
    // See above.
  }
}
