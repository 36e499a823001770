import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { getCookie, setCookie } from 'hono/cookie';
import { createMiddleware } from 'hono/factory';
import { z } from 'zod';
import type { ApiError } from '../api/contract.ts';
import { rendererFiles } from '../engine/renderer-files.ts';
import { apiAnswer, SECURITY_HEADERS } from '../engine/security-headers.ts';
import type { Access } from './access.ts';

export interface WebShellOptions {
  access: Access;
  port: number;
  /** Passes a request on to the engine. */
  engineFetch(request: Request): Promise<Response>;
  /** The built user interface. */
  rendererFolder: string;
}

/** Needs the connection too, to be able to cut it. */
export type WebShellFetch = (request: Request, bindings: HttpBindings) => Response | Promise<Response>;

const tokenSchema = z.object({ token: z.string().min(1).max(200) });

/**
 * The user interface and the API on 127.0.0.1. A loopback port can be reached by every program and,
 * through the browser, by every web page the user has open; each check below is against one way in.
 */
export function createWebShell({ access, port, engineFetch, rendererFolder }: WebShellOptions): {
  fetch: WebShellFetch;
} {
  // As browsers write them, which leave port 80 out.
  const hosts = new Set(['127.0.0.1', 'localhost'].map((name) => new URL(`http://${name}:${port}`).host));
  // Cookies are shared by all ports of a host; the name keeps two running shells apart.
  const cookie = `lerf_session_${port}`;

  // A foreign name that resolves to 127.0.0.1 (DNS rebinding) shows in the Host header.
  const knownHost = createMiddleware(async (c, next) => {
    // A request that names a whole address, as to a proxy, must name ours there too.
    const isKnown = hosts.has(c.req.header('host') ?? '') && hosts.has(new URL(c.req.url).host);
    return isKnown ? next() : refuse('This address is not served here.');
  });

  // Pages of other sites and ports: the browser says where a request comes from.
  const sameOrigin = createMiddleware(async (c, next) => {
    const origin = c.req.header('origin');
    const site = c.req.header('sec-fetch-site');
    const changesState = c.req.method !== 'GET' && c.req.method !== 'HEAD';
    if (origin !== undefined && origin !== `http://${c.req.header('host')}`) return refuse('Another site asked.');
    if (site !== undefined && site !== 'same-origin' && (changesState || site !== 'none')) {
      return refuse('Another site asked.');
    }
    if (changesState && origin === undefined && site === undefined) return refuse('The request has no origin.');
    return next();
  });

  const withSession = createMiddleware(async (c, next) => {
    if (!access.isSession(getCookie(c, cookie))) {
      return answer(401, {
        code: 'unauthorised',
        message: 'This browser is not signed in.',
        hint: 'Open the link that `lerf serve` has printed.',
      });
    }
    return next();
  });

  const app = new Hono<{ Bindings: HttpBindings }>();
  app.use(withHeaders, knownHost);
  app.use('/session', sameOrigin, bodyLimit({ maxSize: 1024 }));
  app.post('/session', async (c) => {
    const body = tokenSchema.safeParse(await c.req.json().catch(() => null));
    if (!body.success) return answer(400, { code: 'bad-request', message: 'A token is needed.' });
    const result = access.exchange(body.data.token);
    if (result === 'limited') {
      return answer(429, { code: 'unauthorised', message: 'Too many wrong tokens.', hint: 'Wait a minute.' });
    }
    if (result === 'refused') {
      return answer(401, {
        code: 'unauthorised',
        message: 'The token is wrong.',
        hint: 'Open the link that `lerf serve` has printed last.',
      });
    }
    setCookie(c, cookie, result.session, { httpOnly: true, sameSite: 'Strict', path: '/' });
    return c.body(null, 204);
  });
  app.all('/api/*', sameOrigin, withSession, async (c) => {
    const response = await engineFetch(c.req.raw).catch((error) => {
      // A question that the next keystroke made obsolete: nobody is there to be answered.
      if (c.req.raw.signal.aborted) return new Response(null, { status: 499 });
      throw error;
    });
    return apiAnswer(response, response.body && relay(response.body, () => c.env.outgoing.destroy()));
  });
  const files = rendererFiles(rendererFolder);
  app.all('*', (c) => files(c.req.raw));
  return app;
}

/** Refusals and what goes wrong in the shell itself, too, come with them; who has set one keeps it. */
const withHeaders = createMiddleware(async (c, next) => {
  await next();
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) {
    if (!c.res.headers.has(name)) c.header(name, value);
  }
});

/** A body that breaks off where the engine dies must not look complete to the client: `cut` its connection. */
function relay(body: ReadableStream<Uint8Array>, cut: () => void): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(value);
      } catch {
        cut();
        controller.close();
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
}

function refuse(message: string): Response {
  return answer(403, { code: 'unauthorised', message });
}

function answer(status: number, error: ApiError): Response {
  return Response.json({ error }, { status, headers: { 'cache-control': 'no-store' } });
}
