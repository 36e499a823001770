import { Hono } from 'hono';
import { z } from 'zod';
import type { Engine } from '../engine/engine.ts';
import {
  askedQuerySchema,
  importPhraseSetSchema,
  keptObjectsSchema,
  newKeptObjectSchema,
  phraseSetBodySchema,
  phraseSetsSchema,
  queriesSchema,
  renameKeptObjectSchema,
  vocabularySchema,
} from './contract.ts';
import { attachment } from './exchange.ts';
import { readBody, readQuery, respond } from './respond.ts';

const forgetQuerySchema = z.object({ text: z.string().min(1) });

/** What users keep about asking; mounted beside the project's own routes. */
export function noteRoutes(engine: Engine): Hono {
  const routes = new Hono();
  const { phraseSets, notes } = engine;

  routes.get('/:id/phrase-sets', (c) => respond(c, phraseSetsSchema, phraseSets.list(c.req.param('id'))));
  routes.post('/:id/phrase-sets', async (c) => {
    const set = await readBody(c, phraseSetBodySchema);
    return respond(c, phraseSetsSchema, phraseSets.add(c.req.param('id'), set), 201);
  });
  routes.post('/:id/phrase-sets/import', async (c) => {
    const file = await readBody(c, importPhraseSetSchema);
    return respond(c, phraseSetsSchema, phraseSets.import(c.req.param('id'), file), 201);
  });
  routes.put('/:id/phrase-sets/:set', async (c) => {
    const set = await readBody(c, phraseSetBodySchema);
    return respond(c, phraseSetsSchema, phraseSets.change(c.req.param('id'), c.req.param('set'), set));
  });
  routes.post('/:id/phrase-sets/:set/use', (c) =>
    respond(c, phraseSetsSchema, phraseSets.use(c.req.param('id'), c.req.param('set'))),
  );
  routes.delete('/:id/phrase-sets/:set', (c) =>
    respond(c, phraseSetsSchema, phraseSets.remove(c.req.param('id'), c.req.param('set'))),
  );
  routes.get('/:id/phrase-sets/:set/file', (c) => {
    const { name, text } = phraseSets.file(c.req.param('id'), c.req.param('set'));
    return c.body(text, 200, {
      'content-type': 'application/json',
      'content-disposition': attachment(`${name}.json`),
      'cache-control': 'no-store',
    });
  });

  routes.get('/:id/vocabulary', (c) => respond(c, vocabularySchema, { words: notes.vocabulary(c.req.param('id')) }));
  routes.put('/:id/vocabulary', async (c) => {
    const vocabulary = await readBody(c, vocabularySchema);
    return respond(c, vocabularySchema, { words: notes.changeVocabulary(c.req.param('id'), vocabulary) });
  });
  routes.delete('/:id/vocabulary', (c) =>
    respond(c, vocabularySchema, { words: notes.resetVocabulary(c.req.param('id')) }),
  );

  routes.get('/:id/queries', (c) => respond(c, queriesSchema, { queries: notes.queries(c.req.param('id')) }));
  routes.post('/:id/queries', async (c) => {
    const query = await readBody(c, askedQuerySchema);
    return respond(c, queriesSchema, { queries: notes.remember(c.req.param('id'), query) });
  });
  routes.delete('/:id/queries', (c) => {
    const { text } = readQuery(c, forgetQuerySchema);
    return respond(c, queriesSchema, { queries: notes.forget(c.req.param('id'), text) });
  });

  routes.get('/:id/objects', (c) => respond(c, keptObjectsSchema, { objects: notes.objects(c.req.param('id')) }));
  routes.post('/:id/objects', async (c) => {
    const object = await readBody(c, newKeptObjectSchema);
    return respond(c, keptObjectsSchema, { objects: notes.keep(c.req.param('id'), object) }, 201);
  });
  routes.patch('/:id/objects/:object', async (c) => {
    const { name } = await readBody(c, renameKeptObjectSchema);
    const objects = notes.renameObject(c.req.param('id'), c.req.param('object'), name);
    return respond(c, keptObjectsSchema, { objects });
  });
  routes.delete('/:id/objects/:object', (c) =>
    respond(c, keptObjectsSchema, { objects: notes.removeObject(c.req.param('id'), c.req.param('object')) }),
  );

  return routes;
}
