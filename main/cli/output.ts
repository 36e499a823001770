import type { Writable } from 'node:stream';
import { toApiError } from '../errors.ts';

/** Without a terminal, progress is a line now and then instead of one that is overwritten. */
const PLAIN_INTERVAL_MS = 5000;
const TERMINAL_INTERVAL_MS = 80;
const JSON_INTERVAL_MS = 250;

export interface OutputStreams {
  stdout: Writable & { isTTY?: boolean; columns?: number };
  stderr: Writable & { isTTY?: boolean; columns?: number };
}

/**
 * What a command tells the person or program that called it. With `--json`, stdout carries progress
 * as NDJSON and then one final object; without, it carries text, and progress goes to stderr so that
 * the result can be piped.
 */
export class Output {
  readonly json: boolean;
  readonly #streams: OutputStreams;
  #progressAt = Number.NEGATIVE_INFINITY;
  #lineIsOpen = false;

  constructor(json: boolean, streams: OutputStreams = process) {
    this.json = json;
    this.#streams = streams;
  }

  /** At most a few times a second; `isLast` is never left out. */
  progress(data: object, text: string, isLast = false): void {
    const { stderr } = this.#streams;
    const interval = this.json ? JSON_INTERVAL_MS : stderr.isTTY ? TERMINAL_INTERVAL_MS : PLAIN_INTERVAL_MS;
    const now = performance.now();
    if (!isLast && now - this.#progressAt < interval) return;
    this.#progressAt = now;
    if (this.json) {
      this.#write({ event: 'progress', ...data });
    } else if (stderr.isTTY) {
      const fitting = text.slice(0, Math.max(0, (stderr.columns ?? 80) - 1));
      stderr.write(`\r\u001b[K${fitting}`);
      this.#lineIsOpen = true;
    } else {
      stderr.write(`${text}\n`);
    }
  }

  /** As `progress`, for work that counts: images, tiles. The end of it is always told. */
  count(done: number, total: number | null, message: string): void {
    const text = total === null ? message : `${message} (${done}/${total})`;
    this.progress({ done, total, message }, text, done === total);
  }

  /** Something worth knowing that is not a failure. */
  note(text: string): void {
    this.#closeLine();
    this.#streams.stderr.write(`${text}\n`);
  }

  /** Once, at the end. */
  result(data: object, lines: string[]): void {
    this.#closeLine();
    if (this.json) this.#write(data);
    else for (const line of lines) this.#streams.stdout.write(`${line}\n`);
  }

  /** One line on stderr, whatever was thrown. */
  error(thrown: unknown): void {
    this.#closeLine();
    const { message, hint } = toApiError(thrown);
    const line = hint === undefined ? message : `${message} ${hint}`;
    this.#streams.stderr.write(`error: ${line.replaceAll(/\s*\n\s*/g, ' ')}\n`);
  }

  #write(data: object): void {
    this.#streams.stdout.write(`${JSON.stringify(data)}\n`);
  }

  #closeLine(): void {
    if (!this.#lineIsOpen) return;
    this.#streams.stderr.write('\n');
    this.#lineIsOpen = false;
  }
}
