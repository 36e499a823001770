import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Engine } from '../engine/engine.ts';
import { toApiError, UserError } from '../errors.ts';
import { annotatedViewRoutes } from './annotated-views.ts';
import { engineInfoSchema } from './contract.ts';
import { deviceRoutes } from './devices.ts';
import { diagnosticsRoutes } from './diagnostics.ts';
import { encoderRoutes } from './encoders.ts';
import { eventRoutes } from './events.ts';
import { exportedFileRoutes, exportRoutes } from './exchange.ts';
import { featureRoutes } from './features.ts';
import { filmRoutes } from './films.ts';
import { demoRoutes, importRoutes, jobRoutes } from './jobs.ts';
import { browseRoutes, libraryRoutes } from './library.ts';
import { noteRoutes } from './notes.ts';
import { projectRoutes } from './projects.ts';
import { questionRoutes } from './questions.ts';
import { respond, respondError } from './respond.ts';
import { runRoutes } from './runs.ts';

const BODY_LIMIT_BYTES = 1 << 20;

/**
 * Every route of the contract over one engine, as a fetch handler. Who may call is the shells'
 * concern; which paths a caller may name is the engine's.
 */
export function createApp(engine: Engine): Hono {
  const app = new Hono();
  app.use(
    bodyLimit({
      maxSize: BODY_LIMIT_BYTES,
      onError: (c) => respondError(c, new UserError('bad-request', 'The request body is larger than 1 MiB.')),
    }),
  );
  app.get('/api/engine', (c) => respond(c, engineInfoSchema, engine.info()));
  app.route('/api/devices', deviceRoutes(engine));
  app.route('/api/diagnostics', diagnosticsRoutes(engine));
  app.route('/api/events', eventRoutes(engine));
  app.route('/api/browse', browseRoutes(engine));
  app.route('/api/library', libraryRoutes(engine));
  app.route('/api/import', importRoutes(engine));
  app.route('/api/demo', demoRoutes(engine));
  app.route('/api/jobs', jobRoutes(engine));
  app.route('/api/jobs', exportedFileRoutes(engine));
  app.route('/api/encoders', encoderRoutes(engine));
  app.route('/api/projects', projectRoutes(engine));
  app.route('/api/projects', featureRoutes(engine));
  app.route('/api/projects', runRoutes(engine));
  app.route('/api/projects', exportRoutes(engine));
  app.route('/api/projects', filmRoutes(engine));
  app.route('/api/projects', questionRoutes(engine));
  app.route('/api/projects', noteRoutes(engine));
  app.route('/api/projects', annotatedViewRoutes(engine));
  app.all('*', (c) => respondError(c, new UserError('not-found', `There is no ${c.req.method} ${c.req.path}.`)));
  app.onError((error, c) => {
    if (toApiError(error).code === 'internal') engine.log.error({ err: error, path: c.req.path }, 'request failed');
    return respondError(c, error);
  });
  return app;
}
