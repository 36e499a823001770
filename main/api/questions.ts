import { Hono } from 'hono';
import type { Engine } from '../engine/engine.ts';
import {
  askRequestSchema,
  indexesSchema,
  jobSchema,
  pickRequestSchema,
  pickResponseSchema,
  sensitivityRequestSchema,
  sensitivityResponseSchema,
} from './contract.ts';
import { readBody, respond, respondBytes } from './respond.ts';

const PARCEL = 'application/octet-stream';

/** Mounted beside the project's own routes. Who closes the connection of a question takes the question back. */
export function questionRoutes(engine: Engine): Hono {
  const routes = new Hono();
  const { questions, languageIndexes } = engine;

  routes.get('/:id/indexes', (c) => respond(c, indexesSchema, { indexes: languageIndexes.list(c.req.param('id')) }));

  routes.post('/:id/runs/:run/index', async (c) =>
    respond(c, jobSchema, await languageIndexes.start(c.req.param('id'), c.req.param('run')), 202),
  );

  routes.get('/:id/runs/:run/index/points', async (c) => {
    const { signal } = c.req.raw;
    return respondBytes(c, await questions.points(c.req.param('id'), c.req.param('run'), signal), PARCEL, 0);
  });

  routes.post('/:id/runs/:run/ask', async (c) => {
    const { signal } = c.req.raw;
    const request = await readBody(c, askRequestSchema);
    return respondBytes(c, await questions.ask(c.req.param('id'), c.req.param('run'), request, signal), PARCEL, 0);
  });

  routes.post('/:id/runs/:run/pick', async (c) => {
    const { signal } = c.req.raw;
    const request = await readBody(c, pickRequestSchema);
    const answer = await questions.pick(c.req.param('id'), c.req.param('run'), request, signal);
    return respond(c, pickResponseSchema, answer);
  });

  routes.post('/:id/runs/:run/sensitivity', async (c) => {
    const { signal } = c.req.raw;
    const request = await readBody(c, sensitivityRequestSchema);
    const answer = await questions.sensitivity(c.req.param('id'), c.req.param('run'), request, signal);
    return respond(c, sensitivityResponseSchema, answer);
  });

  return routes;
}
