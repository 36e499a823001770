import { UserError } from '../errors.ts';
import type { Sqlite } from './sqlite.ts';

/** A named set of canonical phrases as it is kept; the caller checks what it may hold. */
export interface StoredPhraseSet {
  readonly name: string;
  readonly phrases: readonly { readonly text: string; readonly enabled: boolean }[];
}

/** The project's own sets of canonical phrases. */
export class PhraseSets {
  readonly #sqlite: Sqlite;

  constructor(sqlite: Sqlite) {
    this.#sqlite = sqlite;
  }

  /** In the order they were made. */
  list(): (StoredPhraseSet & { id: number })[] {
    return this.#sqlite
      .all<{ id: number; name: string; phrases: string }>('SELECT id, name, phrases FROM phrase_set ORDER BY id')
      .map((row) => ({ ...row, phrases: this.#sqlite.json(row.phrases) }));
  }

  /** @returns its id. @throws UserError conflict if another set has the name */
  add({ name, phrases }: StoredPhraseSet): number {
    return this.#sqlite.transaction(() => {
      this.#requireFree(name, null);
      this.#sqlite.run('INSERT INTO phrase_set (name, phrases) VALUES (?, ?)', name, JSON.stringify(phrases));
      return this.#sqlite.get<{ id: number }>('SELECT last_insert_rowid() AS id')!.id;
    });
  }

  /** @throws UserError not-found; conflict if another set has the name */
  replace(id: number, { name, phrases }: StoredPhraseSet): void {
    this.#sqlite.transaction(() => {
      this.#requireFree(name, id);
      const sql = 'UPDATE phrase_set SET name = ?, phrases = ? WHERE id = ?';
      if (this.#sqlite.run(sql, name, JSON.stringify(phrases), id) === 1) return;
      throw new UserError('not-found', `The project has no set of canonical phrases ${id}.`);
    });
  }

  delete(id: number): void {
    this.#sqlite.run('DELETE FROM phrase_set WHERE id = ?', id);
  }

  #requireFree(name: string, own: number | null): void {
    const other = this.#sqlite.get<{ id: number }>('SELECT id FROM phrase_set WHERE name = ?', name);
    if (!other || other.id === own) return;
    throw new UserError(
      'conflict',
      `There is a set of canonical phrases named ‘${name}’ already.`,
      'Choose another name.',
    );
  }
}
