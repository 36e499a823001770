import { fork } from 'node:child_process';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { EngineReady, EngineStart } from './process-messages.ts';

/** An engine process as the supervisor sees it, whichever shell has started it. */
export interface EngineChild {
  readonly pid: number | undefined;
  readonly stdout: Readable | null;
  readonly stderr: Readable | null;
  send(message: EngineStart): void;
  onMessage(listener: (message: EngineReady) => void): void;
  /** `signal` is null where the platform does not tell (Electron), `code` where there was a signal. */
  onExit(listener: (code: number | null, signal: string | null) => void): void;
  /** At once, without any chance to clean up. */
  kill(): void;
}

export type LaunchEngine = () => EngineChild;

const EXTENSION = import.meta.url.endsWith('.ts') ? '.ts' : '.js';

/** The engine process's entry file. */
export const ENGINE_ENTRY = fileURLToPath(new URL(`./process${EXTENSION}`, import.meta.url));

/** Starts the engine as a Node child process: the web shell's way. */
export function forkEngine(): EngineChild {
  const child = fork(ENGINE_ENTRY, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], serialization: 'advanced' });
  return {
    pid: child.pid,
    stdout: child.stdout,
    stderr: child.stderr,
    // A send to a child that is already gone fails; its exit is what the supervisor acts on.
    send: (message) => child.send(message, () => {}),
    onMessage: (listener) => child.on('message', (message) => listener(message as EngineReady)),
    onExit: (listener) => child.once('exit', listener),
    kill: () => child.kill('SIGKILL'),
  };
}
