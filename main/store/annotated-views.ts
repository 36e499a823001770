import { UserError } from '../errors.ts';
import type { Sqlite } from './sqlite.ts';

export interface AnnotatedViewInfo {
  readonly id: number;
  readonly name: string;
  readonly createdAt: string;
  readonly changedAt: string;
}

export interface ListedAnnotatedView extends AnnotatedViewInfo {
  /** Texts of its questions. */
  readonly asked: readonly string[];
}

export interface NewAnnotatedView {
  readonly name: string;
  /** Anything that has a JSON form; the caller checks its shape on the way in and out. */
  readonly content: unknown;
  /** An image for the gallery. */
  readonly thumbnail: Buffer;
}

/** Views that were saved with what was asked and marked in them. */
export class AnnotatedViews {
  readonly #sqlite: Sqlite;

  constructor(sqlite: Sqlite) {
    this.#sqlite = sqlite;
  }

  /** In the order they were made. */
  list(): ListedAnnotatedView[] {
    return this.#sqlite.snapshot(() => {
      const asked = this.#sqlite.all<{ asked: string }>(ASKED);
      return this.#sqlite
        .all<AnnotatedViewInfo>(LISTED)
        .map((view, i) => ({ ...view, asked: this.#sqlite.json<string[]>(asked[i]!.asked) }));
    });
  }

  /** @returns its id */
  add({ name, content, thumbnail }: NewAnnotatedView): number {
    const now = new Date().toISOString();
    return this.#sqlite.transaction(() => {
      this.#sqlite.run(
        'INSERT INTO annotated_view (name, content, thumbnail, created_at, changed_at) VALUES (?, ?, ?, ?, ?)',
        name,
        JSON.stringify(content),
        thumbnail,
        now,
        now,
      );
      return this.#sqlite.get<{ id: number }>('SELECT last_insert_rowid() AS id')!.id;
    });
  }

  /** @throws UserError not-found */
  replace(id: number, { name, content, thumbnail }: NewAnnotatedView): void {
    const changed = this.#sqlite.run(
      'UPDATE annotated_view SET name = ?, content = ?, thumbnail = ?, changed_at = ? WHERE id = ?',
      name,
      JSON.stringify(content),
      thumbnail,
      new Date().toISOString(),
      id,
    );
    if (changed === 0) throw notFound(id);
  }

  /** @throws UserError not-found */
  get(id: number): AnnotatedViewInfo & NewAnnotatedView {
    return this.#sqlite.snapshot(() => {
      const info = this.#sqlite.get<AnnotatedViewInfo>(`SELECT ${infoColumns} FROM annotated_view WHERE id = ?`, id);
      const row = this.#sqlite.get<{ content: string; thumbnail: Buffer }>(
        'SELECT content, thumbnail FROM annotated_view WHERE id = ?',
        id,
      );
      if (!info || !row) throw notFound(id);
      return { ...info, content: this.#sqlite.json(row.content), thumbnail: row.thumbnail };
    });
  }

  /** @throws UserError not-found */
  thumbnail(id: number): Buffer {
    const row = this.#sqlite.get<{ thumbnail: Buffer }>('SELECT thumbnail FROM annotated_view WHERE id = ?', id);
    if (!row) throw notFound(id);
    return row.thumbnail;
  }

  delete(id: number): void {
    this.#sqlite.run('DELETE FROM annotated_view WHERE id = ?', id);
  }
}

const infoColumns = 'id, name, created_at AS createdAt, changed_at AS changedAt';

/** Two statements, for only the index has the times before the thumbnails, and only the table the content. */
export const LISTED = `SELECT ${infoColumns} FROM annotated_view ORDER BY id`;
export const ASKED = `
  SELECT (SELECT json_group_array(value ->> 'text') FROM json_each(content, '$.questions')) AS asked
  FROM annotated_view ORDER BY id`;

function notFound(id: number): UserError {
  return new UserError('not-found', `The project has no annotated view ${id}.`);
}
