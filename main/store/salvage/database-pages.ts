import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { newestFrames } from './log-frames.ts';

/** What no program of ours has ever written otherwise, so a damaged header need not be believed. */
export const PAGE_BYTES = 16_384;

/**
 * The pages of a damaged SQLite file, read without SQLite, which refuses a file as a whole where we want
 * what is left of it. Pages that were still waiting in the write-ahead log count as written. Nothing is
 * ever written, and no lock is taken: nobody may have the file open.
 *
 * https://sqlite.org/fileformat2.html
 */
export class DatabasePages {
  /** Pages are numbered from 1 to this. */
  readonly count: number;
  /** Pages that the disk itself refused. */
  readonly refused = new Set<number>();
  readonly #file: number;
  readonly #log: number | null = null;
  /** Page number → where its newest committed content lies in the log. */
  readonly #inLog: ReadonlyMap<number, number>;

  /** @throws what the file system throws */
  constructor(path: string) {
    this.#file = openSync(path, 'r');
    try {
      const log = `${path}-wal`;
      if (existsSync(log)) this.#log = openSync(log, 'r');
      this.#inLog = this.#log === null ? new Map() : newestFrames(this.#log, PAGE_BYTES);
      // A last page that was cut off counts: what is left of it is read.
      const inFile = Math.ceil(fstatSync(this.#file).size / PAGE_BYTES);
      this.count = Math.max(inFile, ...this.#inLog.keys());
    } catch (thrown) {
      this.close();
      throw thrown;
    }
  }

  /** A page's bytes, zeros where the file ends before it does; null if there is no such page or it cannot be read. */
  read(page: number): Buffer | null {
    if (!(page >= 1 && page <= this.count)) return null;
    const bytes = Buffer.alloc(PAGE_BYTES);
    const inLog = this.#inLog.get(page);
    try {
      if (inLog !== undefined) readSync(this.#log!, bytes, 0, PAGE_BYTES, inLog);
      else readSync(this.#file, bytes, 0, PAGE_BYTES, (page - 1) * PAGE_BYTES);
      return bytes;
    } catch {
      this.refused.add(page);
      return null;
    }
  }

  close(): void {
    closeSync(this.#file);
    if (this.#log !== null) closeSync(this.#log);
  }

  /**
   * Pages that hold nothing any more; empty where the list of them is damaged, so that what is needed is
   * never taken for free.
   */
  free(): ReadonlySet<number> {
    const header = this.read(1);
    const free = new Set<number>();
    if (!header) return free;
    const expected = header.readUInt32BE(36);
    for (let trunk = header.readUInt32BE(32); trunk !== 0; ) {
      const bytes = free.has(trunk) ? null : this.read(trunk);
      if (!bytes) return new Set();
      free.add(trunk);
      const leaves = bytes.readUInt32BE(4);
      if (leaves > PAGE_BYTES / 4 - 2) return new Set();
      for (let i = 0; i < leaves; i++) free.add(bytes.readUInt32BE(8 + 4 * i));
      trunk = bytes.readUInt32BE(0);
    }
    return free.size === expected ? free : new Set();
  }
}
