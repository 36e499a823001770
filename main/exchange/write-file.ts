import { rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { UserError } from '../errors.ts';
import { replaceFile } from '../store/durable-file.ts';
import { storageError } from '../store/storage-error.ts';
import { unfinishedBeside } from './unfinished-name.ts';

/**
 * Writes a file that appears under its name only once it is whole, and takes the place of one that is there.
 * Whatever goes wrong, nothing else is left behind.
 * @param write fills the file of the name that it is given, in the same folder.
 * @param unfinished its name until then; whoever notes it can remove it after a crash.
 * @returns its size in bytes.
 * @throws UserError disk, read-only or not-found; and whatever `write` throws
 */
export async function writeWhole(
  path: string,
  write: (unfinished: string) => Promise<void>,
  unfinished = unfinishedBeside(path),
): Promise<number> {
  const target = await stat(path).catch(() => null);
  if (target?.isDirectory()) throw new UserError('bad-request', `${path} is a folder.`, 'Choose the name of a file.');
  try {
    await write(unfinished);
    const { size } = await stat(unfinished);
    replaceFile(unfinished, path);
    return size;
  } catch (thrown) {
    await rm(unfinished, { force: true });
    const error = storageError(thrown, path, 'project');
    // What is missing is the folder: the file itself need not be there.
    if (error instanceof UserError && error.code === 'not-found' && !(thrown instanceof UserError)) {
      throw new UserError('not-found', `There is no folder ${dirname(path)}.`, 'Choose one that exists.', {
        cause: thrown,
      });
    }
    throw error;
  }
}
