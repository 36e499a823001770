import { Hono } from 'hono';
import type { Engine } from '../engine/engine.ts';
import { jobSchema, renderPathRequestSchema } from './contract.ts';
import { readBody, respond } from './respond.ts';

/** Mounted beside the project's own routes. */
export function filmRoutes(engine: Engine): Hono {
  const routes = new Hono();
  routes.post('/:id/render-path', async (c) => {
    const request = await readBody(c, renderPathRequestSchema);
    return respond(c, jobSchema, await engine.films.start(c.req.param('id'), request), 202);
  });
  return routes;
}
