import { Hono } from 'hono';
import type { Engine } from '../engine/engine.ts';
import { diagnosticsSchema, jobSchema, pageCrashSchema, saveDiagnosticsSchema } from './contract.ts';
import { readBody, respond } from './respond.ts';

export function diagnosticsRoutes(engine: Engine): Hono {
  const routes = new Hono();
  routes.get('/', async (c) => respond(c, diagnosticsSchema, { files: await engine.diagnostics.compose() }));
  routes.post('/', async (c) => {
    const { path } = await readBody(c, saveDiagnosticsSchema);
    return respond(c, jobSchema, await engine.diagnostics.startSaving(path), 202);
  });
  routes.post('/page-crash', async (c) => {
    engine.diagnostics.notePageCrash(await readBody(c, pageCrashSchema));
    return c.body(null, 204);
  });
  return routes;
}
