import { Hono } from 'hono';
import type { Engine } from '../engine/engine.ts';
import { annotatedViewSchema, annotatedViewsSchema, cameraPathSchema, newAnnotatedViewSchema } from './contract.ts';
import { readBody, respond, respondBytes } from './respond.ts';

/** Mounted beside the project's own routes. */
export function annotatedViewRoutes(engine: Engine): Hono {
  const routes = new Hono();
  const { annotatedViews } = engine;

  routes.get('/:id/annotated-views', (c) =>
    respond(c, annotatedViewsSchema, { views: annotatedViews.list(c.req.param('id')) }),
  );
  routes.post('/:id/annotated-views', async (c) => {
    const view = await readBody(c, newAnnotatedViewSchema);
    return respond(c, annotatedViewSchema, annotatedViews.add(c.req.param('id'), view), 201);
  });
  routes.get('/:id/annotated-views/:view', (c) =>
    respond(c, annotatedViewSchema, annotatedViews.get(c.req.param('id'), c.req.param('view'))),
  );
  routes.put('/:id/annotated-views/:view', async (c) => {
    const view = await readBody(c, newAnnotatedViewSchema);
    return respond(c, annotatedViewSchema, annotatedViews.replace(c.req.param('id'), c.req.param('view'), view));
  });
  routes.delete('/:id/annotated-views/:view', (c) => {
    annotatedViews.remove(c.req.param('id'), c.req.param('view'));
    return c.body(null, 204);
  });
  routes.get('/:id/annotated-views/:view/thumbnail', (c) => {
    const { data, mime } = annotatedViews.thumbnail(c.req.param('id'), c.req.param('view'));
    return respondBytes(c, data, mime, 0);
  });

  routes.get('/:id/camera-path', (c) => respond(c, cameraPathSchema, annotatedViews.cameraPath(c.req.param('id'))));
  routes.put('/:id/camera-path', async (c) => {
    const path = await readBody(c, cameraPathSchema);
    return respond(c, cameraPathSchema, annotatedViews.changeCameraPath(c.req.param('id'), path));
  });

  return routes;
}
