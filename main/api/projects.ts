import { Hono } from 'hono';
import { z } from 'zod';
import type { Engine } from '../engine/engine.ts';
import { UserError } from '../errors.ts';
import { evalRequestSchema, jobSchema, projectDetailSchema, renderRequestSchema } from './contract.ts';
import { interleavePoints } from './points.ts';
import { readBody, readParam, readQuery, respond, respondBytes } from './respond.ts';

const frameIndexSchema = z.coerce.number().int().min(0);
const imageQuerySchema = z.object({ size: z.enum(['thumbnail', 'full']) });
/** Prepared images and sparse points never change once they are imported. */
const CAPTURE_AGE_SECONDS = 24 * 3600;

export function projectRoutes(engine: Engine): Hono {
  const routes = new Hono();

  routes.get('/:id', (c) => respond(c, projectDetailSchema, engine.projectDetail(c.req.param('id'))));

  routes.get('/:id/thumbnail', (c) => {
    const jpeg = engine.library.thumbnail(c.req.param('id'));
    if (!jpeg) throw new UserError('not-found', 'The project has no images.');
    return respondBytes(c, jpeg, 'image/jpeg', CAPTURE_AGE_SECONDS);
  });

  routes.get('/:id/frames/:index/image', (c) => {
    const index = readParam(c, 'index', frameIndexSchema);
    const { size } = readQuery(c, imageQuerySchema);
    const image = engine.projects.use(c.req.param('id'), ({ captures }) =>
      size === 'full' ? captures.image(index) : { data: captures.thumbnail(index), mime: 'image/jpeg' },
    );
    return respondBytes(c, image.data, image.mime, CAPTURE_AGE_SECONDS);
  });

  routes.get('/:id/points', (c) => {
    const points = engine.projects.use(c.req.param('id'), (project) => project.captures.points());
    return respondBytes(c, interleavePoints(points), 'application/octet-stream', CAPTURE_AGE_SECONDS);
  });

  routes.post('/:id/eval', async (c) => {
    const request = await readBody(c, evalRequestSchema);
    return respond(c, jobSchema, engine.views.startEvaluation(c.req.param('id'), request), 202);
  });

  routes.post('/:id/render', async (c) => {
    const request = await readBody(c, renderRequestSchema);
    return respond(c, jobSchema, await engine.views.startRender(c.req.param('id'), request), 202);
  });

  return routes;
}
