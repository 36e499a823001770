import type { Readable } from 'node:stream';
import { utilityProcess } from 'electron';
import { ENGINE_ENTRY, type EngineChild } from '../engine/engine-child.ts';

/** Starts the engine as a utility process: a Node process that Electron ends together with the app. */
export function launchUtilityEngine(): EngineChild {
  const child = utilityProcess.fork(ENGINE_ENTRY, [], { stdio: 'pipe', serviceName: 'LERF Studio Engine' });
  return {
    get pid() {
      return child.pid;
    },
    stdout: child.stdout as Readable | null,
    stderr: child.stderr as Readable | null,
    send: (message) => child.postMessage(message),
    onMessage: (listener) => child.on('message', listener),
    // Electron tells the exit code alone; on POSIX a signal shows in it.
    onExit: (listener) => child.once('exit', (code) => listener(code, signalOf(code))),
    kill: () => {
      if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL');
    },
  };
}

function signalOf(code: number): string | null {
  const signals: Record<number, string> = {
    6: 'SIGABRT',
    9: 'SIGKILL',
    11: 'SIGSEGV',
    134: 'SIGABRT',
    137: 'SIGKILL',
    139: 'SIGSEGV',
  };
  return process.platform === 'win32' ? null : (signals[code] ?? null);
}
