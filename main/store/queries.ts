import type { Sqlite } from './sqlite.ts';

export interface AskedQuery {
  readonly text: string;
  readonly pinned: boolean;
}

/** How many that are not pinned are remembered. */
const MAX_REMEMBERED = 200;

/** What was asked of the project, and what of that is pinned. */
export class Queries {
  readonly #sqlite: Sqlite;

  constructor(sqlite: Sqlite) {
    this.#sqlite = sqlite;
  }

  /** The last one asked first, each once. */
  list(): AskedQuery[] {
    return this.#sqlite
      .all<{ text: string; pinned: number }>('SELECT text, pinned FROM query ORDER BY asked DESC')
      .map(({ text, pinned }) => ({ text, pinned: pinned === 1 }));
  }

  /** Remembers a query as the last one; the oldest are forgotten. */
  add(text: string): void {
    this.#sqlite.transaction(() => {
      this.#sqlite.run(
        `INSERT INTO query (text, asked) VALUES (?, (SELECT ifnull(max(asked), 0) + 1 FROM query))
         ON CONFLICT (text) DO UPDATE SET asked = excluded.asked`,
        text,
      );
      this.#sqlite.run(
        `DELETE FROM query WHERE pinned = 0 AND text NOT IN
           (SELECT text FROM query WHERE pinned = 0 ORDER BY asked DESC LIMIT ${MAX_REMEMBERED})`,
      );
    });
  }

  /** A query that was asked is kept until it is unpinned. */
  pin(text: string, pinned: boolean): void {
    this.#sqlite.run('UPDATE query SET pinned = ? WHERE text = ?', Number(pinned), text);
  }

  delete(text: string): void {
    this.#sqlite.run('DELETE FROM query WHERE text = ?', text);
  }
}
