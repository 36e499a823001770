import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UserError } from '../errors.ts';
import { storageError } from '../store/storage-error.ts';
import type { CatalogueEntry } from './catalogue.ts';
import { type Checksum, HUGGING_FACE, type Hub, HubClient, type RemoteFile } from './hub.ts';

export interface DownloadHooks {
  readonly signal: AbortSignal;
  onProgress(doneBytes: number, totalBytes: number, message: string): void;
}

/** Left free on the disk, for everything else that goes on. */
const spareBytes = 256 * 1024 ** 2;
const progressEveryMs = 100;

/**
 * Fetches the files of a model that are not in `folder` yet. Each is written under a passing name, compared with
 * its checksum, and only then gets its own: what has its name is whole. What an attempt that failed or was
 * cancelled has fetched is kept, and the next one goes on from there.
 *
 * @throws UserError cancelled, disk, read-only; not-found if the hub has no such file; bad-encoder if it cannot be
 *   reached or sends something else than it should
 */
export async function downloadModel(
  entry: CatalogueEntry,
  folder: string,
  { signal, onProgress }: DownloadHooks,
  hub: Hub = HUGGING_FACE,
): Promise<void> {
  const client = new HubClient(hub, entry, signal);
  try {
    const missing: RemoteFile[] = [];
    let doneBytes = 0;
    for (const file of entry.files) {
      const present = await sizeOf(join(folder, file.path));
      if (present === null) missing.push(await client.describe(file));
      else doneBytes += present;
    }
    const totalBytes = doneBytes + missing.reduce((sum, { bytes }) => sum + bytes, 0);
    await mkdir(folder, { recursive: true });
    const begun = await Promise.all(missing.map(async (file) => (await sizeOf(partPath(folder, file))) ?? 0));
    const begunBytes = begun.reduce((sum, bytes) => sum + bytes, 0);
    await requireSpace(folder, totalBytes - doneBytes - begunBytes, entry.name);

    let lastReportMs = 0;
    const report = (bytes: number, path: string) => {
      if (performance.now() - lastReportMs < progressEveryMs) return;
      lastReportMs = performance.now();
      onProgress(bytes, totalBytes, path);
    };
    for (const file of missing) {
      await fetchFile(client, file, folder, (bytes) => report(doneBytes + bytes, file.path));
      doneBytes += file.bytes;
    }
    onProgress(doneBytes, totalBytes, `${entry.name} is here`);
  } catch (error) {
    if (signal.aborted) {
      const message = `The download of ${entry.name} was cancelled; what is here is kept.`;
      throw new UserError('cancelled', message, 'Download it again to go on.', { cause: error });
    }
    throw storageError(error, folder, 'project');
  }
}

/** Bytes of a model on this disk, those of files half fetched included. */
export async function presentBytes({ files }: CatalogueEntry, folder: string): Promise<number> {
  let bytes = 0;
  for (const { path } of files) {
    bytes += (await sizeOf(join(folder, path))) ?? (await sizeOf(partPath(folder, { path }))) ?? 0;
  }
  return bytes;
}

/** Whether all files of a model have been fetched. */
export async function isComplete({ files }: CatalogueEntry, folder: string): Promise<boolean> {
  for (const { path } of files) {
    if ((await sizeOf(join(folder, path))) === null) return false;
  }
  return true;
}

const partPath = (folder: string, { path }: { readonly path: string }) => join(folder, `${path}.part`);

async function fetchFile(
  client: HubClient,
  file: RemoteFile,
  folder: string,
  onBytes: (done: number) => void,
): Promise<void> {
  const part = partPath(folder, file);
  await mkdir(dirname(part), { recursive: true });
  let begun = (await sizeOf(part)) ?? 0;
  if (begun > file.bytes) begun = 0;
  const response = begun < file.bytes ? await client.get(file, begun) : null;
  // A server that ignores the wish for the rest sends the whole: then what is here is of no use.
  if (response && !response.resumed) begun = 0;
  const hash = hashFor(file.checksum, file.bytes);
  if (begun > 0) await feedFile(hash, part, begun);
  const handle = await open(part, begun > 0 ? 'r+' : 'w');
  let done = begun;
  try {
    await handle.truncate(begun);
    for await (const chunk of response?.body ?? []) {
      done += chunk.byteLength;
      if (done > file.bytes) break;
      hash.update(chunk);
      await handle.write(chunk, 0, chunk.byteLength, done - chunk.byteLength);
      onBytes(done);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  if (done < file.bytes) throw client.interrupted(file, done);
  if (done > file.bytes || hash.digest('hex') !== file.checksum.hex) {
    // From here on nothing would get better.
    await rm(part);
    throw client.differs(file);
  }
  const path = join(folder, file.path);
  await rename(part, path);
  await syncFolder(dirname(path));
}

/** Hashes as the checksum was made: git puts a header before a file's content. */
function hashFor({ kind }: Checksum, bytes: number): Hash {
  return kind === 'sha256' ? createHash('sha256') : createHash('sha1').update(`blob ${bytes}\0`);
}

async function feedFile(hash: Hash, path: string, bytes: number): Promise<void> {
  for await (const chunk of createReadStream(path, { end: bytes - 1, highWaterMark: 1 << 20 })) hash.update(chunk);
}

async function requireSpace(folder: string, wantedBytes: number, name: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (wantedBytes === 0 || bavail * bsize >= wantedBytes + spareBytes) return;
  const inMegabytes = (bytes: number) => `${Math.ceil(bytes / 1e6)} MB`;
  throw new UserError(
    'disk',
    `${name} needs ${inMegabytes(wantedBytes)} more on the disk of ${folder}, which has ${inMegabytes(bavail * bsize)} free.`,
    `Free some space there (${inMegabytes(spareBytes)} are kept free), then try again.`,
  );
}

async function sizeOf(path: string): Promise<number | null> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}

async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return; // Folders cannot be opened there; NTFS logs the change itself.
  const handle = await open(path, 'r');
  await handle.sync().finally(() => handle.close());
}
