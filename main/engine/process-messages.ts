import type { EngineInfo } from '../api/contract.ts';

/** The first and only message from the shell to a fresh engine process. */
export interface EngineStart {
  /** Unix domain socket or Windows named pipe to serve on. */
  socketPath: string;
  /** Every request must carry it in SECRET_HEADER: the socket's place alone is not a secret on Windows. */
  secret: string;
  dataFolder: string;
  shell: EngineInfo['shell'];
  /** Folders that paths from the user interface may lie in. */
  roots: string[];
  restarts: number;
  lastExit: string | null;
}

/** The engine's only message to the shell: it listens on the socket. */
export interface EngineReady {
  type: 'ready';
}

export const SECRET_HEADER = 'x-lerf-secret';
/** Routes for the shell alone. Shells pass only /api on, so no user interface can reach them. */
export const SHUTDOWN_PATH = '/internal/shutdown';
export const GRANT_PATH = '/internal/grant';
/** Answered by the supervisor itself: starts an engine again that it had given up. The page may ask this. */
export const REVIVE_PATH = '/api/engine/restart';
