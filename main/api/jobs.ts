import { Hono } from 'hono';
import type { Engine } from '../engine/engine.ts';
import { importRequestSchema, jobSchema, jobsSchema } from './contract.ts';
import { readBody, respond, respondBytes } from './respond.ts';

export function importRoutes(engine: Engine): Hono {
  const routes = new Hono();
  routes.post('/', async (c) => {
    const request = await readBody(c, importRequestSchema);
    return respond(c, jobSchema, await engine.startImport(request), 202);
  });
  return routes;
}

export function demoRoutes(engine: Engine): Hono {
  const routes = new Hono();
  routes.post('/', (c) => respond(c, jobSchema, engine.demo.open(), 202));
  return routes;
}

export function jobRoutes(engine: Engine): Hono {
  const routes = new Hono();
  routes.get('/', (c) => respond(c, jobsSchema, { jobs: engine.jobs.list() }));
  routes.get('/:id', (c) => respond(c, jobSchema, engine.jobs.get(c.req.param('id'))));
  routes.post('/:id/cancel', (c) => respond(c, jobSchema, engine.jobs.cancel(c.req.param('id'))));
  routes.get('/:id/image', (c) => respondBytes(c, engine.views.renderedImage(c.req.param('id')), 'image/png', 3600));
  return routes;
}
