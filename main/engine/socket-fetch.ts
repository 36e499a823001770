import { request as httpRequest, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';

/** Bodies up to this size are sent in one piece with their headers. The engine takes none beyond it but refuses them. */
const GATHERED_BYTES = 1 << 20;

/**
 * `fetch` over a unix domain socket or a Windows named pipe. Bodies stream both ways: no more than a
 * small one is gathered in memory, a reader that stops reading holds the sender back, and cancelling the
 * response body or aborting the request's signal closes the connection.
 *
 * Sent again, once, is only what cannot be done twice: what never reached the engine, and what only reads.
 */
export async function socketFetch(
  socketPath: string,
  request: Request,
  extraHeaders: Record<string, string>,
): Promise<Response> {
  const length = Number(request.headers.get('content-length') ?? Number.NaN);
  // An answer can come before the body is asked for. A body that is still on its way then meets a closed
  // connection, and the failure to write it would hide the answer; one that went along cannot.
  const body = request.body && length <= GATHERED_BYTES ? Buffer.from(await request.arrayBuffer()) : request.body;
  const message: Message = { request, body, extraHeaders };
  try {
    return await send(socketPath, message);
  } catch (error) {
    if (request.signal.aborted || !canBeRepeated(message, error)) throw error;
    return send(socketPath, message);
  }
}

interface Message {
  request: Request;
  body: Buffer | ReadableStream | null;
  extraHeaders: Record<string, string>;
}

function canBeRepeated({ request, body }: Message, error: unknown): boolean {
  const neverArrived = (error as NodeJS.ErrnoException).syscall === 'connect';
  const onlyReads = request.method === 'GET' || request.method === 'HEAD';
  return (neverArrived || onlyReads) && !(body instanceof ReadableStream);
}

function send(socketPath: string, { request, body, extraHeaders }: Message): Promise<Response> {
  return new Promise((resolve, reject) => {
    const url = new URL(request.url);
    const passedOn = [...request.headers].filter(([name]) => !CONNECTION_HEADERS.has(name));
    // The engine would close a connection that is to be closed as soon as it has answered, before it has
    // read all of a long body; so closing is left to this end, which does it after the answer.
    const headers = { ...Object.fromEntries(passedOn), ...extraHeaders, connection: 'keep-alive' };
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
    if (body instanceof ReadableStream) {
      pipeline(Readable.fromWeb(body as NodeReadableStream), outgoing).catch(reject);
    } else {
      outgoing.end(body ?? undefined);
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
