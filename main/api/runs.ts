import { Hono } from 'hono';
import type { Engine } from '../engine/engine.ts';
import { UserError } from '../errors.ts';
import { controlRunSchema, metricsPageSchema, runSchema, runsSchema, startRunSchema } from './contract.ts';
import { readBody, readQuery, respond, respondBytes } from './respond.ts';

/** Mounted beside the project's own routes. */
export function runRoutes(engine: Engine): Hono {
  const routes = new Hono();

  routes.get('/:id/runs', (c) => respond(c, runsSchema, { runs: engine.training.runs(c.req.param('id')) }));

  routes.post('/:id/runs', async (c) => {
    const request = await readBody(c, startRunSchema);
    return respond(c, runSchema, await engine.training.start(c.req.param('id'), request), 201);
  });

  routes.get('/:id/runs/:run', (c) =>
    respond(c, runSchema, engine.training.run(c.req.param('id'), c.req.param('run'))),
  );

  routes.post('/:id/runs/:run/control', async (c) => {
    const { action } = await readBody(c, controlRunSchema);
    return respond(c, runSchema, engine.training.control(c.req.param('id'), c.req.param('run'), action));
  });

  routes.get('/:id/runs/:run/metrics', (c) => {
    const page = readQuery(c, metricsPageSchema);
    const points = engine.training.metrics(c.req.param('id'), c.req.param('run'), page);
    const bytes = new Uint8Array(points.buffer, points.byteOffset, points.byteLength);
    return respondBytes(c, bytes, 'application/octet-stream', 0);
  });

  routes.get('/:id/runs/:run/preview', (c) => {
    const preview = engine.training.preview(c.req.param('id'), c.req.param('run'));
    if (!preview) throw new UserError('not-found', 'This run has not rendered a preview yet.');
    return respondBytes(c, preview.png, 'image/png', 0);
  });

  return routes;
}
