import { Hono } from 'hono';
import type { Engine } from '../engine/engine.ts';
import { devicesSchema, jobSchema } from './contract.ts';
import { respond } from './respond.ts';

export function deviceRoutes(engine: Engine): Hono {
  const routes = new Hono();
  routes.get('/', async (c) => respond(c, devicesSchema, await engine.devices.find()));
  routes.post('/self-test', (c) => respond(c, jobSchema, engine.devices.startSelfTest(), 202));
  return routes;
}
