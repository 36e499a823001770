import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import { redactLogLine, redactor } from './redact.ts';

export interface LogFile {
  readonly path: string;
  /** The engine's own log lines are JSON and go in as they are; anything else becomes a message. Never throws. */
  writeLine(line: string): void;
}

export interface Rotation {
  /** A file that a line would make larger than this is put aside. */
  readonly bytes: number;
  /** Files in all: the one that is written, and those put aside. */
  readonly files: number;
}

const ROTATION: Rotation = { bytes: 2 << 20, files: 5 };
/** What a native library prints before it dies can be of any length. */
const LONGEST_LINE = 16_384;

/** The logs of a data folder, the newest first; those that are not there too. */
export function logPaths(dataFolder: string, { files } = ROTATION): string[] {
  const path = join(dataFolder, 'logs', 'lerf-studio.log');
  return Array.from({ length: files }, (_, age) => (age === 0 ? path : `${path}.${age}`));
}

/**
 * `logs/lerf-studio.log` in the data folder; those before it are kept as `.1`, `.2` and so on. Secrets, paths
 * and words of people are taken out of every line before it is written. A log that cannot be written is no
 * reason not to work: then nothing is.
 */
export function openLogFile(dataFolder: string, rotation: Rotation = ROTATION): LogFile {
  const paths = logPaths(dataFolder, rotation);
  const file = new RotatingFile(paths, rotation.bytes);
  const redact = redactor();
  const shell = pino({ base: { pid: process.pid } }, { write: (line) => file.write(redactLogLine(line, redact)) });
  return {
    path: paths[0]!,
    writeLine(line) {
      if (line.length > LONGEST_LINE) shell.info(`${line.slice(0, LONGEST_LINE)}…`);
      else if (line.startsWith('{"level":')) file.write(redactLogLine(line, redact));
      else shell.info(line);
    },
  };
}

/** Written synchronously: the last lines before a crash are the ones that matter. */
class RotatingFile {
  readonly #paths: readonly string[];
  readonly #limitBytes: number;
  #handle: number | null = null;
  #bytes = 0;

  constructor(paths: readonly string[], limitBytes: number) {
    this.#paths = paths;
    this.#limitBytes = limitBytes;
  }

  write(line: string): void {
    const bytes = Buffer.from(line.endsWith('\n') ? line : `${line}\n`);
    try {
      if (this.#handle === null) this.#open();
      if (this.#bytes > 0 && this.#bytes + bytes.length > this.#limitBytes) this.#rotate();
      this.#bytes += writeSync(this.#handle!, bytes);
    } catch {
      this.#close(); // A disk that was full or away may be there again for the next line.
    }
  }

  #open(): void {
    mkdirSync(join(this.#paths[0]!, '..'), { recursive: true });
    this.#handle = openSync(this.#paths[0]!, 'a');
    this.#bytes = fstatSync(this.#handle).size;
  }

  #rotate(): void {
    this.#close();
    // Another shell on the same data folder may have done it already.
    const size = statSync(this.#paths[0]!, { throwIfNoEntry: false })?.size ?? 0;
    if (size + 1 > this.#limitBytes / 2) this.#putAside();
    this.#open();
  }

  #putAside(): void {
    rmSync(this.#paths.at(-1)!, { force: true });
    for (let age = this.#paths.length - 1; age > 0; age--) {
      const [from, to] = [this.#paths[age - 1]!, this.#paths[age]!];
      if (existsSync(from)) renameSync(from, to);
    }
  }

  #close(): void {
    if (this.#handle === null) return;
    const handle = this.#handle;
    this.#handle = null;
    closeSync(handle);
  }
}
