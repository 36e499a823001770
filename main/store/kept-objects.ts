import { UserError } from '../errors.ts';
import { runNumber } from './runs.ts';
import type { Sqlite } from './sqlite.ts';

export interface NewKeptObject {
  readonly name: string;
  /** What it was found by. */
  readonly phrase: string;
  /** Whose index it was found in. */
  readonly runId: string;
  /** Anything that has a JSON form; the caller checks its shape on the way in and out. */
  readonly object: unknown;
}

export interface KeptObject extends NewKeptObject {
  readonly id: number;
  readonly keptAt: string;
}

/** Objects that were found and kept. */
export class KeptObjects {
  readonly #sqlite: Sqlite;

  constructor(sqlite: Sqlite) {
    this.#sqlite = sqlite;
  }

  /** In the order they were kept. */
  list(): KeptObject[] {
    return this.#sqlite
      .all<{ id: number; name: string; phrase: string; run: number; object: string; keptAt: string }>(
        'SELECT id, name, phrase, run, object, kept_at AS keptAt FROM kept_object ORDER BY id',
      )
      .map(({ run, object, ...row }) => ({ ...row, runId: String(run), object: this.#sqlite.json(object) }));
  }

  add({ name, phrase, runId, object }: NewKeptObject): void {
    this.#sqlite.run(
      'INSERT INTO kept_object (name, phrase, run, object, kept_at) VALUES (?, ?, ?, ?, ?)',
      name,
      phrase,
      runNumber(runId),
      JSON.stringify(object),
      new Date().toISOString(),
    );
  }

  /** @throws UserError not-found */
  rename(id: number, name: string): void {
    if (this.#sqlite.run('UPDATE kept_object SET name = ? WHERE id = ?', name, id) === 0) throw notFound(id);
  }

  /** @throws UserError not-found */
  delete(id: number): void {
    if (this.#sqlite.run('DELETE FROM kept_object WHERE id = ?', id) === 0) throw notFound(id);
  }
}

function notFound(id: number): UserError {
  return new UserError('not-found', `The project has no kept object ${id}.`);
}
