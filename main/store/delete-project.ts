import { closeSync, openSync, readSync, renameSync } from 'node:fs';
import { UserError } from '../errors.ts';
import { removeDatabaseFiles } from './open-database.ts';
import { projectKind } from './schemas.ts';
import { storageError } from './storage-error.ts';

/**
 * Deletes a .lerf file with SQLite's files beside it. A file that is none of ours stays. Nobody in this
 * process may have it open.
 *
 * @throws UserError bad-project, not-found, read-only or disk; then the file is still there
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
    // First out of the way in one step: a log must never be deleted while its project is still there.
    const doomed = `${path}.deleted`;
    renameSync(path, doomed);
    removeDatabaseFiles(path);
    removeDatabaseFiles(doomed);
  } catch (thrown) {
    throw storageError(thrown, path, 'project');
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
