import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, freemem, release, totalmem } from 'node:os';
import { version } from '../engine/version.ts';

/** The libraries whose versions a report is of little use without. */
const LIBRARIES = ['better-sqlite3', 'onnxruntime-node', 'sharp', 'pino', 'hono', 'zod'];

/** What the program and this computer are. */
export function describeMachine() {
  const [cpu] = cpus();
  return {
    program: version,
    versions: process.versions,
    libraries: Object.fromEntries(LIBRARIES.map((name) => [name, versionOf(name)])),
    system: { platform: process.platform, arch: process.arch, release: release() },
    cpu: { model: cpu?.model ?? null, cores: cpus().length, usable: availableParallelism() },
    memory: { totalBytes: totalmem(), freeBytes: freemem() },
    // Which of our own settings are set, and not to what.
    environment: Object.keys(process.env)
      .filter((name) => /^(LERF_|ORT_|CUDA_VISIBLE)/.test(name))
      .toSorted(),
  };
}

function versionOf(name: string): string | null {
  try {
    const paths = createRequire(import.meta.url).resolve.paths(name) ?? [];
    for (const path of paths) {
      const text = readOrNull(`${path}/${name}/package.json`);
      if (text !== null) return (JSON.parse(text) as { version: string }).version;
    }
  } catch {
    // Said as not known.
  }
  return null;
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
