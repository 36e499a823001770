/** The web shell over a whole engine in this process, and clients that say whatever they like. */
import { once } from 'node:events';
import { request as httpRequest, type IncomingHttpHeaders, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import type { Hono } from 'hono';
import { createApp } from '../api/app.ts';
import { Access } from '../web/access.ts';
import { createShellServer } from '../web/shell-server.ts';
import { createWebShell, type WebShellFetch } from '../web/web-shell.ts';
import { openTestEngine, removeFolder, type TestEngine, temporaryFolder } from './test-engine.ts';

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

export interface AttackedShell {
  readonly port: number;
  readonly opened: TestEngine;
  readonly app: Hono;
  readonly access: Access;
  /** Requests that got through to the engine: method and path. */
  readonly reached: string[];
  /** Headers of a page of ours, with its session. */
  readonly ours: Readonly<Record<string, string>>;
  /** Sends exactly these headers and exactly this path, as no browser would let a page do. An event stream answers without its text. */
  send(method: string, path: string, headers?: Record<string, string>, body?: string): Promise<Answer>;
  /** Sends the bytes as they are, and what comes back until the server hangs up. */
  raw(request: string): Promise<string>;
  close(): Promise<void>;
}

export async function openAttackedShell(limits: Parameters<typeof createShellServer>[1] = {}): Promise<AttackedShell> {
  const root = await temporaryFolder();
  const opened = await openTestEngine(root);
  const app = createApp(opened.engine);
  const access = new Access();
  const reached: string[] = [];
  let handle: WebShellFetch = () => new Response(null, { status: 503 });
  const server = createShellServer((request, bindings) => handle(request, bindings), limits);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const engineFetch = async (request: Request) => {
    reached.push(`${request.method} ${new URL(request.url).pathname}`);
    return app.fetch(request);
  };
  handle = createWebShell({ access, port, engineFetch, rendererFolder: join(root, 'renderer') }).fetch;
  const { session } = access.exchange(access.token) as { session: string };
  return {
    port,
    opened,
    app,
    access,
    reached,
    ours: {
      cookie: `lerf_session_${port}=${session}`,
      origin: `http://127.0.0.1:${port}`,
      'sec-fetch-site': 'same-origin',
    },
    send: (method, path, headers = {}, body) => send(port, method, path, headers, body),
    raw: (request) => raw(port, request),
    close: async () => {
      await closeServer(server);
      await opened.engine.close();
      await removeFolder(root);
    },
  };
}

async function closeServer(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

function send(
  port: number,
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: string,
): Promise<Answer> {
  // For DELETE, Node leaves the length of a body out.
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  const options = { host: '127.0.0.1', port, method, path, headers: { ...length, ...headers }, agent: false };
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(options, async (incoming) => {
      const isEndless = incoming.headers['content-type']?.startsWith('text/event-stream') ?? false;
      const text = isEndless ? '' : (await incoming.setEncoding('utf8').toArray()).join('');
      if (isEndless) incoming.destroy();
      resolve({ status: incoming.statusCode!, headers: incoming.headers, text });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

function raw(port: number, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(request));
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    // A server that cuts a connection off has answered too.
    socket.on('error', (error: NodeJS.ErrnoException) => (error.code === 'ECONNREFUSED' ? reject(error) : undefined));
    socket.on('close', () => resolve(text));
  });
}
