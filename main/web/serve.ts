import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { ApiError, ProjectCard } from '../api/contract.ts';
import { writeCrashReport } from '../diagnostics/crash-reports.ts';
import { openLogFile } from '../diagnostics/log-file.ts';
import { forkEngine } from '../engine/engine-child.ts';
import { Supervisor } from '../engine/supervisor.ts';
import { UserError } from '../errors.ts';
import { Access } from './access.ts';
import { createShellServer } from './shell-server.ts';
import { createWebShell, type WebShellFetch } from './web-shell.ts';

export interface ServeOptions {
  /** 0 takes any free port. */
  port: number;
  /** Folders that the page may choose captures and projects from. */
  roots: string[];
  /** Shown in the project browser right away; must lie in a root. */
  project: string | null;
  dataFolder: string;
  rendererFolder?: string;
}

export interface WebShell {
  /** With the token in its fragment, and the project's id if one was given: whoever opens it is signed in. */
  readonly url: string;
  readonly port: number;
  readonly logPath: string;
  readonly enginePid: number | undefined;
  /** Writes the checkpoint of a running training, closes the project and ends the engine. */
  close(): Promise<void>;
}

/** dist/renderer, from main/web as well as from dist/main/web. */
const RENDERER_FOLDER = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../../dist/renderer' : '../../renderer', import.meta.url),
);

/** Starts the engine and serves the user interface on 127.0.0.1. */
export async function serveWeb(options: ServeOptions): Promise<WebShell> {
  const logFile = openLogFile(options.dataFolder);
  const supervisor = new Supervisor({
    launch: forkEngine,
    shell: 'web',
    dataFolder: options.dataFolder,
    roots: options.roots,
    log: logFile.writeLine,
    onDeath: (what) => writeCrashReport(options.dataFolder, { process: 'engine', what }),
  });
  const access = new Access();
  // The checks need the port, which is known once the server listens; until then nothing gets through.
  let handle: WebShellFetch = () => new Response(null, { status: 503 });
  const server = createShellServer((request, bindings) => handle(request, bindings));
  try {
    const port = await listen(server, options.port);
    handle = createWebShell({
      access,
      port,
      engineFetch: (request) => supervisor.fetch(request),
      rendererFolder: options.rendererFolder ?? RENDERER_FOLDER,
    }).fetch;
    await supervisor.start();
    const projectId = options.project === null ? null : await addProject(supervisor, options.project);
    const page = projectId === null ? '' : `&project=${encodeURIComponent(projectId)}`;
    return {
      url: `http://127.0.0.1:${port}/#token=${access.token}${page}`,
      port,
      logPath: logFile.path,
      get enginePid() {
        return supervisor.pid;
      },
      close: () => closeAll(server, supervisor),
    };
  } catch (error) {
    await closeAll(server, supervisor);
    throw error;
  }
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EADDRINUSE') {
      throw new UserError('conflict', `Port ${port} is in use.`, 'Choose another one with --port.', { cause: error });
    }
    if (code === 'EACCES') {
      throw new UserError('conflict', `Port ${port} needs more rights.`, 'Choose one above 1023 with --port.', {
        cause: error,
      });
    }
    throw error;
  }
  return (server.address() as AddressInfo).port;
}

async function addProject(supervisor: Supervisor, path: string): Promise<string> {
  const response = await supervisor.fetch(
    new Request('http://engine/api/library', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ path }),
    }),
  );
  const body = (await response.json()) as ProjectCard | { error: ApiError };
  if ('error' in body) throw new UserError(body.error.code, body.error.message, body.error.hint);
  return body.id;
}

async function closeAll(server: Server, supervisor: Supervisor): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // Event streams never end by themselves; stopping the engine ends them.
  await supervisor.stop();
  server.closeAllConnections();
  await closed;
}
