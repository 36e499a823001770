/** A project out of the zip that project-zip.ts made of it, or that somebody else did. */
import { createWriteStream, existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { UserError } from '../errors.ts';
import { nameTaken, publishFile } from '../store/durable-file.ts';
import { ProjectFile } from '../store/project-file.ts';
import { storageError } from '../store/storage-error.ts';
import type { ExportHooks } from './export-points.ts';
import { UNFINISHED_SUFFIXES, unfinishedBeside } from './unfinished-name.ts';

/** The project and a page on what it is; a few more do no harm. */
const MOST_ENTRIES = 100;
/** Photographs hardly get smaller in a zip: what is large and shrinks to less than this is no project. */
const LARGE_BYTES = 64 * 2 ** 20;
const LEAST_PART = 1 / 100;
const UNIX_FILE_TYPE = 0o170000;
const UNIX_LINK = 0o120000;

/**
 * Unpacks the project of a zip to a new file. Names in the zip decide nothing about where that is: one entry is
 * read, to the file that is named here. It is there once it is whole and checked, and else nothing is.
 * @param path the .lerf file to write.
 * @returns its size in bytes.
 * @throws UserError bad-project, conflict if the name is taken, cancelled, disk
 */
export async function readProjectZip(zipFile: string, path: string, hooks: ExportHooks = {}): Promise<number> {
  if (existsSync(path)) throw nameTaken(path);
  const unfinished = unfinishedBeside(path);
  let zip: ZipFile | null = null;
  try {
    zip = await openZip(zipFile);
    const entry = await projectEntry(zip, zipFile);
    await unpack(zip, entry, zipFile, unfinished, hooks);
    checkProject(unfinished, `${entry.fileName} in ${zipFile}`);
    publishFile(unfinished, path);
    return entry.uncompressedSize;
  } catch (thrown) {
    throw storageError(thrown, path, 'project');
  } finally {
    zip?.close();
    for (const suffix of [...UNFINISHED_SUFFIXES, '-wal', '-shm']) await rm(`${unfinished}${suffix}`, { force: true });
  }
}

async function openZip(file: string): Promise<ZipFile> {
  try {
    return await openPromise(file, { autoClose: false, strictFileNames: true });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new UserError('not-found', `${file} does not exist.`, 'Check the path.', { cause });
    }
    throw unusable(file, 'it is damaged or no zip', cause);
  }
}

/** The one project among the entries. */
async function projectEntry(zip: ZipFile, file: string): Promise<Entry> {
  if (zip.entryCount > MOST_ENTRIES) throw unusable(file, `it holds ${zip.entryCount} files, and a project is one`);
  const projects: Entry[] = [];
  try {
    for await (const entry of zip.eachEntry()) {
      if (/\.lerf$/i.test(entry.fileName)) projects.push(entry);
    }
  } catch (cause) {
    throw unusable(file, 'its list of files is damaged or names places outside', cause);
  }
  const [entry] = projects;
  if (entry === undefined) throw unusable(file, 'there is no .lerf file in it');
  if (projects.length > 1) throw unusable(file, `there are ${projects.length} .lerf files in it`);
  if (((entry.externalFileAttributes >>> 16) & UNIX_FILE_TYPE) === UNIX_LINK) {
    throw unusable(file, 'its .lerf file is only a link to another place');
  }
  if (entry.isEncrypted()) throw unusable(file, 'it is encrypted');
  const { compressedSize, uncompressedSize } = entry;
  if (uncompressedSize > LARGE_BYTES && compressedSize < LEAST_PART * uncompressedSize) {
    throw unusable(file, `${compressedSize} bytes in it would become ${uncompressedSize}, as no project does`);
  }
  return entry;
}

async function unpack(
  zip: ZipFile,
  entry: Entry,
  file: string,
  unfinished: string,
  { onProgress, isCancelled }: ExportHooks,
): Promise<void> {
  let [done, checksum] = [0, 0];
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, next) {
      done += chunk.length;
      checksum = crc32(chunk, checksum);
      onProgress?.(done, entry.uncompressedSize, 'Unpacking');
      next(isCancelled?.() ? new UserError('cancelled', 'The import was cancelled.') : null, chunk);
    },
  });
  const written = createWriteStream(unfinished, { flags: 'wx' });
  try {
    await pipeline(await zip.openReadStreamPromise(entry), counted, written);
  } catch (cause) {
    // What the disk has to say has a code of the system; what the zip has to say has none, or one of zlib.
    const code = (cause as NodeJS.ErrnoException).code ?? '';
    if (cause instanceof UserError || /^E[A-Z]+$/.test(code)) throw cause;
    throw unusable(file, 'its .lerf file is damaged', cause);
  }
  if (checksum !== entry.crc32) throw unusable(file, 'its .lerf file is damaged');
}

/** Whether what was unpacked is a whole project; what is wrong with it is said of the place it came from. */
function checkProject(unfinished: string, origin: string): void {
  try {
    const project = ProjectFile.open(unfinished, { readonly: true });
    try {
      const [problem] = project.integrityCheck();
      if (problem !== undefined) throw new UserError('bad-project', `${origin} is damaged.`, 'Ask for it once more.');
    } finally {
      project.close();
    }
  } catch (thrown) {
    if (!(thrown instanceof UserError)) throw thrown;
    const { code, message, hint } = thrown;
    throw new UserError(code, message.replaceAll(unfinished, origin), hint?.replaceAll(unfinished, origin), {
      cause: thrown,
    });
  }
}

const unusable = (file: string, why: string, cause?: unknown) =>
  new UserError(
    'bad-project',
    `No project can be read from ${file}: ${why}.`,
    'Export the project as a zip again, or ask for it once more.',
    cause === undefined ? undefined : { cause },
  );
