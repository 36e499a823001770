import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Hono } from 'hono';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openTestEngine, removeFolder, type TestEngine, temporaryFolder } from '../testing/test-engine.ts';
import { createApp } from './app.ts';
import type { ProjectCard } from './contract.ts';

let root: string;
let opened: TestEngine;
let app: Hono;
let card: ProjectCard;

// One engine for all: a bad request changes nothing.
beforeAll(async () => {
  root = await temporaryFolder();
  await writeFile(join(root, 'notes.txt'), 'not a project');
  opened = await openTestEngine(root);
  app = createApp(opened.engine);
  card = await opened.addProject();
});
afterAll(async () => {
  await opened.engine.close();
  await removeFolder(root);
});

/** In paths and bodies, `:id` stands for the project on the list and ROOT for the granted folder. */
async function ask(method: string, path: string, body?: unknown): Promise<Response> {
  const fill = (text: string) => text.replaceAll('ROOT', root).replaceAll(':id', card.id);
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return app.request(fill(path), {
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: fill(text) }),
  });
}

const asked = { canonical: ['object'], viewer: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0] };

const bad: [method: string, path: string, body: unknown, status: number, code: string][] = [
  ['GET', '/api/nothing', undefined, 404, 'not-found'],
  ['PUT', '/api/library', {}, 404, 'not-found'],
  ['GET', '/api/browse?path=', undefined, 400, 'bad-request'],
  ['GET', '/api/browse?path=/etc', undefined, 403, 'forbidden-path'],
  ['GET', '/api/browse?path=ROOT/gone', undefined, 404, 'not-found'],
  ['GET', '/api/browse?path=ROOT/Tiny.lerf', undefined, 404, 'not-found'],
  ['POST', '/api/library', undefined, 400, 'bad-request'],
  ['POST', '/api/library', '{"path":', 400, 'bad-request'],
  ['POST', '/api/library', { path: '' }, 400, 'bad-request'],
  ['POST', '/api/library', { path: 7 }, 400, 'bad-request'],
  ['POST', '/api/library', { path: '/etc/passwd' }, 403, 'forbidden-path'],
  ['POST', '/api/library', { path: 'ROOT/gone.lerf' }, 404, 'not-found'],
  ['POST', '/api/library', { path: 'ROOT/notes.txt' }, 422, 'bad-project'],
  ['PATCH', '/api/library/nope', { name: 'x' }, 404, 'not-found'],
  ['PATCH', '/api/library/:id', { name: '  ' }, 400, 'bad-request'],
  ['PATCH', '/api/library/:id', { name: 'x'.repeat(201) }, 400, 'bad-request'],
  ['DELETE', '/api/library/:id', undefined, 400, 'bad-request'],
  ['DELETE', '/api/library/:id?file=maybe', undefined, 400, 'bad-request'],
  ['DELETE', '/api/library/nope?file=keep', undefined, 404, 'not-found'],
  ['POST', '/api/import', { name: 'x' }, 400, 'bad-request'],
  ['POST', '/api/import', { capture: 'ROOT', name: 'x', downscale: 0 }, 400, 'bad-request'],
  ['POST', '/api/import', { capture: 'ROOT', name: 'x', holdout: 1.5 }, 400, 'bad-request'],
  ['POST', '/api/import', { capture: '/etc', name: 'x' }, 403, 'forbidden-path'],
  ['POST', '/api/import', { capture: 'ROOT', images: '/etc', name: 'x' }, 403, 'forbidden-path'],
  ['POST', '/api/import', { capture: 'ROOT', name: 'x', project: '/etc/x.lerf' }, 403, 'forbidden-path'],
  ['GET', '/api/encoders/demo', undefined, 404, 'not-found'],
  ['POST', '/api/encoders/nope/download', undefined, 404, 'not-found'],
  ['POST', '/api/encoders/demo/download', undefined, 409, 'conflict'],
  ['POST', '/api/encoders/nope/default', undefined, 404, 'not-found'],
  ['POST', '/api/encoders/demo-dense/default', undefined, 400, 'bad-request'],
  ['DELETE', '/api/encoders/nope', undefined, 404, 'not-found'],
  ['DELETE', '/api/encoders/demo', undefined, 409, 'conflict'],
  ['POST', '/api/encoders/folder', undefined, 400, 'bad-request'],
  ['POST', '/api/encoders/folder', { path: '' }, 400, 'bad-request'],
  ['POST', '/api/encoders/folder', { path: '/etc' }, 403, 'forbidden-path'],
  ['POST', '/api/encoders/folder', { path: 'ROOT/gone' }, 404, 'not-found'],
  ['POST', '/api/encoders/folder', { path: 'ROOT' }, 422, 'bad-encoder'],
  ['GET', '/api/projects/nope/features', undefined, 404, 'not-found'],
  ['GET', '/api/projects/:id/features?encoder=', undefined, 400, 'bad-request'],
  ['GET', '/api/projects/:id/features?encoder=nope', undefined, 404, 'not-found'],
  ['GET', '/api/projects/:id/features?encoder=dino', undefined, 400, 'bad-request'],
  ['GET', '/api/projects/:id/features?encoder=demo&dense=maybe', undefined, 400, 'bad-request'],
  ['POST', '/api/projects/:id/extract', {}, 400, 'bad-request'],
  ['POST', '/api/projects/:id/extract', { encoder: 'nope' }, 404, 'not-found'],
  ['POST', '/api/projects/:id/extract', { encoder: 'demo-dense' }, 400, 'bad-request'],
  ['POST', '/api/projects/:id/extract', { encoder: 'demo', dense: 'yes' }, 400, 'bad-request'],
  ['POST', '/api/projects/:id/extract', { encoder: 'clip' }, 409, 'conflict'],
  ['POST', '/api/projects/nope/extract', { encoder: 'demo' }, 404, 'not-found'],
  ['DELETE', '/api/projects/:id/features/1', undefined, 404, 'not-found'],
  ['DELETE', '/api/projects/:id/features/x', undefined, 404, 'not-found'],
  ['GET', '/api/jobs/nope', undefined, 404, 'not-found'],
  ['POST', '/api/jobs/nope/cancel', undefined, 404, 'not-found'],
  ['GET', '/api/jobs/nope/image', undefined, 404, 'not-found'],
  ['GET', '/api/projects/nope', undefined, 404, 'not-found'],
  ['GET', '/api/projects/nope/thumbnail', undefined, 404, 'not-found'],
  ['GET', '/api/projects/nope/points', undefined, 404, 'not-found'],
  ['GET', '/api/projects/:id/frames/0/image', undefined, 400, 'bad-request'],
  ['GET', '/api/projects/:id/frames/0/image?size=huge', undefined, 400, 'bad-request'],
  ['GET', '/api/projects/:id/frames/-1/image?size=full', undefined, 400, 'bad-request'],
  ['GET', '/api/projects/:id/frames/one/image?size=full', undefined, 400, 'bad-request'],
  ['GET', '/api/projects/:id/frames/99/image?size=full', undefined, 404, 'not-found'],
  ['POST', '/api/projects/:id/eval', { run: 1 }, 400, 'bad-request'],
  ['POST', '/api/projects/:id/eval', {}, 409, 'conflict'],
  ['POST', '/api/projects/:id/eval', { run: '7' }, 404, 'not-found'],
  ['POST', '/api/projects/nope/eval', {}, 404, 'not-found'],
  ['POST', '/api/projects/:id/render', {}, 400, 'bad-request'],
  ['POST', '/api/projects/:id/render', { frame: -1 }, 400, 'bad-request'],
  ['POST', '/api/projects/:id/render', { frame: 0, output: 'smell' }, 400, 'bad-request'],
  ['POST', '/api/projects/:id/render', { frame: 0 }, 409, 'conflict'],
  ['POST', '/api/projects/:id/render', { frame: 0, output: 'relevancy' }, 400, 'bad-request'],
  ['POST', '/api/projects/:id/render', { frame: 0, output: 'relevancy', query: '  ' }, 400, 'bad-request'],
  ['POST', '/api/projects/:id/render', { frame: 0, output: 'relevancy', query: 'x'.repeat(301) }, 400, 'bad-request'],
  [
    'POST',
    '/api/projects/:id/render',
    { frame: 0, output: 'composite', query: 'cup', canonical: [] },
    400,
    'bad-request',
  ],
  ['POST', '/api/projects/:id/render', { frame: 0, output: 'composite', query: 'cup', scale: -1 }, 400, 'bad-request'],
  ['POST', '/api/projects/:id/render', { frame: 0, output: 'relevancy', query: 'cup' }, 409, 'conflict'],
  ['GET', '/api/projects/nope/runs', undefined, 404, 'not-found'],
  ['POST', '/api/projects/nope/runs', {}, 404, 'not-found'],
  ['POST', '/api/projects/:id/runs', { steps: 0 }, 400, 'bad-request'],
  ['POST', '/api/projects/:id/runs', { preset: 'slow' }, 400, 'bad-request'],
  ['POST', '/api/projects/:id/runs', { device: 'quantum' }, 400, 'bad-request'],
  ['POST', '/api/projects/:id/runs', { seed: -1 }, 400, 'bad-request'],
  ['POST', '/api/projects/:id/runs', { language: true }, 400, 'bad-request'],
  ['POST', '/api/projects/:id/runs', { language: {} }, 400, 'bad-request'],
  ['POST', '/api/projects/:id/runs', { language: { encoder: 'demo', singleScale: 2 } }, 400, 'bad-request'],
  ['POST', '/api/projects/:id/runs', { language: { encoder: 'nope' } }, 404, 'not-found'],
  ['POST', '/api/projects/:id/runs', { language: { encoder: 'clip' } }, 409, 'conflict'],
  ['POST', '/api/projects/:id/runs', { continueFrom: '9' }, 404, 'not-found'],
  ['POST', '/api/projects/:id/runs', { continueFrom: '' }, 400, 'bad-request'],
  ['GET', '/api/projects/:id/runs/9', undefined, 404, 'not-found'],
  ['GET', '/api/projects/:id/runs/x', undefined, 404, 'not-found'],
  ['POST', '/api/projects/:id/runs/9/control', { action: 'stop' }, 404, 'not-found'],
  ['POST', '/api/projects/:id/runs/9/control', { action: 'explode' }, 400, 'bad-request'],
  ['GET', '/api/projects/:id/runs/9/metrics?series=loss/rgb', undefined, 404, 'not-found'],
  ['GET', '/api/projects/:id/runs/9/metrics', undefined, 400, 'bad-request'],
  ['GET', '/api/projects/:id/runs/9/metrics?series=loss/rgb&after=-1', undefined, 400, 'bad-request'],
  ['GET', '/api/projects/:id/runs/9/metrics?series=loss/rgb&most=262145', undefined, 400, 'bad-request'],
  ['GET', '/api/projects/:id/runs/9/preview', undefined, 404, 'not-found'],
  ['GET', '/api/projects/nope/indexes', undefined, 404, 'not-found'],
  ['POST', '/api/projects/nope/runs/1/index', undefined, 404, 'not-found'],
  ['POST', '/api/projects/:id/runs/9/index', undefined, 404, 'not-found'],
  ['GET', '/api/projects/:id/runs/9/index/points', undefined, 404, 'not-found'],
  ['POST', '/api/projects/:id/runs/9/ask', { ...asked, questions: [{ text: 'cup' }] }, 404, 'not-found'],
  ['POST', '/api/projects/:id/runs/9/ask', { ...asked, questions: [] }, 400, 'bad-request'],
  ['POST', '/api/projects/:id/runs/9/ask', { ...asked, questions: [{ text: ' ' }] }, 400, 'bad-request'],
  ['POST', '/api/projects/:id/runs/9/ask', { ...asked, questions: [{ text: 'cup', scale: -1 }] }, 400, 'bad-request'],
  [
    'POST',
    '/api/projects/:id/runs/9/ask',
    { ...asked, questions: [{ text: 'cup', threshold: 2 }] },
    400,
    'bad-request',
  ],
  [
    'POST',
    '/api/projects/:id/runs/9/ask',
    { ...asked, canonical: [], questions: [{ text: 'cup' }] },
    400,
    'bad-request',
  ],
  [
    'POST',
    '/api/projects/:id/runs/9/ask',
    { ...asked, viewer: [1, 2], questions: [{ text: 'cup' }] },
    400,
    'bad-request',
  ],
  [
    'POST',
    '/api/projects/:id/runs/9/ask',
    { ...asked, questions: [{ text: 'cup', reading: { kind: 'relations', things: [{ phrase: 'cup' }] } }] },
    400,
    'bad-request',
  ],
  ['POST', '/api/projects/:id/runs/9/pick', { ...asked, questions: [], point: -1 }, 400, 'bad-request'],
  ['POST', '/api/projects/:id/runs/9/pick', { ...asked, questions: [], point: 1 }, 404, 'not-found'],
  ['POST', '/api/projects/:id/runs/9/sensitivity', { ...asked }, 400, 'bad-request'],
  ['POST', '/api/projects/:id/runs/9/sensitivity', { ...asked, question: { text: 'cup' } }, 404, 'not-found'],
  ['GET', '/api/projects/nope/phrase-sets', undefined, 404, 'not-found'],
  ['POST', '/api/projects/:id/phrase-sets', { name: 'x', phrases: [] }, 400, 'bad-request'],
  ['POST', '/api/projects/:id/phrase-sets', { name: '', phrases: [{ text: 'x', enabled: true }] }, 400, 'bad-request'],
  ['POST', '/api/projects/:id/phrase-sets/import', { name: 'x', text: '' }, 400, 'bad-request'],
  ['PUT', '/api/projects/:id/phrase-sets/x', { name: 'x', phrases: [{ text: 'x', enabled: true }] }, 404, 'not-found'],
  ['POST', '/api/projects/:id/phrase-sets/7/use', undefined, 404, 'not-found'],
  ['DELETE', '/api/projects/:id/phrase-sets/7', undefined, 404, 'not-found'],
  ['GET', '/api/projects/:id/phrase-sets/7/file', undefined, 404, 'not-found'],
  ['PUT', '/api/projects/:id/vocabulary', { words: [''] }, 400, 'bad-request'],
  ['POST', '/api/projects/:id/queries', { text: 'cup' }, 400, 'bad-request'],
  ['DELETE', '/api/projects/:id/queries', undefined, 400, 'bad-request'],
  ['POST', '/api/projects/:id/objects', { name: 'cup', phrase: 'cup', runId: '1' }, 400, 'bad-request'],
  ['PATCH', '/api/projects/:id/objects/1', { name: ' ' }, 400, 'bad-request'],
  ['PATCH', '/api/projects/:id/objects/1', { name: 'cup' }, 404, 'not-found'],
  ['DELETE', '/api/projects/:id/objects/x', undefined, 404, 'not-found'],
  ['GET', '/api/projects/:id/annotated-views/1', undefined, 404, 'not-found'],
  ['GET', '/api/projects/:id/annotated-views/1/thumbnail', undefined, 404, 'not-found'],
  ['POST', '/api/projects/:id/annotated-views', { name: 'x', content: {}, thumbnail: '' }, 400, 'bad-request'],
  ['DELETE', '/api/projects/:id/annotated-views/1', undefined, 404, 'not-found'],
  ['PUT', '/api/projects/:id/camera-path', { keyframes: [], seconds: 0, isClosed: true }, 400, 'bad-request'],
];

test.each(bad)('%s %s %j is answered with one sentence', async (method, path, body, status, code) => {
  const response = await ask(method, path, body);
  const answer = await response.json();
  expect(answer).toEqual({ error: expect.objectContaining({ code, message: expect.stringMatching(/^[^\n]+\.$/) }) });
  expect(response.status).toBe(status);
});

test('a form that pretends to be a request is not read', async () => {
  const response = await app.request('/api/library', {
    method: 'POST',
    headers: { 'content-type': 'text/plain' },
    body: JSON.stringify({ path: card.path }),
  });
  expect(response.status).toBe(400);
});

test('a body of more than 1 MiB is not read', async () => {
  expect((await ask('POST', '/api/library', { path: 'x'.repeat(2 << 20) })).status).toBe(400);
});

test('a question about a thing on a thing on a thing … is not read to its end', async () => {
  const one = '{"phrase":"a","constraints":[{"relation":"on","negated":false,"references":[';
  const reading = `{"kind":"relations","things":[${one.repeat(5000)}${']}]}'.repeat(5000)}]}`;
  const { viewer, canonical } = asked;
  const start = JSON.stringify({ viewer, canonical }).slice(0, -1);
  const response = await ask(
    'POST',
    '/api/projects/:id/runs/9/ask',
    `${start},"questions":[{"text":"a","reading":${reading}}]}`,
  );
  expect(await response.json()).toMatchObject({
    error: { code: 'bad-request', message: expect.stringContaining('too deeply') },
  });
});

test('a bug is reported as internal, in one line, without a stack', async () => {
  vi.spyOn(opened.engine.library, 'cards').mockImplementation(() => {
    throw new TypeError('x is undefined\n    at secret.ts:1');
  });
  const response = await ask('GET', '/api/library');
  expect(response.status).toBe(500);
  const text = await response.text();
  expect(JSON.parse(text)).toMatchObject({ error: { code: 'internal' } });
  expect(text).not.toContain('secret.ts');
});
