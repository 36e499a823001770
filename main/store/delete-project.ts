import { closeSync, openSync, readSync, renameSync } from 'node:fs';
import Database from 'better-sqlite3';
import { UserError } from '../errors.ts';
import { removeDatabaseFiles } from './open-database.ts';
import { projectKind } from './schemas.ts';
import { storageError } from './storage-error.ts';

/**
 * Deletes a .lerf file with SQLite's files beside it. A file that is none of ours stays. Nobody in this
 * process may have it open.
 *
 * @throws UserError conflict if another process has it open; bad-project, not-found, read-only or disk; then
 *   the file is still there
 */
export function deleteProjectFile(path: string): void {
  try {
    if (!isProjectFile(path)) {
      throw new UserError(
        'bad-project',
        `${path} is not a LERF Studio project, so it was not deleted.`,
        'Remove the project from the list only, or delete the file yourself.',
      );
    }
    requireUnused(path);
    // First out of the way in one step: a log must never be deleted while its project is still there.
    const doomed = `${path}.deleted`;
    renameSync(path, doomed);
    removeDatabaseFiles(path);
    removeDatabaseFiles(doomed);
  } catch (thrown) {
    throw storageError(thrown, path, 'project');
  }
}

/** Whoever has it open would go on writing to a file that nobody can reach any more. */
function requireUnused(path: string): void {
  const database = new Database(path, { timeout: 0 });
  try {
    // Only the last connection may take a file out of WAL mode; into it, only one that has locked nobody out.
    database.pragma('journal_mode = WAL');
    database.pragma('journal_mode = DELETE');
  } catch (thrown) {
    const error = storageError(thrown, path, 'project');
    if (!(error instanceof UserError && error.code === 'conflict')) return; // It can be deleted, whatever else is wrong.
    throw new UserError(
      'conflict',
      `${path} is open in another LERF Studio, so it was not deleted.`,
      'Close the other window or command, then try again.',
      { cause: thrown },
    );
  } finally {
    database.close();
  }
}

/** By the header alone, so that a damaged project can be deleted too. */
function isProjectFile(path: string): boolean {
  const header = Buffer.alloc(72);
  const handle = openSync(path, 'r');
  try {
    readSync(handle, header, 0, header.length, 0);
  } finally {
    closeSync(handle);
  }
  // https://sqlite.org/fileformat2.html#the_database_header
  return (
    header.toString('latin1', 0, 16) === 'SQLite format 3\0' && header.readUInt32BE(68) === projectKind.applicationId
  );
}
