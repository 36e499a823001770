import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { type Context, Hono } from 'hono';
import type { Engine } from '../engine/engine.ts';
import { exportRequestSchema, jobSchema } from './contract.ts';
import { readBody, respond } from './respond.ts';

export function exportRoutes(engine: Engine): Hono {
  const routes = new Hono();
  routes.post('/:id/export', async (c) => {
    const request = await readBody(c, exportRequestSchema);
    return respond(c, jobSchema, await engine.exports.start(c.req.param('id'), request), 202);
  });
  return routes;
}

export function exportedFileRoutes(engine: Engine): Hono {
  const routes = new Hono();
  routes.get('/:id/file', (c) => respondFile(c, engine.files.get(c.req.param('id'))));
  return routes;
}

/** A file to be saved, read as it is sent: projects are larger than memory should hold. */
function respondFile(
  c: Context,
  { path, fileName, bytes, mime }: { path: string; fileName: string; bytes: number; mime: string },
): Response {
  c.header('content-type', mime);
  c.header('content-length', String(bytes));
  c.header('content-disposition', attachment(fileName));
  c.header('cache-control', 'no-store');
  c.header('x-content-type-options', 'nosniff');
  return c.body(Readable.toWeb(createReadStream(path)) as ReadableStream);
}

/** RFC 6266: the name in ASCII for old browsers, and as it is for all others. */
export function attachment(fileName: string): string {
  const ascii = fileName.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(fileName.toWellFormed()).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
