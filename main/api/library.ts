import { Hono } from 'hono';
import { z } from 'zod';
import type { Engine } from '../engine/engine.ts';
import {
  addProjectSchema,
  browseSchema,
  jobSchema,
  librarySchema,
  projectCardSchema,
  removeProjectQuerySchema,
  renameProjectSchema,
} from './contract.ts';
import { readBody, readQuery, respond } from './respond.ts';

export function libraryRoutes(engine: Engine): Hono {
  const routes = new Hono();
  routes.get('/', (c) => respond(c, librarySchema, { projects: engine.library.cards() }));
  routes.post('/', async (c) => {
    const { path } = await readBody(c, addProjectSchema);
    return respond(c, projectCardSchema, engine.library.add(await engine.roots.existing(path)), 201);
  });
  routes.patch('/:id', async (c) => {
    const { name } = await readBody(c, renameProjectSchema);
    return respond(c, projectCardSchema, engine.library.rename(c.req.param('id'), name));
  });
  routes.delete('/:id', (c) => {
    const { file } = readQuery(c, removeProjectQuerySchema);
    engine.removeProject(c.req.param('id'), file);
    return c.body(null, 204);
  });
  routes.post('/:id/salvage', (c) => respond(c, jobSchema, engine.startSalvage(c.req.param('id')), 202));
  return routes;
}

const browseQuerySchema = z.object({ path: z.string().min(1).optional() });

export function browseRoutes(engine: Engine): Hono {
  const routes = new Hono();
  routes.get('/', async (c) => {
    const { path } = readQuery(c, browseQuerySchema);
    return respond(c, browseSchema, await engine.browse(path ?? null));
  });
  return routes;
}
