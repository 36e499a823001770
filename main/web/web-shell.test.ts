import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Access } from './access.ts';
import { createShellServer } from './shell-server.ts';
import { createWebShell, type WebShellFetch } from './web-shell.ts';

let server: Server;
let port: number;
let access: Access;
let folder: string;
let rendererFolder: string;
const engineFetch = vi.fn(async (request: Request) => Response.json({ reached: new URL(request.url).pathname }));

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lerf-web-'));
  rendererFolder = join(folder, 'renderer');
  await mkdir(join(rendererFolder, 'assets'), { recursive: true });
  await writeFile(join(folder, 'secret.txt'), 'secret');
  await writeFile(join(rendererFolder, 'index.html'), '<!doctype html><title>LERF Studio</title>');
  await writeFile(join(rendererFolder, 'assets', 'main-abc.js'), 'export {};');
  access = new Access();
  engineFetch.mockClear();
  let handle: WebShellFetch;
  server = createShellServer((request, bindings) => handle(request, bindings));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
  handle = createWebShell({ access, port, engineFetch, rendererFolder }).fetch;
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** Sends exactly these headers and exactly this path, as no browser would let a page do. */
function send(method: string, path: string, headers: Record<string, string> = {}, body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({ host: '127.0.0.1', port, method, path, headers }, async (incoming) => {
      const text = (await incoming.setEncoding('utf8').toArray()).join('');
      resolve({ status: incoming.statusCode!, headers: incoming.headers, text });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

const own = () => ({ origin: `http://127.0.0.1:${port}`, 'sec-fetch-site': 'same-origin' });
const json = { 'content-type': 'application/json' };
const postToken = (token: string, headers: Record<string, string> = own()) =>
  send('POST', '/session', { ...json, ...headers }, JSON.stringify({ token }));

async function signIn(): Promise<{ cookie: string }> {
  const { headers } = await postToken(access.token);
  return { cookie: headers['set-cookie']![0]!.split(';')[0]! };
}

describe('signing in', () => {
  test('the token is exchanged for a cookie that scripts cannot read and other sites cannot send', async () => {
    const answer = await postToken(access.token);
    expect(answer.status).toBe(204);
    const [cookie] = answer.headers['set-cookie']!;
    expect(cookie).toMatch(new RegExp(`^lerf_session_${port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict$`));
    const api = await send('GET', '/api/library', { cookie: cookie!.split(';')[0]! });
    expect(api).toMatchObject({ status: 200, text: '{"reached":"/api/library"}' });
  });

  test('a wrong token is refused, guessing is slowed down', async () => {
    for (let guess = 0; guess < 10; guess++) expect((await postToken(`guess${guess}`)).status).toBe(401);
    const limited = await postToken(access.token);
    expect(limited.status).toBe(429);
    expect(limited.headers['set-cookie']).toBeUndefined();
  });

  test.each(['', 'not json', '{}', '{"token":""}', '{"token":5}', '[]'])(
    'a body of %j is a bad request',
    async (body) => {
      expect((await send('POST', '/session', { ...json, ...own() }, body)).status).toBe(400);
    },
  );

  test('an endless body is cut off', async () => {
    const body = JSON.stringify({ token: 'x'.repeat(100_000) });
    expect((await send('POST', '/session', { ...json, ...own() }, body)).status).toBe(413);
  });
});

describe('attacks', () => {
  const attacks: [name: string, headers: () => Record<string, string>, method?: string][] = [
    ['DNS rebinding: a foreign host name that resolves to 127.0.0.1', () => ({ host: `evil.example:${port}` })],
    ['another port in the host header', () => ({ host: '127.0.0.1:1' })],
    ['a host that only begins like ours', () => ({ host: `127.0.0.1.evil.example:${port}` })],
    ['a page of another site', () => ({ origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }), 'POST'],
    ['a page of another local port', () => ({ origin: 'http://127.0.0.1:1', 'sec-fetch-site': 'same-site' }), 'POST'],
    ['an image tag on another site', () => ({ 'sec-fetch-site': 'cross-site' })],
    ['an image tag on another local port', () => ({ 'sec-fetch-site': 'same-site' })],
    ['a sandboxed frame', () => ({ origin: 'null', 'sec-fetch-site': 'cross-site' }), 'POST'],
    ['a form that was opened in a new tab', () => ({ 'sec-fetch-site': 'none' }), 'POST'],
    ['our origin over another scheme', () => ({ origin: `https://127.0.0.1:${port}` }), 'POST'],
    ['a state change of unknown origin', () => ({}), 'DELETE'],
  ];

  test.each(attacks)('%s does not reach the engine, even with the cookie', async (_name, headers, method = 'GET') => {
    const { cookie } = await signIn();
    const answer = await send(method, '/api/library', { cookie, ...headers() });
    expect(answer.status).toBe(403);
    expect(JSON.parse(answer.text)).toMatchObject({ error: { code: 'unauthorised' } });
    expect(engineFetch).not.toHaveBeenCalled();
  });

  test.each(attacks)('%s cannot sign in, even with the token', async (_name, headers) => {
    const given = headers();
    // A reading attack has no counterpart here: /session only takes POST.
    const answer = await postToken(access.token, given);
    expect(answer.status).toBe(403);
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  test.each(['GET', 'POST', 'PATCH', 'DELETE', 'OPTIONS'])('%s without a session is refused', async (method) => {
    const answer = await send(method, '/api/library', { ...own(), cookie: `lerf_session_${port}=${access.token}` });
    expect(answer.status).toBe(401);
    expect(engineFetch).not.toHaveBeenCalled();
  });

  test('other sites get no CORS headers, not even for a preflight', async () => {
    const preflight = await send('OPTIONS', '/api/library', {
      origin: 'https://evil.example',
      'access-control-request-method': 'DELETE',
    });
    expect(preflight.status).toBe(403);
    expect(Object.keys(preflight.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  test.each([
    '/../../etc/passwd',
    '/..%2f..%2fetc%2fpasswd.txt',
    '/assets/..%5c..%5csecret.txt',
    '/%2e%2e/%2e%2e/secret.txt',
    '/assets/%00.js',
    '//etc/passwd.txt',
  ])('no file outside the user interface: %s', async (path) => {
    const answer = await send('GET', path);
    expect(answer.text).not.toContain('secret');
    expect(answer.text).not.toContain('root:');
  });

  test("the engine's own routes cannot be reached from a page", async () => {
    const { cookie } = await signIn();
    for (const path of ['/internal/shutdown', '/api/../internal/shutdown', '/api/..%2finternal/shutdown']) {
      await send('POST', path, { cookie, ...own() });
    }
    const reached = engineFetch.mock.calls.map(([request]) => new URL(request.url).pathname);
    expect(reached.filter((path) => !path.startsWith('/api/'))).toEqual([]);
  });
});

describe('the page', () => {
  test('it is served with a strict policy and needs no session', async () => {
    const page = await send('GET', '/');
    expect(page).toMatchObject({ status: 200, text: '<!doctype html><title>LERF Studio</title>' });
    expect(page.headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'");
    expect(page.headers['content-security-policy']).not.toMatch(/script-src[^;]*unsafe/);
    expect(page.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'DENY',
      'cache-control': 'no-cache',
    });
  });

  test('built assets are cached for good, missing ones are not found', async () => {
    const asset = await send('GET', '/assets/main-abc.js');
    expect(asset.headers).toMatchObject({ 'content-type': 'text/javascript; charset=utf-8' });
    expect(asset.headers['cache-control']).toContain('immutable');
    expect((await send('GET', '/assets/main-old.js')).status).toBe(404);
  });

  test('without a build it says what to run', async () => {
    await rm(join(rendererFolder, 'index.html'));
    expect(await send('GET', '/')).toMatchObject({ status: 404, text: expect.stringContaining('npm run build') });
  });
});

describe('the way to the engine', () => {
  test('localhost is served as well as 127.0.0.1', async () => {
    const { cookie } = await signIn();
    const host = `localhost:${port}`;
    const headers = { cookie, host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' };
    expect((await send('POST', '/api/library', headers, '{}')).status).toBe(200);
  });

  test('method, query and body arrive; answers carry the security headers', async () => {
    const { cookie } = await signIn();
    engineFetch.mockImplementationOnce(async (request) => {
      expect(request.method).toBe('PATCH');
      expect(new URL(request.url).search).toBe('?x=1');
      expect(await request.json()).toEqual({ name: 'Fox' });
      return new Response('{}', { status: 418, headers: { 'content-type': 'application/json' } });
    });
    const answer = await send('PATCH', '/api/x?x=1', { cookie, ...own(), ...json }, '{"name":"Fox"}');
    expect(answer.status).toBe(418);
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
  });

  test('when the engine dies in the middle of an answer, the client’s connection is cut', async () => {
    const complaints = vi.spyOn(console, 'error').mockImplementation(() => {});
    const { cookie } = await signIn();
    let breakOff = () => {};
    engineFetch.mockImplementationOnce(async () => {
      const body = new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode('half of it'));
          breakOff = () => controller.error(new Error('aborted'));
        },
      });
      return new Response(body);
    });
    const response = await fetch(`http://127.0.0.1:${port}/api/points`, { headers: { cookie } });
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader.read()).value).toBe('half of it');
    breakOff();
    await expect(reader.read()).rejects.toThrow();
    expect(complaints).not.toHaveBeenCalled();
  });

  test('a client that goes away is not read for any longer', async () => {
    const { cookie } = await signIn();
    const cancelled = vi.fn();
    engineFetch.mockImplementationOnce(
      async () => new Response(new ReadableStream({ start: (c) => c.enqueue(new Uint8Array(1)), cancel: cancelled })),
    );
    const abort = new AbortController();
    const response = await fetch(`http://127.0.0.1:${port}/api/events`, { headers: { cookie }, signal: abort.signal });
    await response.body!.getReader().read();
    abort.abort();
    await vi.waitFor(() => expect(cancelled).toHaveBeenCalled());
  });

  test('a request that is taken back ends in the engine too, and is no error', async () => {
    const complaints = vi.spyOn(console, 'error').mockImplementation(() => {});
    const { cookie } = await signIn();
    const ended = vi.fn();
    engineFetch.mockImplementationOnce(
      ({ signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            ended();
            reject(new Error('The operation was aborted', { cause: signal.reason }));
          });
        }),
    );
    const abort = new AbortController();
    const answer = fetch(`http://127.0.0.1:${port}/api/x`, { headers: { cookie }, signal: abort.signal });
    await vi.waitFor(() => expect(engineFetch).toHaveBeenCalled());
    abort.abort();
    await expect(answer).rejects.toThrow();
    await vi.waitFor(() => expect(ended).toHaveBeenCalled());
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(complaints).not.toHaveBeenCalled();
  });
});
