/** The engine process: serves one Engine on a private socket until the shell that started it is gone. */
import { timingSafeEqual } from 'node:crypto';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import pino, { type Logger } from 'pino';
import { z } from 'zod';
import { createApp } from '../api/app.ts';
import { readBody } from '../api/respond.ts';
import { describeThrown, reportCrashes } from '../diagnostics/crash-reports.ts';
import { Engine } from './engine.ts';
import { connectParent } from './parent-port.ts';
import { type EngineStart, GRANT_PATH, SECRET_HEADER, SHUTDOWN_PATH } from './process-messages.ts';

/** Time for a running training to write its checkpoint after the shell has vanished. */
const ORPHAN_LIMIT_MS = 20_000;

/** The API behind the secret, and what only the shell may ask for. */
export function createEngineServer(engine: Engine, secret: string, onShutdown: () => void): Hono {
  const expected = Buffer.from(secret);
  const app = new Hono();
  app.use(async (c, next) => {
    const given = Buffer.from(c.req.header(SECRET_HEADER) ?? '');
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return c.body(null, 403);
    return next();
  });
  app.post(GRANT_PATH, async (c) => {
    const { folder } = await readBody(c, z.object({ folder: z.string() }));
    await engine.roots.grant(folder);
    return c.body(null, 204);
  });
  app.post(SHUTDOWN_PATH, (c) => {
    setImmediate(onShutdown);
    return c.body(null, 202);
  });
  app.route('/', createApp(engine));
  return app;
}

async function serve(start: EngineStart, log: Logger): Promise<void> {
  const engine = await Engine.open({ ...start, log });
  const end = () => void engine.close().finally(() => process.exit(0));
  // Whoever stops a whole process group, as an init system does, means the engine too.
  process.on('SIGTERM', end);
  parent.onGone(() => {
    log.warn('the shell is gone; closing');
    setTimeout(() => process.exit(1), ORPHAN_LIMIT_MS).unref();
    end();
  });
  const app = createEngineServer(engine, start.secret, end);
  const server = createAdaptorServer({ fetch: app.fetch });
  server.listen(start.socketPath, () => {
    parent.send({ type: 'ready' });
    if (start.restarts === 0 && process.env.LERF_DEMO !== 'off') engine.demo.openAtFirstStart();
    log.info({ restarts: start.restarts }, 'the engine is ready');
  });
}

// A terminal sends Ctrl-C to every process in it; the shell is the one that decides what it means.
process.on('SIGINT', () => {});
const parent = connectParent();
parent.onStart((start) => {
  // The shell that reads this takes out what tells of a person; an error's message does not come so far.
  const log = pino(
    { base: { pid: process.pid }, serializers: { err: describeThrown } },
    pino.destination({ dest: 1, sync: true }),
  );
  reportCrashes('engine', start.dataFolder, (sentence, thrown) => log.fatal({ err: thrown }, sentence));
  serve(start, log).catch((error: unknown) => {
    log.fatal({ err: error }, 'the engine cannot start');
    process.exit(1);
  });
});
