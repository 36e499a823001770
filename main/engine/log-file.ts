import { mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';

const ROTATE_BYTES = 5 << 20;

export interface LogFile {
  readonly path: string;
  /** The engine's own log lines are JSON and go in as they are; anything else becomes a message. */
  writeLine(line: string): void;
}

/** `logs/lerf-studio.log` in the data folder; the one before it is kept as `.1`. */
export function openLogFile(dataFolder: string): LogFile {
  const folder = join(dataFolder, 'logs');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'lerf-studio.log');
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > ROTATE_BYTES) renameSync(path, `${path}.1`);
  // Synchronous: the last lines before a crash are the ones that matter.
  const destination = pino.destination({ dest: path, append: true, sync: true });
  const shell = pino({ base: { pid: process.pid } }, destination);
  return {
    path,
    writeLine(line) {
      if (line.startsWith('{"level":')) destination.write(`${line}\n`);
      else shell.info(line);
    },
  };
}
