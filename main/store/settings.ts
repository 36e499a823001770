import type { Sqlite } from './sqlite.ts';

/** Values by key, kept as JSON, in a project or in the library. */
export class Settings {
  readonly #sqlite: Sqlite;

  constructor(sqlite: Sqlite) {
    this.#sqlite = sqlite;
  }

  /** Undefined if the key was never set. The caller checks the shape: the file may come from anyone. */
  get(key: string): unknown {
    const row = this.#sqlite.get<{ value: string }>('SELECT value FROM setting WHERE key = ?', key);
    return row && this.#sqlite.json(row.value);
  }

  set(key: string, value: unknown): void {
    const text = JSON.stringify(value);
    if (text === undefined) throw new TypeError(`Setting ${key} has no JSON form`);
    this.#sqlite.run('INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)', key, text);
  }

  remove(key: string): void {
    this.#sqlite.run('DELETE FROM setting WHERE key = ?', key);
  }

  all(): Record<string, unknown> {
    const rows = this.#sqlite.all<{ key: string; value: string }>('SELECT key, value FROM setting ORDER BY key');
    return Object.fromEntries(rows.map(({ key, value }) => [key, this.#sqlite.json(value)]));
  }
}
