import { accessSync, closeSync, constants, existsSync, openSync, rmSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { UserError } from '../errors.ts';
import { latestVersion, type Migration, migrate, schemaVersion } from './migrate.ts';
import { type ReadOnlyReason, Sqlite } from './sqlite.ts';
import { damaged, type StorageNoun, storageError } from './storage-error.ts';

/** What makes a SQLite file one of ours. */
export interface DatabaseKind {
  readonly noun: StorageNoun;
  /** Tells our files from any other SQLite database. */
  readonly applicationId: number;
  /** In ascending order of version, from 1 without gaps. */
  readonly migrations: readonly Migration[];
  /** Reads what every file of this kind has in all versions; no row, or one with a null in it, is damage. */
  readonly probe: string;
}

/** How long a call waits for another connection's write; writes are kept far shorter than this. */
const busyTimeoutMs = 15_000;

/** Most of a project is large blobs, which cost one lookup per page. */
const pageBytes = 16_384;

/** What the write-ahead log is cut back to after a large write. */
const journalLimitBytes = 64 * 2 ** 20;

/**
 * Opens one of our files and brings its schema up to date. Opens read-only, with the reason in
 * `Sqlite.readOnly`, where `readonly` asks for it, where the disk allows no more, and where a newer
 * version wrote the file. A file that is no database of this kind is not touched.
 *
 * Never read such a file by other means while it is open: on POSIX systems, closing any handle of a file
 * drops the locks that SQLite holds on it in the same process.
 *
 * @throws UserError not-found, bad-project, read-only, conflict or disk
 */
export function openDatabase(path: string, kind: DatabaseKind, options: { readonly?: boolean } = {}): Sqlite {
  const file = filePath(path);
  try {
    if (!statSync(file).isFile()) throw notOurs(file, kind);
    const writable = isWritable(file) && isWritable(dirname(file));
    if (!writable) return openUnwritable(file, kind, 'read-only');
    try {
      return openWritable(file, kind, options.readonly ?? false);
    } catch (thrown) {
      if (isFull(thrown)) return openUnwritable(file, kind, 'disk');
      // Permissions alone do not tell (access lists, network disks): SQLite has the last word.
      if (!isRefusal(thrown)) throw thrown;
      return openUnwritable(file, kind, 'read-only');
    }
  } catch (thrown) {
    throw storageError(thrown, file, kind.noun);
  }
}

/**
 * Creates an empty database; refuses a file that exists. `building` is for a file that nobody else opens
 * before it is complete: it is locked against other processes, and fast rather than durable, so the
 * caller must sync it to the disk after closing it.
 *
 * @param shownAs what errors call it, where it gets another name when it is complete
 */
export function createDatabase(
  path: string,
  kind: DatabaseKind,
  mode: 'shared' | 'building',
  shownAs: string = resolve(path),
): Sqlite {
  const file = filePath(path);
  try {
    closeSync(openSync(file, 'wx'));
  } catch (thrown) {
    throw storageError(thrown, shownAs, kind.noun);
  }
  try {
    return opening(file, false, (database) => {
      database.pragma(`page_size = ${pageBytes}`);
      if (mode === 'building') {
        database.pragma('locking_mode = EXCLUSIVE');
        database.pragma('journal_mode = MEMORY');
        database.pragma('synchronous = OFF');
      }
      // Before the switch to WAL, so that the file itself says what it is from its first byte on disk.
      database.pragma(`application_id = ${kind.applicationId}`);
      migrate(database, kind.migrations);
      if (mode === 'shared') makeDurable(database);
      return new Sqlite(database, shownAs, kind.noun, null);
    });
  } catch (thrown) {
    removeDatabaseFiles(file);
    throw storageError(thrown, shownAs, kind.noun);
  }
}

/** A database in memory, where none can be written at `path`: empty, or begun as the copy `image` of one. */
export function openInMemory(path: string, kind: DatabaseKind, image?: Buffer): Sqlite {
  // Bytes 18 and 19 of the header say WAL (2), which memory has no files for, or rollback journal (1).
  const database = new Database(image?.fill(1, 18, 20) ?? ':memory:');
  database.pragma('foreign_keys = ON');
  migrate(database, kind.migrations);
  return new Sqlite(database, path, kind.noun, null);
}

export function removeDatabaseFiles(path: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(path + suffix, { force: true });
}

/**
 * Removes an unfinished file that a process left behind when it died in the middle of building it.
 *
 * @throws UserError conflict if a living process is still building it
 */
export function removeAbandoned(path: string, kind: DatabaseKind): void {
  if (!existsSync(path)) return;
  const database = new Database(path, { timeout: 0 });
  try {
    database.pragma('user_version');
  } catch (thrown) {
    const error = storageError(thrown, path, kind.noun);
    if (error instanceof UserError && error.code === 'conflict') throw error;
    // Anything else wrong with it is what one expects of half a file.
  } finally {
    database.close();
  }
  removeDatabaseFiles(path);
}

function openWritable(file: string, kind: DatabaseKind, readonly: boolean): Sqlite {
  return opening(file, false, (database) => {
    const newer = identify(database, file, kind);
    let reason: ReadOnlyReason | null = null;
    if (newer) reason = newerVersion(file, kind);
    else if (readonly) reason = openedForReading(file);

    if (!newer && (!readonly || schemaVersion(database) < latestVersion(kind.migrations))) {
      makeDurable(database);
      migrate(database, kind.migrations);
    }
    if (reason) database.pragma('query_only = ON');
    return new Sqlite(database, file, kind.noun, reason);
  });
}

/** @param why it cannot be written: nobody may, or its disk is full. */
function openUnwritable(file: string, kind: DatabaseKind, why: 'read-only' | 'disk'): Sqlite {
  const words = UNWRITABLE[why];
  try {
    return opening(file, true, (database) => {
      if (identify(database, file, kind)) return new Sqlite(database, file, kind.noun, newerVersion(file, kind));
      if (schemaVersion(database) < latestVersion(kind.migrations)) {
        throw new UserError(
          why,
          `${file} comes from an older version and cannot be brought up to date, because ${words.because}.`,
          words.wayOut,
        );
      }
      return new Sqlite(database, file, kind.noun, { code: why, message: words.message(file), hint: words.hint });
    });
  } catch (thrown) {
    if (!isRefusal(thrown)) throw thrown;
    throw new UserError(
      why,
      `${file} was not closed properly, and cannot be recovered because ${words.because}.`,
      words.wayOutWithLog,
      { cause: thrown },
    );
  }
}

const UNWRITABLE = {
  'read-only': {
    because: 'it cannot be written',
    message: (file: string) => `${file} cannot be written, so it is open for reading only.`,
    hint: 'To change it, copy it to a folder you can write to and open the copy.',
    wayOut: 'Copy it to a folder you can write to and open the copy.',
    wayOutWithLog: 'Copy it, together with the file of the same name that ends in -wal, to a folder you can write to.',
  },
  disk: {
    because: 'its disk is full',
    message: (file: string) => `The disk that holds ${file} is full, so it is open for reading only.`,
    hint: 'Free some space there to change it.',
    wayOut: 'Free some space there, then open it again.',
    wayOutWithLog: 'Free some space there, then open it again.',
  },
} as const;

/** Opens the file for `use`, and closes it again if `use` fails. */
function opening(file: string, readonly: boolean, use: (database: Database.Database) => Sqlite): Sqlite {
  const database = new Database(file, { readonly, fileMustExist: true, timeout: busyTimeoutMs });
  try {
    // People send each other projects: let a crafted schema run nothing, and notice crooked pages early.
    database.pragma('trusted_schema = OFF');
    database.pragma('cell_size_check = ON');
    database.pragma('foreign_keys = ON');
    return use(database);
  } catch (thrown) {
    database.close();
    throw thrown;
  }
}

/** Whether a newer version wrote the file; throws if it is none of ours. */
function identify(database: Database.Database, file: string, kind: DatabaseKind): boolean {
  let applicationId: unknown;
  try {
    applicationId = database.pragma('application_id', { simple: true });
    database.prepare('SELECT count(*) FROM sqlite_schema').get();
  } catch (thrown) {
    const code = thrown instanceof Database.SqliteError ? thrown.code : '';
    if (code === 'SQLITE_NOTADB') throw notOurs(file, kind);
    if (code === 'SQLITE_ERROR') throw damaged(file, kind.noun, { cause: thrown }); // 'unsupported file format'
    throw thrown;
  }
  if (applicationId !== kind.applicationId)
    throw isOursBut(database, kind) ? damaged(file, kind.noun) : notOurs(file, kind);
  const version = schemaVersion(database);
  if (version < 1) throw damaged(file, kind.noun);
  const isNewer = version > latestVersion(kind.migrations);
  if (!isNewer) requireContent(database, file, kind);
  return isNewer;
}

/** Opening for writing changes the header: what is damaged where it is read first must be found before that. */
function requireContent(database: Database.Database, file: string, kind: DatabaseKind): void {
  let content: unknown[] | undefined;
  try {
    content = database.prepare(kind.probe).raw().get() as unknown[] | undefined;
  } catch (cause) {
    if (cause instanceof Error && /^no such (table|column)/.test(cause.message))
      throw damaged(file, kind.noun, { cause });
    throw cause;
  }
  if (!content || content.includes(null)) throw damaged(file, kind.noun);
}

function makeDurable(database: Database.Database): void {
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.pragma(`journal_size_limit = ${journalLimitBytes}`);
}

function filePath(path: string): string {
  const file = resolve(path);
  // better-sqlite3 trims the name it is given and would open another file.
  if (file !== file.trimEnd()) {
    throw new UserError('bad-request', `The file name '${path}' ends in a blank.`, 'Choose a name without it.');
  }
  return file;
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** There is no space for SQLite's files beside the database. */
function isFull(thrown: unknown): boolean {
  return thrown instanceof Database.SqliteError && /^SQLITE_(FULL|IOERR_SHMSIZE)/.test(thrown.code);
}

/** SQLite may not write here, or not create its files beside the database. */
function isRefusal(thrown: unknown): boolean {
  return thrown instanceof Database.SqliteError && /^SQLITE_(READONLY|CANTOPEN|PERM|IOERR_SHM)/.test(thrown.code);
}

/** Whether the tables are ours, though the file's header says otherwise. */
function isOursBut(database: Database.Database, kind: DatabaseKind): boolean {
  const tables = new Set(database.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`).pluck().all());
  return kind.noun === 'project' && ['project', 'setting', 'capture', 'frame'].every((name) => tables.has(name));
}

function notOurs(file: string, kind: DatabaseKind): UserError {
  return new UserError(
    'bad-project',
    `${file} is not a LERF Studio ${kind.noun}.`,
    file.toLowerCase().endsWith('.lerf')
      ? 'Nothing was changed in the file. If it has been a project, restore a copy of it, or save what can be read into a new one: `lerf salvage`.'
      : 'Choose a .lerf file. To start from photographs, import their folder instead.',
  );
}

function newerVersion(file: string, kind: DatabaseKind): ReadOnlyReason {
  return {
    code: 'newer-project',
    message: `The ${kind.noun} ${file} was written by a newer version of LERF Studio, so it is open for reading only.`,
    hint: 'Update LERF Studio to change it.',
  };
}

function openedForReading(file: string): ReadOnlyReason {
  return {
    code: 'read-only',
    message: `${file} was opened for reading only.`,
    hint: 'Open it for writing to change it.',
  };
}
