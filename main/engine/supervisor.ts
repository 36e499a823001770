import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiError, EngineInfo } from '../api/contract.ts';
import { REPORTED_EXIT_CODE } from '../diagnostics/crash-reports.ts';
import type { EngineChild, LaunchEngine } from './engine-child.ts';
import { GRANT_PATH, REVIVE_PATH, SECRET_HEADER, SHUTDOWN_PATH } from './process-messages.ts';
import { socketFetch } from './socket-fetch.ts';

export interface SupervisorOptions {
  launch: LaunchEngine;
  shell: EngineInfo['shell'];
  dataFolder: string;
  roots: string[];
  /** One line of the engine's output, or of the supervisor's own account of its life. */
  log(line: string): void;
  /** The engine has died without a report of its own; `what` is one sentence. */
  onDeath?: (what: string) => void;
  /** How long the n-th restart within a minute waits. */
  backOffMs?: (deaths: number) => number;
}

type State = 'starting' | 'up' | 'restarting' | 'failed' | 'stopped';

const DEATHS_WINDOW_MS = 60_000;
const DEATHS_ALLOWED = 5;
const STARTUP_LIMIT_MS = 60_000;
/** A training has to reach the end of its chunk and write a checkpoint. */
const SHUTDOWN_LIMIT_MS = 30_000;
const LOG_LIMIT_MS = 1_000;
const DEATH_NOTICE_MS = 200;

/**
 * Keeps one engine process alive and speaks to it: `fetch` passes a request on over a private socket.
 * When the engine dies it is started again, a little later each time; after five deaths within a
 * minute the supervisor gives up and every request is told so, until somebody asks for another try.
 */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #roots: Set<string>;
  readonly #deaths: number[] = [];
  #state: State = 'starting';
  #child: EngineChild | undefined;
  #exited: Promise<void> = Promise.resolve();
  /** Settles when all of the engine's output has been logged. */
  #logged: Promise<unknown> = Promise.resolve();
  #firstStart = Promise.withResolvers<void>();
  #socketFolder: string | undefined;
  #socketPath = '';
  #secret = '';
  #restarts = 0;
  #lastExit: string | null = null;
  #restartTimer: NodeJS.Timeout | undefined;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#roots = new Set(options.roots);
  }

  get state(): State {
    return this.#state;
  }

  /** The engine's process id, while there is one. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Resolves when the engine listens; rejects if it cannot be started at all. */
  async start(): Promise<void> {
    if (process.platform !== 'win32') {
      // mkdtemp makes the folder 0700: no other user can reach the socket in it.
      this.#socketFolder = await mkdtemp(join(tmpdir(), 'lerf-'));
    }
    this.#launch();
    await this.#firstStart.promise;
  }

  /**
   * Answers with the engine's response, its body streaming. While the engine is down: 503 and an
   * ApiError. Requests that come before the engine's first start wait for it.
   */
  async fetch(request: Request): Promise<Response> {
    if (this.#state === 'starting') await this.#firstStart.promise.catch(() => {});
    if (request.method === 'POST' && new URL(request.url).pathname === REVIVE_PATH) return this.#revive();
    if (this.#state !== 'up') return this.#unavailable();
    try {
      return await socketFetch(this.#socketPath, request, { [SECRET_HEADER]: this.#secret });
    } catch (error) {
      if (request.signal.aborted) throw error;
      // A connection breaks off a moment before the engine that held it is known to be dead.
      await Promise.race([this.#exited, sleep(DEATH_NOTICE_MS, undefined, { ref: false })]);
      if (this.#state !== 'up') return this.#unavailable();
      this.#options.log(`a request failed: ${request.method} ${new URL(request.url).pathname}: ${String(error)}`);
      return Response.json({ error: BROKEN_OFF }, { status: 503 });
    }
  }

  /** Lets paths from the user interface lie in this folder too, now and after every restart. */
  async grant(folder: string): Promise<void> {
    this.#roots.add(folder);
    const response = await this.#post(GRANT_PATH, { folder });
    // While the engine is down its next start brings the new root along.
    if (!response.ok && response.status !== 503) throw new Error(`The engine refused the folder ${folder}.`);
  }

  /** Asks the engine to write checkpoints and close its projects, and waits until it has ended. */
  async stop(): Promise<void> {
    if (this.#state === 'stopped') return;
    const wasUp = this.#state === 'up';
    const shutdown = wasUp ? this.#post(SHUTDOWN_PATH, {}) : null;
    this.#state = 'stopped';
    this.#firstStart.reject(new Error('The engine was stopped before it had started.'));
    this.#firstStart.promise.catch(() => {});
    clearTimeout(this.#restartTimer);
    const child = this.#child;
    const limit = setTimeout(() => child?.kill(), wasUp ? SHUTDOWN_LIMIT_MS : 0);
    await Promise.all([shutdown?.catch(() => {}), this.#exited]);
    clearTimeout(limit);
    // A process is gone before the last it said has been read; a grandchild may hold the pipe for longer.
    await Promise.race([this.#logged, sleep(LOG_LIMIT_MS, undefined, { ref: false })]);
    if (this.#socketFolder) await rm(this.#socketFolder, { recursive: true, force: true });
  }

  #launch(): void {
    const name = randomBytes(12).toString('hex');
    this.#socketPath = this.#socketFolder ? join(this.#socketFolder, name) : `\\\\.\\pipe\\lerf-${name}`;
    this.#secret = randomBytes(32).toString('base64url');
    const child = this.#options.launch();
    this.#child = child;
    this.#logged = Promise.all(
      [child.stdout, child.stderr].map((stream) => stream && logLines(stream, this.#options.log)),
    );
    const startup = setTimeout(() => {
      this.#options.log(`the engine did not start within ${STARTUP_LIMIT_MS / 1000} s`);
      child.kill();
    }, STARTUP_LIMIT_MS);
    child.onMessage(() => {
      clearTimeout(startup);
      if (this.#state === 'stopped') return;
      this.#state = 'up';
      this.#firstStart.resolve();
    });
    this.#exited = new Promise((resolve) => {
      child.onExit((code, signal) => {
        clearTimeout(startup);
        this.#child = undefined;
        this.#onExit(code, signal);
        resolve();
      });
    });
    child.send({
      socketPath: this.#socketPath,
      secret: this.#secret,
      dataFolder: this.#options.dataFolder,
      shell: this.#options.shell,
      roots: [...this.#roots],
      restarts: this.#restarts,
      lastExit: this.#lastExit,
    });
  }

  #onExit(code: number | null, signal: string | null): void {
    if (this.#state === 'stopped') return;
    const what = describeExit(code, signal);
    if (code !== REPORTED_EXIT_CODE) this.#options.onDeath?.(`${what}.`);
    this.#lastExit = `${what} and has been restarted.`;
    const now = Date.now();
    this.#deaths.push(now);
    while (this.#deaths[0]! < now - DEATHS_WINDOW_MS) this.#deaths.shift();
    if (this.#deaths.length >= DEATHS_ALLOWED) {
      this.#state = 'failed';
      this.#options.log(`${what}, ${DEATHS_ALLOWED} times within a minute: giving up`);
      this.#firstStart.reject(new Error(this.#giveUpError().message));
      return;
    }
    if (this.#state === 'up') this.#state = 'restarting';
    this.#restarts++;
    const delayMs = (this.#options.backOffMs ?? defaultBackOffMs)(this.#deaths.length);
    this.#options.log(`${what}; restarting in ${delayMs} ms`);
    this.#restartTimer = setTimeout(() => this.#launch(), delayMs);
  }

  #revive(): Response {
    if (this.#state === 'failed') {
      this.#options.log('starting the engine once more, as was asked');
      this.#deaths.length = 0;
      this.#state = 'restarting';
      this.#restarts++;
      this.#launch();
    }
    return Response.json({}, { status: 202 });
  }

  #post(path: string, body: object): Promise<Response> {
    return this.fetch(
      new Request(`http://engine${path}`, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      }),
    );
  }

  #unavailable(): Response {
    const error = this.#state === 'failed' ? this.#giveUpError() : RESTARTING;
    return Response.json({ error }, { status: 503, headers: { 'retry-after': '1' } });
  }

  #giveUpError(): ApiError {
    return {
      code: 'engine-stopped',
      message: `The engine stopped ${DEATHS_ALLOWED} times within a minute and is not restarted any more.`,
      hint: 'Start it once more; the log file in the data folder says what happened.',
    };
  }
}

const RESTARTING: ApiError = {
  code: 'engine-restarting',
  message: 'The engine is being restarted.',
  hint: 'This takes a moment; no project is damaged.',
};

const BROKEN_OFF: ApiError = {
  code: 'engine-restarting',
  message: 'The connection to the engine broke off before it had answered.',
  hint: 'What you asked for may have been done: look before you try again.',
};

function describeExit(code: number | null, signal: string | null): string {
  if (code === REPORTED_EXIT_CODE) return 'The engine stopped because of a mistake in it';
  return signal === null ? `The engine stopped unexpectedly (exit code ${code})` : `The engine was killed (${signal})`;
}

function defaultBackOffMs(deaths: number): number {
  return 100 * 3 ** (deaths - 1);
}

/** Logs a stream line by line, to its end. */
function logLines(stream: Readable, log: (line: string) => void): Promise<void> {
  const lines = createInterface({ input: stream }).on('line', log);
  return new Promise((resolve) => lines.once('close', resolve));
}
