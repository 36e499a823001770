import type { EngineReady, EngineStart } from './process-messages.ts';

/** The part of Electron's `process.parentPort` that is used; it exists in a utility process only. */
interface UtilityParentPort {
  on(event: 'message', listener: (event: { data: EngineStart }) => void): void;
  postMessage(message: EngineReady): void;
}

export interface Parent {
  onStart(listener: (start: EngineStart) => void): void;
  send(message: EngineReady): void;
  /** The shell has ended without asking the engine to. Electron ends its utility processes itself. */
  onGone(listener: () => void): void;
}

/** The shell that started this process, by Node's IPC channel or by Electron's message port. */
export function connectParent(): Parent {
  const port = (process as { parentPort?: UtilityParentPort }).parentPort;
  if (port) {
    return {
      onStart: (listener) => port.on('message', ({ data }) => listener(data)),
      send: (message) => port.postMessage(message),
      onGone: () => {},
    };
  }
  if (!process.send) throw new Error('The engine process is started by a shell, not by hand: use `lerf serve`.');
  return {
    onStart: (listener) => process.once('message', (message) => listener(message as EngineStart)),
    send: (message) => process.send?.(message),
    onGone: (listener) => process.once('disconnect', listener),
  };
}
