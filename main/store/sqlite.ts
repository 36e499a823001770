import type Database from 'better-sqlite3';
import { UserError } from '../errors.ts';
import { damaged, type StorageNoun, storageError } from './storage-error.ts';

export type SqlValue = string | number | null | Buffer;

/** Why a file may be read but not written, in words for a person. */
export interface ReadOnlyReason {
  /** `disk` passes: it is full now, and may have space the next time the file is opened. */
  readonly code: 'read-only' | 'newer-project' | 'disk';
  readonly message: string;
  readonly hint: string;
}

export interface DatabaseFigures {
  readonly schemaVersion: number;
  /** Rows by table. */
  readonly tables: Readonly<Record<string, number>>;
}

/**
 * One connection, as the repositories see it: statements are prepared once and kept, and every error
 * comes out as `storageError` words it. Calls are synchronous; with synchronous=FULL, what `run` or
 * `transaction` wrote is on the disk when it returns.
 */
export class Sqlite {
  readonly path: string;
  readonly noun: StorageNoun;
  readonly readOnly: ReadOnlyReason | null;
  readonly #database: Database.Database;
  readonly #statements = new Map<string, Database.Statement>();

  constructor(database: Database.Database, path: string, noun: StorageNoun, readOnly: ReadOnlyReason | null) {
    this.#database = database;
    this.path = path;
    this.noun = noun;
    this.readOnly = readOnly;
  }

  get<Row>(sql: string, ...values: SqlValue[]): Row | undefined {
    return this.#guard(() => this.#prepare(sql).get(...values) as Row | undefined);
  }

  all<Row>(sql: string, ...values: SqlValue[]): Row[] {
    return this.#guard(() => this.#prepare(sql).all(...values) as Row[]);
  }

  /** Runs a statement that writes; returns how many rows it changed. */
  run(sql: string, ...values: SqlValue[]): number {
    this.#mustBeWritable();
    return this.#guard(() => this.#prepare(sql).run(...values).changes);
  }

  /** All of `work`'s writes or none. Takes the write lock first, so that no read in `work` can go stale. */
  transaction<T>(work: () => T): T {
    this.#mustBeWritable();
    return this.#guard(() => this.#database.transaction(work).immediate());
  }

  /** All reads in `work` see the same moment, whatever other connections write meanwhile. */
  snapshot<T>(work: () => T): T {
    return this.#guard(() => this.#database.transaction(work).deferred());
  }

  /** Parses JSON that this database holds. */
  json<T>(text: string): T {
    try {
      return JSON.parse(text) as T;
    } catch (cause) {
      throw damaged(this.path, this.noun, { cause });
    }
  }

  /** The schema's version, its tables and how many rows each has: what the file is like, and nothing of what is in it. */
  figures(): DatabaseFigures {
    return this.#guard(() => {
      const names = this.#database
        .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`)
        .pluck()
        .all() as string[];
      const count = (table: string) =>
        this.#database
          .prepare(`SELECT count(*) FROM "${table.replaceAll('"', '""')}"`)
          .pluck()
          .get() as number;
      return {
        schemaVersion: this.#database.pragma('user_version', { simple: true }) as number,
        tables: Object.fromEntries(names.map((name) => [name, count(name)])),
      };
    });
  }

  /** SQLite's own check of every page and index: the problems it finds, at most 20, none if all is well. */
  integrityProblems(): string[] {
    try {
      const rows = this.#database.pragma('integrity_check(20)') as { integrity_check: string }[];
      const keys = this.#database.pragma('foreign_key_check') as { table: string }[];
      return [
        ...rows.map((row) => row.integrity_check).filter((text) => text !== 'ok'),
        ...keys.slice(0, 20).map((row) => `A row of ${row.table} refers to one that does not exist.`),
      ];
    } catch (thrown) {
      const error = storageError(thrown, this.path, this.noun);
      if (error instanceof UserError && error.code === 'bad-project') return [String((thrown as Error).message)];
      throw error;
    }
  }

  serialize(): Buffer {
    return this.#guard(() => this.#database.serialize());
  }

  /**
   * Writes all of it, as it is at this moment, to a new file that is in nobody's use. Throws what SQLite
   * throws: whoever knows where the copy goes in the end says it to people.
   */
  copyTo(path: string): void {
    const queryOnly = this.#database.pragma('query_only', { simple: true });
    try {
      // A copy is a write to SQLite, though not to this file.
      this.#database.pragma('query_only = OFF');
      this.#database.prepare('VACUUM INTO ?').run(path);
    } finally {
      this.#database.pragma(`query_only = ${queryOnly}`);
    }
  }

  /**
   * Closes the connection. The last one to close also folds the write-ahead log into the file and takes
   * the file out of WAL mode: then it is one file, and can be opened from a disk that cannot be written.
   */
  close(): void {
    if (!this.#database.open) return;
    this.#statements.clear();
    if (!this.#database.readonly) leaveWal(this.#database);
    this.#database.close();
  }

  #prepare(sql: string): Database.Statement {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#compile(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #compile(sql: string): Database.Statement {
    try {
      return this.#database.prepare(sql);
    } catch (cause) {
      // Our statements fit our schema, so a part that is missing is missing from the file.
      if (!(cause instanceof Error && /^no such (table|column)/.test(cause.message))) throw cause;
      if (this.readOnly?.code !== 'newer-project') throw damaged(this.path, this.noun, { cause });
      throw new UserError(
        'newer-project',
        `The ${this.noun} ${this.path} was written by a newer version of LERF Studio, which this one cannot read.`,
        'Update LERF Studio to open it.',
        { cause },
      );
    }
  }

  #mustBeWritable(): void {
    if (this.readOnly) throw new UserError(this.readOnly.code, this.readOnly.message, this.readOnly.hint);
  }

  #guard<T>(call: () => T): T {
    try {
      return call();
    } catch (thrown) {
      throw storageError(thrown, this.path, this.noun);
    }
  }
}

function leaveWal(database: Database.Database): void {
  try {
    database.pragma('query_only = OFF');
    database.pragma('busy_timeout = 0');
    database.pragma('wal_checkpoint(TRUNCATE)');
    database.pragma('journal_mode = DELETE');
  } catch {
    // Another connection is still at work (it will do this when it closes) or the disk is full: either
    // way everything is durable in the log already, and the next opening takes it in.
  }
}
