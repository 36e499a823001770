import { runNumber } from './runs.ts';
import type { Sqlite } from './sqlite.ts';

export interface LanguageIndexInfo {
  readonly runId: string;
  /** Of the checkpoint that it was built from. */
  readonly step: number;
  readonly points: number;
  readonly scales: number;
  readonly bytes: number;
  readonly createdAt: string;
}

/** Far below what SQLite and Electron's allocator hold in one piece. */
const chunkBytes = 2 * 2 ** 20;

/** The language indexes of the runs, one each, as bytes that check themselves. */
export class LanguageIndexes {
  readonly #sqlite: Sqlite;

  constructor(sqlite: Sqlite) {
    this.#sqlite = sqlite;
  }

  /** Replaces the run's index. */
  save(
    { runId, step, points, scales }: Pick<LanguageIndexInfo, 'runId' | 'step' | 'points' | 'scales'>,
    bytes: Buffer,
  ) {
    const run = runNumber(runId);
    this.#sqlite.transaction(() => {
      this.#sqlite.run('DELETE FROM language_index WHERE run = ?', run);
      this.#sqlite.run(
        'INSERT INTO language_index (run, step, points, scales, bytes, created_at) VALUES (?, ?, ?, ?, ?, ?)',
        run,
        step,
        points,
        scales,
        bytes.length,
        new Date().toISOString(),
      );
      for (let start = 0, chunk = 0; start < bytes.length; start += chunkBytes, chunk++) {
        this.#sqlite.run(
          'INSERT INTO language_index_chunk (run, chunk, data) VALUES (?, ?, ?)',
          run,
          chunk,
          bytes.subarray(start, start + chunkBytes),
        );
      }
    });
  }

  /** All of them, by run. */
  list(): LanguageIndexInfo[] {
    return this.#sqlite.all<IndexRow>('SELECT * FROM language_index ORDER BY run').map(toInfo);
  }

  /** The run's index; null if it has none. */
  load(runId: string): { info: LanguageIndexInfo; bytes: Buffer } | null {
    const run = runNumber(runId);
    return this.#sqlite.snapshot(() => {
      const row = this.#sqlite.get<IndexRow>('SELECT * FROM language_index WHERE run = ?', run);
      if (!row) return null;
      const chunks = this.#sqlite.all<{ data: Buffer }>(
        'SELECT data FROM language_index_chunk WHERE run = ? ORDER BY chunk',
        run,
      );
      return { info: toInfo(row), bytes: Buffer.concat(chunks.map(({ data }) => data)) };
    });
  }

  delete(runId: string): void {
    this.#sqlite.run('DELETE FROM language_index WHERE run = ?', runNumber(runId));
  }
}

function toInfo({ run, created_at: createdAt, ...row }: IndexRow): LanguageIndexInfo {
  return { ...row, runId: String(run), createdAt };
}

interface IndexRow {
  run: number;
  step: number;
  points: number;
  scales: number;
  bytes: number;
  created_at: string;
}
