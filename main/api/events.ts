import { Hono } from 'hono';
import type { Engine } from '../engine/engine.ts';
import { isLive } from '../engine/job-queue.ts';
import type { EngineEvent } from './contract.ts';

const HEARTBEAT_MS = 15_000;
/** A client that lets this much pile up is not reading; it is dropped and may connect again. */
const BACKLOG_LIMIT_BYTES = 1 << 20;

/** GET /api/events: `hello`, one `job` per job that lives or ended unheard, then everything that happens. */
export function eventRoutes(engine: Engine): Hono {
  const routes = new Hono();
  routes.get('/', (c) => {
    c.header('content-type', 'text/event-stream; charset=utf-8');
    c.header('cache-control', 'no-store');
    c.header('x-content-type-options', 'nosniff');
    // Proxies in between must not gather events to compress them.
    c.header('content-encoding', 'identity');
    return c.body(eventStream(engine));
  });
  return routes;
}

export function eventStream(engine: Engine, heartbeatMs = HEARTBEAT_MS): ReadableStream<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  let stop = () => {};
  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      start(controller) {
        const write = (text: string) => {
          controller.enqueue(encoder.encode(text));
          if ((controller.desiredSize ?? 0) > 0) return;
          stop();
          controller.error(new Error('The client does not read its events.'));
        };
        const send = (event: EngineEvent) => write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
        const heartbeat = setInterval(() => write(': heartbeat\n\n'), heartbeatMs);
        const unsubscribe = engine.bus.subscribe(send, { isPage: true });
        const endWithEngine = () => {
          stop();
          controller.close();
        };
        engine.closing.addEventListener('abort', endWithEngine);
        stop = () => {
          clearInterval(heartbeat);
          unsubscribe();
          engine.closing.removeEventListener('abort', endWithEngine);
        };
        send({ type: 'hello', engine: engine.info() });
        for (const job of engine.jobs.list().filter(isLive)) send({ type: 'job', job });
        for (const event of engine.bus.takeUnheard()) send(event);
      },
      cancel() {
        stop();
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: BACKLOG_LIMIT_BYTES }),
  );
}
