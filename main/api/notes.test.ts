import Database from 'better-sqlite3';
import type { Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { exampleRun } from '../store/test-support.ts';
import { openTestEngine, removeFolder, type TestEngine, temporaryFolder } from '../testing/test-engine.ts';
import { createApp } from './app.ts';
import type {
  AnnotatedView,
  AnnotatedViews,
  CameraPath,
  FoundObject,
  KeptObjects,
  NewAnnotatedView,
  PhraseSets,
  ProjectCard,
  Queries,
  Vocabulary,
} from './contract.ts';

let root: string;
let opened: TestEngine;
let app: Hono;
let card: ProjectCard;

beforeEach(async () => {
  root = await temporaryFolder();
  opened = await openTestEngine(root);
  app = createApp(opened.engine);
  card = await opened.addProject();
  opened.engine.projects.use(card.id, ({ runs }) => runs.update(runs.create(exampleRun).id, { state: 'done' }));
});
afterEach(async () => {
  await opened.engine.close();
  await removeFolder(root);
});

function send(method: string, path: string, body?: unknown): Promise<Response> {
  const json = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  return Promise.resolve(
    app.request(`/api/projects/${card.id}${path}`, { method, ...(body === undefined ? {} : json) }),
  );
}

/** What is answered, and that everyone was told where something changed. */
async function answer<Answer>(method: string, path: string, body?: unknown, status = 200): Promise<Answer> {
  const before = opened.events.filter(({ type }) => type === 'notes').length;
  const response = await send(method, path, body);
  expect(response.status, await response.clone().text()).toBe(status);
  const told = opened.events.filter(({ type }) => type === 'notes').length - before;
  expect(told).toBe(method === 'GET' ? 0 : 1);
  return (status === 204 ? null : await response.json()) as Answer;
}

async function refusal(method: string, path: string, body?: unknown): Promise<[number, string, string]> {
  const response = await send(method, path, body);
  const { error } = (await response.json()) as { error: { code: string; message: string } };
  expect(error.message).toMatch(/^[^\n]+\.$/);
  return [response.status, error.code, error.message];
}

describe('canonical phrases', () => {
  const kitchen = { name: 'Kitchen', phrases: [{ text: 'metal', enabled: true }] };

  test('begin with the set that LERF ships with, which stays as it is', async () => {
    const { sets, usedId } = await answer<PhraseSets>('GET', '/phrase-sets');
    expect(sets).toMatchObject([
      { id: usedId, isBuiltIn: true, phrases: [{ text: 'object', enabled: true }, {}, {}, {}] },
    ]);
    const conflict = [409, 'conflict', expect.stringContaining('comes with the program')];
    expect(await refusal('PUT', `/phrase-sets/${usedId}`, kitchen)).toEqual(conflict);
    expect(await refusal('DELETE', `/phrase-sets/${usedId}`)).toEqual(conflict);
    expect(await refusal('POST', '/phrase-sets', { ...kitchen, name: sets[0]!.name })).toEqual(conflict);
  });

  test('are added, changed, used and removed', async () => {
    const added = await answer<PhraseSets>('POST', '/phrase-sets', kitchen, 201);
    const [shipped, own] = added.sets;
    expect(own).toMatchObject({ ...kitchen, isBuiltIn: false });
    expect(await refusal('POST', '/phrase-sets', kitchen)).toEqual([
      409,
      'conflict',
      expect.stringMatching(/‘Kitchen’ already/),
    ]);
    expect((await answer<PhraseSets>('POST', `/phrase-sets/${own!.id}/use`)).usedId).toBe(own!.id);
    const wooden = {
      name: 'Wood',
      phrases: [
        { text: 'wood', enabled: true },
        { text: 'oak', enabled: false },
      ],
    };
    expect((await answer<PhraseSets>('PUT', `/phrase-sets/${own!.id}`, wooden)).sets[1]).toMatchObject(wooden);
    const twice = {
      name: 'Twice',
      phrases: [
        { text: 'oak', enabled: true },
        { text: 'Oak ', enabled: true },
      ],
    };
    expect(await refusal('PUT', `/phrase-sets/${own!.id}`, twice)).toEqual([
      400,
      'bad-request',
      expect.stringMatching(/already/),
    ]);
    const none = { name: 'None', phrases: [{ text: 'oak', enabled: false }] };
    expect(await refusal('POST', '/phrase-sets', none)).toEqual([
      400,
      'bad-request',
      expect.stringMatching(/takes part/),
    ]);
    // What was used goes: the shipped one takes its place.
    const { sets, usedId } = await answer<PhraseSets>('DELETE', `/phrase-sets/${own!.id}`);
    expect([sets.length, usedId]).toEqual([1, shipped!.id]);
    for (const [method, path] of [
      ['PUT', ''],
      ['POST', '/use'],
      ['DELETE', ''],
    ] as const) {
      const body = method === 'PUT' ? wooden : undefined;
      expect(await refusal(method, `/phrase-sets/${own!.id}${path}`, body)).toEqual([
        404,
        'not-found',
        expect.any(String),
      ]);
    }
  });

  test('go out as a file and come in again, under another name where theirs is taken', async () => {
    const { sets } = await answer<PhraseSets>('POST', '/phrase-sets', { ...kitchen, name: 'Küche' }, 201);
    const file = await send('GET', `/phrase-sets/${sets[1]!.id}/file`);
    expect(file.headers.get('content-disposition')).toContain("filename*=UTF-8''K%C3%BCche.json");
    const body = { name: 'file', text: await file.text() };
    const imported = await answer<PhraseSets>('POST', '/phrase-sets/import', body, 201);
    expect(imported.sets[2]).toMatchObject({ name: 'Küche 2', phrases: kitchen.phrases });
    const lines = await answer<PhraseSets>(
      'POST',
      '/phrase-sets/import',
      { name: 'Lines', text: 'oak\n\npine\n' },
      201,
    );
    expect(lines.sets[3]!.phrases.map(({ text }) => text)).toEqual(['oak', 'pine']);
    const broken = { name: 'x', text: '{"phrases": ' };
    expect(await refusal('POST', '/phrase-sets/import', broken)).toEqual([
      400,
      'bad-request',
      expect.stringMatching(/no JSON/),
    ]);
    expect(await refusal('GET', '/phrase-sets/99/file')).toEqual([404, 'not-found', expect.any(String)]);
  });
});

test('a vocabulary is the program’s until there is one of the user’s own', async () => {
  expect((await answer<Vocabulary>('GET', '/vocabulary')).words).toContain('teapot');
  const body = { words: ['mug', ' Tasse ', 'MUG'] };
  expect(await answer<Vocabulary>('PUT', '/vocabulary', body)).toEqual({ words: ['MUG', 'Tasse'] });
  expect(await answer<Vocabulary>('GET', '/vocabulary')).toEqual({ words: ['MUG', 'Tasse'] });
  expect((await answer<Vocabulary>('DELETE', '/vocabulary')).words).toContain('teapot');
  opened.engine.projects.use(card.id, ({ settings }) => settings.set('vocabulary', 'rubbish'));
  expect((await answer<Vocabulary>('GET', '/vocabulary')).words).toContain('teapot');
});

test('what was asked is remembered, pinned and forgotten', async () => {
  for (const text of ['mug', 'red cup']) await answer('POST', '/queries', { text, pinned: false });
  // Pinning is no asking: the order stays.
  expect(await answer<Queries>('POST', '/queries', { text: 'mug', pinned: true })).toEqual({
    queries: [
      { text: 'red cup', pinned: false },
      { text: 'mug', pinned: true },
    ],
  });
  const again = await answer<Queries>('POST', '/queries', { text: 'mug', pinned: true });
  expect(again.queries.map(({ text }) => text)).toEqual(['mug', 'red cup']);
  const left = await answer<Queries>('DELETE', `/queries?text=${encodeURIComponent('red cup')}`);
  expect(left).toEqual(await answer<Queries>('GET', '/queries'));
  expect(left.queries).toEqual([{ text: 'mug', pinned: true }]);
});

test('objects are kept, renamed and removed', async () => {
  const object: FoundObject = {
    score: 0.7,
    confidence: 0.5,
    isDoubtful: false,
    peak: { point: 3, relevancy: 0.8 },
    centre: [0, 1, 1 / 3],
    axes: [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
    halfExtent: [0.1, 0.2, 0.3],
    points: 40,
  };
  const kept = { name: 'My mug', phrase: 'mug', runId: '1', object };
  const { objects } = await answer<KeptObjects>('POST', '/objects', kept, 201);
  expect(objects).toEqual([{ ...kept, id: expect.any(String), keptAt: expect.stringMatching(/^\d{4}-/) }]);
  const path = `/objects/${objects[0]!.id}`;
  expect((await answer<KeptObjects>('PATCH', path, { name: 'Cup' })).objects[0]).toMatchObject({ name: 'Cup', object });
  expect((await answer<KeptObjects>('GET', '/objects')).objects).toHaveLength(1);
  expect((await answer<KeptObjects>('DELETE', path)).objects).toEqual([]);
  expect(await refusal('DELETE', path)).toEqual([404, 'not-found', expect.stringMatching(/no kept object/)]);
  expect(await refusal('PATCH', path, { name: 'Cup' })).toEqual([404, 'not-found', expect.any(String)]);
  expect(await refusal('POST', '/objects', { ...kept, runId: '9' })).toEqual([
    404,
    'not-found',
    expect.stringMatching(/run 9/),
  ]);
});

describe('annotated views', () => {
  const png = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), Buffer.from('rest')]);
  const view: NewAnnotatedView = {
    name: 'Table',
    content: {
      version: 1,
      runId: '1',
      camera: {
        worldFromCamera: [1, 0, 0, 1 / 3, 0, 1, 0, 2, 0, 0, 1, -3],
        verticalFovDegrees: 50,
        target: [0, 0, 0],
      },
      questions: [
        {
          text: 'mug',
          reading: { kind: 'plain', phrase: 'mug', reason: null },
          like: null,
          scale: 2,
          threshold: 0.55,
          colour: '#ff8800',
          isVisible: true,
        },
      ],
      activeQuestion: 0,
      canonical: { name: 'Default', phrases: [{ text: 'object', enabled: true }] },
      display: { colourMap: 'turbo', range: 'centred', opacity: 0.8 },
      marks: [{ kind: 'marker', id: 'm1', at: [0.1, 0.2, 0.3], text: 'here' }],
      note: 'As found.\nAgain.',
    },
    thumbnail: png.toString('base64'),
  };

  test('come back exactly, are listed, replaced and removed', async () => {
    const added = await answer<AnnotatedView>('POST', '/annotated-views', view, 201);
    const path = `/annotated-views/${added.id}`;
    expect(await answer<AnnotatedView>('GET', path)).toEqual(added);
    expect(added).toMatchObject({ name: 'Table', content: view.content });
    const listed = await answer<AnnotatedViews>('GET', '/annotated-views');
    const { content: _, ...info } = added;
    expect(listed).toEqual({ views: [{ ...info, asked: ['mug'] }] });
    const thumbnail = await send('GET', `${path}/thumbnail`);
    expect(thumbnail.headers.get('content-type')).toBe('image/png');
    expect(Buffer.from(await thumbnail.arrayBuffer())).toEqual(png);

    const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0]).toString('base64');
    const changed = await answer<AnnotatedView>('PUT', path, { ...view, name: 'Desk', thumbnail: jpeg });
    expect(changed).toMatchObject({ id: added.id, name: 'Desk', createdAt: added.createdAt });
    expect((await send('GET', `${path}/thumbnail`)).headers.get('content-type')).toBe('image/jpeg');
    await answer('DELETE', path, undefined, 204);
    for (const gone of [path, `${path}/thumbnail`, '/annotated-views/x']) {
      expect(await refusal('GET', gone)).toEqual([404, 'not-found', expect.stringMatching(/no annotated view/)]);
    }
    expect(await refusal('DELETE', path)).toEqual([404, 'not-found', expect.any(String)]);
    expect(await refusal('PUT', path, view)).toEqual([404, 'not-found', expect.any(String)]);
  });

  test('have an image that is one, and is small', async () => {
    const of = (thumbnail: string) => refusal('POST', '/annotated-views', { ...view, thumbnail });
    expect(await of(Buffer.from('<svg onload="x()">').toString('base64'))).toEqual([
      400,
      'bad-request',
      expect.stringMatching(/PNG or JPEG/),
    ]);
    expect(await of('')).toEqual([400, 'bad-request', expect.stringMatching(/PNG or JPEG/)]);
    const large = Buffer.concat([png, Buffer.alloc(299_999)]).toString('base64');
    expect(await of(large)).toEqual([400, 'bad-request', expect.stringMatching(/thumbnail: Too big/)]);
  });

  test('of another version say so', async () => {
    const row = opened.engine.projects.use(card.id, ({ annotatedViews }) =>
      annotatedViews.add({ name: 'Later', content: { version: 2, questions: [] }, thumbnail: png }),
    );
    expect(await refusal('GET', `/annotated-views/${row}`)).toEqual([
      422,
      'bad-project',
      expect.stringMatching(/‘Later’/),
    ]);
    expect((await answer<AnnotatedViews>('GET', '/annotated-views')).views).toMatchObject([{ name: 'Later' }]);
  });
});

test('a camera path is kept', async () => {
  expect((await answer<CameraPath>('GET', '/camera-path')).keyframes).toEqual([]);
  const camera = { worldFromCamera: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 1 / 3], verticalFovDegrees: 60 };
  const path = { keyframes: [{ id: 'a', ...camera }], seconds: 4, isClosed: true };
  expect(await answer<CameraPath>('PUT', '/camera-path', path)).toEqual(path);
  expect(await answer<CameraPath>('GET', '/camera-path')).toEqual(path);
});

test('a project that can only be read shows what it has and keeps nothing new', async () => {
  opened.engine.projects.close(card.id);
  const database = new Database(card.path);
  database.pragma('user_version = 99');
  database.close();
  const changes: [method: string, path: string, body?: unknown][] = [
    ['POST', '/runs/1/index'],
    ['POST', '/phrase-sets/default/use'],
    ['PUT', '/vocabulary', { words: ['mug'] }],
    ['DELETE', '/vocabulary'],
    ['POST', '/queries', { text: 'mug', pinned: false }],
    ['DELETE', '/objects/1'],
    ['DELETE', '/annotated-views/1'],
    ['PUT', '/camera-path', { keyframes: [], seconds: 1, isClosed: false }],
  ];
  for (const [method, path, body] of changes) {
    expect(await refusal(method, path, body)).toEqual([409, 'newer-project', expect.any(String)]);
  }
  for (const path of ['/indexes', '/phrase-sets', '/vocabulary', '/queries', '/objects', '/annotated-views']) {
    await answer('GET', path);
  }
});
