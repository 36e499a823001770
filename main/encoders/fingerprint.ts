import { createHash } from 'node:crypto';
import { createReadStream, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import type { ModelFolder } from './model-folder.ts';

const cacheSchema = z.record(z.string(), z.object({ size: z.number(), modified: z.number(), sha256: z.string() }));
type Cache = z.output<typeof cacheSchema>;

/**
 * Identifies a model by what decides on its embeddings: the content of its files and what each is for. The
 * same files give the same fingerprint wherever they lie.
 *
 * @param cachePath remembers the hashes of large files by their size and time, so that opening a model again
 *   does not read it twice
 */
export async function fingerprint({ root, files }: ModelFolder, cachePath: string): Promise<string> {
  const cache = readCache(cachePath);
  const known = JSON.stringify(cache);
  const hash = createHash('sha256');
  for (const name of files) hash.update(`${name}\0${await hashOf(resolve(root, name), cache)}\n`);
  if (JSON.stringify(cache) !== known) writeCache(cachePath, cache);
  return hash.digest('hex');
}

export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk);
  return hash.digest('hex');
}

async function hashOf(path: string, cache: Cache): Promise<string> {
  const { size, mtimeMs: modified } = statSync(path);
  const known = cache[path];
  if (known && known.size === size && known.modified === modified) return known.sha256;
  const sha256 = await sha256OfFile(path);
  cache[path] = { size, modified, sha256 };
  return sha256;
}

/** Nothing depends on the cache but time: whatever is wrong with it, it begins anew. */
function readCache(path: string): Cache {
  try {
    return cacheSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return {};
  }
}

function writeCache(path: string, cache: Cache): void {
  const unfinished = join(dirname(path), `.fingerprints-${process.pid}-${Math.random().toString(36).slice(2)}`);
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(unfinished, JSON.stringify(cache));
    renameSync(unfinished, path);
  } catch {
    // A data folder that cannot be written costs time at the next opening, no more.
  }
}
