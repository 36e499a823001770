import Database from 'better-sqlite3';
import { UserError } from '../errors.ts';

/** What a database file is called when a person reads about it. */
export type StorageNoun = 'project' | 'list of projects';

/**
 * What a failed file or SQLite call means to a person: a `UserError` where the cause lies outside the
 * program (the disk, the permissions, the file itself), the error unchanged where it is a bug.
 */
export function storageError(thrown: unknown, path: string, noun: StorageNoun): unknown {
  if (thrown instanceof UserError || !(thrown instanceof Error) || !('code' in thrown)) return thrown;
  const options = { cause: thrown };
  switch (causeOf(String(thrown.code), thrown instanceof Database.SqliteError)) {
    case 'full':
      return new UserError(
        'disk',
        `The disk that holds ${path} is full.`,
        'Free some space there, then try again.',
        options,
      );
    case 'io':
      return new UserError(
        'disk',
        `The disk failed while reading or writing ${path}.`,
        'Check the disk, its connection and whether it takes files of this size, then try again.',
        options,
      );
    case 'read-only':
      return new UserError(
        'read-only',
        `${path} cannot be written.`,
        'Check the permissions of the file and its folder, or copy it to a folder you can write to.',
        options,
      );
    case 'damaged':
      return damaged(path, noun, options);
    case 'busy':
      return new UserError(
        'conflict',
        `${path} is being written by another LERF Studio.`,
        'Wait a moment, or close the other window or command, then try again.',
        options,
      );
    case 'exists':
      return new UserError('conflict', `${path} already exists.`, 'Choose another name.', options);
    case 'missing':
      return new UserError('not-found', `${path} was not found.`, 'Check the path.', options);
    default:
      return thrown;
  }
}

/** The file's content contradicts itself. It is left exactly as it was found. */
export function damaged(path: string, noun: StorageNoun, options?: ErrorOptions): UserError {
  return new UserError(
    'bad-project',
    `The ${noun} ${path} is damaged.`,
    noun === 'project'
      ? 'Nothing was changed in the file. Restore a copy of it, or save what can be read into a new one: `lerf salvage`.'
      : 'Nothing was changed in the file. Restore a copy of it.',
    options,
  );
}

type Cause = 'full' | 'io' | 'read-only' | 'damaged' | 'busy' | 'exists' | 'missing';

const fileCauses: Record<string, Cause> = {
  ENOSPC: 'full',
  EDQUOT: 'full',
  EIO: 'io',
  // FAT32 takes no file beyond 4 GB.
  EFBIG: 'io',
  EACCES: 'read-only',
  EPERM: 'read-only',
  EROFS: 'read-only',
  EEXIST: 'exists',
  ENOENT: 'missing',
  ENOTDIR: 'missing',
};

/** By primary result code; extended codes (SQLITE_IOERR_WRITE, …) begin with it. */
const sqliteCauses: [prefix: string, cause: Cause][] = [
  ['SQLITE_FULL', 'full'],
  ['SQLITE_IOERR', 'io'],
  ['SQLITE_READONLY', 'read-only'],
  ['SQLITE_PERM', 'read-only'],
  ['SQLITE_CORRUPT', 'damaged'],
  ['SQLITE_NOTADB', 'damaged'],
  ['SQLITE_BUSY', 'busy'],
  ['SQLITE_LOCKED', 'busy'],
  ['SQLITE_CANTOPEN', 'missing'],
];

function causeOf(code: string, fromSqlite: boolean): Cause | undefined {
  return fromSqlite ? sqliteCauses.find(([prefix]) => code.startsWith(prefix))?.[1] : fileCauses[code];
}
