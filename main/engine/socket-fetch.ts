import { request as httpRequest, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';

/**
 * `fetch` over a unix domain socket or a Windows named pipe. Bodies stream both ways: nothing is
 * gathered in memory, a reader that stops reading holds the sender back, and cancelling the response
 * body or aborting the request's signal closes the connection.
 */
export function socketFetch(socketPath: string, request: Request, extraHeaders: Record<string, string>) {
  return new Promise<Response>((resolve, reject) => {
    const url = new URL(request.url);
    const passedOn = [...request.headers].filter(([name]) => !CONNECTION_HEADERS.has(name));
    const headers = { ...Object.fromEntries(passedOn), ...extraHeaders };
    const outgoing = httpRequest(
      // No agent: a kept-alive connection to an engine that has died would fail the next request.
      {
        socketPath,
        agent: false,
        method: request.method,
        path: url.pathname + url.search,
        headers,
        signal: request.signal,
      },
      (incoming) => resolve(toResponse(incoming, request.method)),
    );
    outgoing.on('error', reject);
    if (request.body) {
      pipeline(Readable.fromWeb(request.body as NodeReadableStream), outgoing).catch(reject);
    } else {
      outgoing.end();
    }
  });
}

/** Headers that belong to one connection and must not be passed on to the next (RFC 9110, 7.6.1). */
const CONNECTION_HEADERS = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'te', 'trailer']);

function toResponse(incoming: IncomingMessage, method: string): Response {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headersDistinct)) {
    if (!value || CONNECTION_HEADERS.has(name)) continue;
    for (const item of value) headers.append(name, item);
  }
  const status = incoming.statusCode ?? 502;
  const hasBody = method !== 'HEAD' && status !== 204 && status !== 304;
  if (!hasBody) incoming.resume();
  return new Response(hasBody ? (Readable.toWeb(incoming) as ReadableStream) : null, { status, headers });
}
