import type { Server } from 'node:http';
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import type { WebShellFetch } from './web-shell.ts';

/**
 * What a client may keep open: a page has six connections and its requests are small. Whoever sends a byte now
 * and then to hold what others need is cut off.
 */
const LIMITS = {
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  checkedEveryMs: 5_000,
  headerBytes: 16 * 1024,
  connections: 128,
};

/** The server of the web shell, not listening yet. */
export function createShellServer(handle: WebShellFetch, limits: Partial<typeof LIMITS> = {}): Server {
  const { headersTimeoutMs, requestTimeoutMs, checkedEveryMs, headerBytes, connections } = { ...LIMITS, ...limits };
  const server = createAdaptorServer({
    fetch: (request, bindings) => handle(request, bindings as HttpBindings),
    serverOptions: {
      headersTimeout: headersTimeoutMs,
      requestTimeout: requestTimeoutMs,
      connectionsCheckingInterval: checkedEveryMs,
      maxHeaderSize: headerBytes,
    },
  }) as Server;
  server.maxConnections = connections;
  return server;
}
