import { Hono } from 'hono';
import type { Engine } from '../engine/engine.ts';
import { addEncoderFolderSchema, encoderSchema, encodersSchema, jobSchema } from './contract.ts';
import { readBody, respond } from './respond.ts';

export function encoderRoutes(engine: Engine): Hono {
  const { encoders } = engine;
  const routes = new Hono();
  routes.get('/', async (c) => respond(c, encodersSchema, await encoders.list()));
  routes.post('/folder', async (c) => {
    const { path } = await readBody(c, addEncoderFolderSchema);
    return respond(c, encoderSchema, await encoders.addFolder(await engine.roots.existing(path)), 201);
  });
  routes.post('/:id/download', async (c) => respond(c, jobSchema, await encoders.download(c.req.param('id')), 202));
  routes.post('/:id/default', async (c) => respond(c, encodersSchema, await encoders.makeDefault(c.req.param('id'))));
  routes.delete('/:id', async (c) => {
    await encoders.remove(c.req.param('id'));
    return c.body(null, 204);
  });
  return routes;
}
