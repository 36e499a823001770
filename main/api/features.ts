import { Hono } from 'hono';
import type { Engine } from '../engine/engine.ts';
import { extractRequestSchema, featuresQuerySchema, featuresSchema, jobSchema } from './contract.ts';
import { readBody, readQuery, respond } from './respond.ts';

/** Mounted beside the project's own routes. */
export function featureRoutes(engine: Engine): Hono {
  const routes = new Hono();
  routes.get('/:id/features', async (c) => {
    const { encoder, dense } = readQuery(c, featuresQuerySchema);
    const choice = encoder === undefined ? null : { encoder, dense: dense === 'true' };
    return respond(c, featuresSchema, await engine.features.list(c.req.param('id'), choice));
  });
  routes.post('/:id/extract', async (c) => {
    const request = await readBody(c, extractRequestSchema);
    return respond(c, jobSchema, await engine.features.start(c.req.param('id'), request), 202);
  });
  routes.delete('/:id/features/:set', (c) => {
    engine.features.delete(c.req.param('id'), c.req.param('set'));
    return c.body(null, 204);
  });
  return routes;
}
