/** From a run to answers over HTTP: real threads, the demo encoder, and a field that was never trained. */
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openImageTextEncoder } from '../encoders/index.ts';
import { ProjectFile } from '../store/project-file.ts';
import { decodeParcel } from '../testing/decode-parcel.ts';
import { addFoggyRun, FOGGY_STEP } from '../testing/foggy-run.ts';
import { openTestEngine, removeFolder, type TestEngine, temporaryFolder } from '../testing/test-engine.ts';
import { importTinyCapture } from '../testing/tiny-training.ts';
import { createApp } from './app.ts';
import {
  type AskRequest,
  type AskResponse,
  askResponseSchema,
  type IndexPoints,
  indexPointsSchema,
  type Job,
  type PickResponse,
  pickResponseSchema,
  type Run,
  type SensitivityResponse,
  sensitivityResponseSchema,
} from './contract.ts';

let root: string;
let opened: TestEngine;
let app: Hono;
let id: string;
const viewer = [1, 0, 0, 0, 0, 0, -1, -2, 0, 1, 0, 0];
const canonical = ['object', 'things', 'stuff', 'texture'];

beforeAll(async () => {
  root = await temporaryFolder();
  const path = await importTinyCapture(root);
  await using encoder = await openImageTextEncoder('demo', { parts: 'text' });
  const project = ProjectFile.open(path);
  addFoggyRun(project, encoder);
  project.runs.create({ preset: 'fast', device: 'cpu', steps: 1, seed: 1, options: {} });
  project.close();
  opened = await openTestEngine(root, { compute: undefined, encoders: undefined });
  app = createApp(opened.engine);
  id = opened.engine.library.add(path).id;
}, 60_000);
afterAll(async () => {
  await opened.engine.close();
  await removeFolder(root);
});

function send(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Response> {
  const request = new Request(`http://lerf/api/projects/${id}${path}`, {
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    ...(signal && { signal }),
  });
  return Promise.resolve(app.fetch(request));
}

async function ask(body: Partial<AskRequest> & Pick<AskRequest, 'questions'>) {
  const response = await send('POST', '/runs/1/ask', { canonical, viewer, ...body });
  expect(response.status, await response.clone().text()).toBe(200);
  const { header, arrays } = decodeParcel<AskResponse>(await response.arrayBuffer());
  return { answer: askResponseSchema.parse(header), arrays };
}

const refused = async (method: string, path: string, body?: unknown) => {
  const response = await send(method, path, body);
  const { error } = (await response.json()) as { error: { code: string; message: string } };
  expect(error.message).toMatch(/^[^\n]+\.$/);
  return [response.status, error.code, error.message];
};

const indexed = vi.fn();

describe('the language index', () => {
  test('is missing at first, which every question is told', async () => {
    expect(await (await send('GET', '/indexes')).json()).toEqual({ indexes: [] });
    const missing = [409, 'conflict', 'Run 1 has no language index yet.'];
    const body = { canonical, viewer, questions: [{ text: 'mug' }] };
    expect(await refused('POST', '/runs/1/ask', body)).toEqual(missing);
    expect(await refused('GET', '/runs/1/index/points')).toEqual(missing);
    expect(await refused('POST', '/runs/1/pick', { canonical, questions: [], point: 0 })).toEqual(missing);
    expect(await refused('POST', '/runs/1/sensitivity', { canonical, question: { text: 'mug' } })).toEqual(missing);
  });

  test('is built for a run with a checkpoint and a language field, once at a time', async () => {
    expect(await refused('POST', '/runs/2/index')).toEqual([409, 'conflict', 'Run 2 has no checkpoint yet.']);
    opened.engine.bus.subscribe(({ type }) => type === 'indexes' && indexed());
    const response = await send('POST', '/runs/1/index');
    expect(response.status).toBe(202);
    const { id: jobId } = (await response.json()) as Job;
    expect(await refused('POST', '/runs/1/index')).toEqual([
      409,
      'conflict',
      expect.stringMatching(/is being built already/),
    ]);
    await opened.engine.jobs.idle();
    expect(opened.engine.jobs.get(jobId)).toMatchObject({ state: 'done', result: { runId: '1', isOutdated: false } });
    expect(indexed).toHaveBeenCalledOnce();
    const { indexes } = (await (await send('GET', '/indexes')).json()) as { indexes: unknown[] };
    expect(indexes).toMatchObject([{ runId: '1', step: FOGGY_STEP, scales: 8, isOutdated: false }]);
  }, 60_000);

  test('is given as points', async () => {
    const response = await send('GET', '/runs/1/index/points');
    const { header, arrays } = decodeParcel<IndexPoints>(await response.arrayBuffer());
    const { points, scales } = indexPointsSchema.parse(header);
    expect(header).toMatchObject({ runId: '1', step: FOGGY_STEP, encoder: 'demo', encoderName: 'Demo encoder' });
    expect(scales).toHaveLength(8);
    expect(points).toBeGreaterThan(50);
    expect(Object.fromEntries(Object.entries(arrays).map(([name, { length }]) => [name, length / points]))).toEqual({
      positions: 3,
      colours: 3,
      normals: 3,
      views: 1,
      confidence: 1,
      counts: 1,
    });
    expect(arrays.positions).toBeInstanceOf(Float32Array);
    expect(arrays.normals).toBeInstanceOf(Int8Array);
  });
});

describe('a question', () => {
  test('is answered with relevancies and objects at every point', async () => {
    const { answer, arrays } = await ask({
      questions: [{ text: 'mug' }, { text: 'red book', scale: 2, threshold: 0.2 }],
    });
    expect(answer).toMatchObject({ runId: '1', step: FOGGY_STEP });
    expect(Object.keys(arrays)).toEqual(['relevancy/0/0', 'objects/0/0', 'relevancy/1/0', 'objects/1/0']);
    const [mug, book] = answer.questions.map(({ phrases }) => phrases[0]!);
    expect(mug!.peaks).toHaveLength(8);
    expect(Math.max(...mug!.peaks)).toBe(mug!.peaks[mug!.scale]);
    expect(mug!.peak.relevancy).toBe(mug!.peaks[mug!.scale]);
    expect(mug!.range[1]).toBeCloseTo(mug!.peak.relevancy, 5);
    expect(mug!.threshold).toBeCloseTo(mug!.range[0] + 0.7 * (mug!.range[1] - mug!.range[0]), 5);
    expect(arrays['relevancy/0/0']![mug!.peak.point!]! / 65535).toBeCloseTo(mug!.peak.relevancy, 4);
    expect(book).toMatchObject({ phrase: 'red book', scale: 2, threshold: 0.2 });
    expect(book!.objects.length).toBeGreaterThan(0);
    const labels = arrays['objects/1/0'] as Uint8Array;
    for (const [place, { points, peak }] of book!.objects.entries()) {
      expect(labels.filter((label) => label === place + 1)).toHaveLength(points);
      expect(labels[peak.point]).toBe(place + 1);
    }
  });

  test('about places says how it was read, and is read as the user wants', async () => {
    const { answer } = await ask({ questions: [{ text: 'the mug left of the book', threshold: 0.1 }] });
    const [read] = answer.questions;
    expect(read).toMatchObject({ reading: { kind: 'relations' }, sentence: 'the mug left of the book' });
    expect(read!.phrases.map(({ phrase }) => phrase)).toEqual(['mug', 'book']);
    expect(read!.answers).toHaveLength(1);
    const reading = { kind: 'plain', phrase: 'mug left of the book', reason: null } as const;
    const corrected = await ask({ questions: [{ text: 'the mug left of the book', reading }] });
    expect(corrected.answer.questions[0]).toMatchObject({ reading, answers: [], sentence: 'mug left of the book' });
    expect(corrected.answer.questions[0]!.phrases).toHaveLength(1);
  });

  test('about something tells by which word each answer was found', async () => {
    const { answer } = await ask({ questions: [{ text: 'something near the book', threshold: 0.1 }] });
    expect(answer.questions[0]!.phrases.map(({ phrase }) => phrase)).toEqual(['book']);
    for (const { object } of answer.questions[0]!.answers[0]!.found) expect(object.phrase).toMatch(/^\w+$/);
  });

  test('for things like a point finds that point first', async () => {
    const like = { text: 'like this', like: { point: 7, scale: 3 }, scale: 3 };
    const { answer, arrays } = await ask({ questions: [like] });
    expect(answer.questions[0]).toMatchObject({ reading: { kind: 'plain', phrase: 'like this' } });
    const relevancy = arrays['relevancy/0/0']!;
    expect(relevancy[7]! / Math.max(...relevancy)).toBeGreaterThan(0.9);
    expect(relevancy[7]! / 65535).toBeGreaterThan(0.5);
  });

  test('that the index cannot answer is refused', async () => {
    const of = (question: object) => ({ canonical, viewer, questions: [{ text: 'mug', ...question }] });
    expect(await refused('POST', '/runs/1/ask', of({ scale: 8 }))).toEqual([
      400,
      'bad-request',
      expect.stringMatching(/no scale 8/),
    ]);
    const far = of({ like: { point: 1e9, scale: 0 } });
    expect(await refused('POST', '/runs/1/ask', far)).toEqual([
      400,
      'bad-request',
      expect.stringMatching(/no point 1000000000/),
    ]);
    const one = { phrase: 'mug', constraints: [] };
    const between = { ...one, constraints: [{ relation: 'between', negated: false, references: [one] }] };
    const reading = { kind: 'relations', things: [between] };
    expect(await refused('POST', '/runs/1/ask', of({ reading }))).toEqual([
      400,
      'bad-request',
      expect.stringMatching(/two things, not 1/),
    ]);
    const both = of({ reading: { kind: 'relations', things: [one] }, like: { point: 1, scale: 0 } });
    expect(await refused('POST', '/runs/1/ask', both)).toEqual([
      400,
      'bad-request',
      expect.stringMatching(/like a point/),
    ]);
    expect(await refused('POST', '/runs/9/ask', of({}))).toEqual([
      404,
      'not-found',
      expect.stringMatching(/no training run 9/),
    ]);
  });

  test('that is asked no more is let go of, while the newest is answered', async () => {
    const body = (text: string) => ({ canonical, viewer, questions: [{ text }] });
    const typed = ['m', 'mu', 'mug'].map((text) => {
      const abort = new AbortController();
      return { abort, answered: send('POST', '/runs/1/ask', body(text), abort.signal) };
    });
    for (const { abort } of typed.slice(0, -1)) abort.abort();
    const statuses = await Promise.all(typed.map(async ({ answered }) => (await answered).status));
    // The first may have had its turn already.
    expect(statuses.slice(1)).toEqual([409, 200]);
  });
});

test('fifty questions at once beside a training are all answered, and it goes on', async () => {
  const steps = 20;
  const response = await send('POST', '/runs', { steps, device: 'cpu', seed: 5 });
  const { id: runId } = (await response.json()) as Run;
  const run = async () => (await (await send('GET', `/runs/${runId}`)).json()) as Run;
  await vi.waitFor(async () => expect((await run()).state).toBe('running'), { timeout: 60_000 });
  const texts = Array.from({ length: 50 }, (_, i) => `mug number ${i}`);
  const answers = await Promise.all(texts.map((text) => ask({ questions: [{ text }] })));
  expect(answers.map(({ answer }) => answer.questions[0]!.text)).toEqual(texts);
  await vi.waitFor(async () => expect((await run()).state).toBe('done'), { timeout: 60_000 });
  expect(await run()).toMatchObject({ step: steps, error: null });
});

describe('a click', () => {
  /** As the page does: once more, until all words have been read. */
  const pick = async (body: object): Promise<PickResponse> => {
    for (;;) {
      const response = await send('POST', '/runs/1/pick', body);
      const picked = pickResponseSchema.parse(await response.json());
      if (picked.vocabulary.read === picked.vocabulary.total) return picked;
    }
  };

  test('tells of a place: relevancy, words, confidence', async () => {
    const body = { point: 7, canonical, questions: [{ text: 'mug' }, { text: 'the cup near the book' }] };
    const picked = await pick(body);
    const { arrays, answer } = await ask({ questions: [{ text: 'mug' }] });
    expect(picked.questions.map(({ text }) => text)).toEqual(['mug', 'cup', 'book']);
    expect(picked.questions[0]!.scale).toBe(answer.questions[0]!.phrases[0]!.scale);
    expect(picked.questions[0]!.relevancy).toBeCloseTo(arrays['relevancy/0/0']![7]! / 65535, 4);
    expect(Math.hypot(...picked.normal)).toBeCloseTo(1, 1);
    expect(picked.words).toHaveLength(12);
    expect(picked.words).toEqual([...picked.words].sort((a, b) => b.relevancy - a.relevancy));
    // The best word is the best at the scale that it is told at.
    const at = await pick({ point: 7, canonical, questions: [], scale: picked.scale });
    expect(at.words).toEqual(picked.words);
  });

  test('names a place by the user’s own words', async () => {
    await send('PUT', '/vocabulary', { words: ['teapot', 'Zyxt', 'mug', 'Mug'] });
    const { words, vocabulary } = await pick({ point: 7, canonical, questions: [] });
    expect(vocabulary).toEqual({ read: 2, total: 2 });
    // Nobody knows what a zyxt is.
    expect(words.map(({ word }) => word).sort()).toEqual(['Mug', 'teapot']);
  });

  test('next to the index is refused', async () => {
    const body = { point: 1e9, canonical, questions: [] };
    expect(await refused('POST', '/runs/1/pick', body)).toEqual([
      400,
      'bad-request',
      expect.stringMatching(/no point/),
    ]);
    expect(await refused('POST', '/runs/1/pick', { ...body, point: 0, scale: 99 })).toEqual([
      400,
      'bad-request',
      expect.stringMatching(/no scale 99/),
    ]);
  });
});

test('sensitivity tells what each canonical phrase does to the answer', async () => {
  const body = { question: { text: 'mug', scale: 2 }, canonical, replacements: ['wood'] };
  const response = await send('POST', '/runs/1/sensitivity', body);
  const { phrase, answer, changes } = sensitivityResponseSchema.parse(await response.json()) as SensitivityResponse;
  expect([phrase, answer.scale]).toEqual(['mug', 2]);
  expect(changes.map(({ without, instead }) => `${without}:${instead}`)).toEqual([
    ...canonical.map((name) => `${name}:null`),
    ...canonical.map((name) => `${name}:wood`),
  ]);
  const { answer: asked } = await ask({ questions: [{ text: 'mug', scale: 2 }] });
  expect(answer.peak.relevancy).toBeCloseTo(asked.questions[0]!.phrases[0]!.peak.relevancy, 5);
  const { answer: without } = await ask({ questions: [{ text: 'mug', scale: 2 }], canonical: canonical.slice(1) });
  expect(changes[0]!.peak.relevancy).toBeCloseTo(without.questions[0]!.phrases[0]!.peak.relevancy, 5);
});

test('an index that was built again is the one that is asked', async () => {
  const project = ProjectFile.open(join(root, 'tiny.lerf'));
  const { info, bytes } = project.languageIndexes.load('1')!;
  project.languageIndexes.save(info, Buffer.concat([bytes.subarray(0, -1), Buffer.from([bytes.at(-1)! ^ 1])]));
  const body = { canonical, viewer, questions: [{ text: 'mug' }] };
  expect(await refused('POST', '/runs/1/ask', body)).toEqual([422, 'bad-project', expect.stringMatching(/damaged/)]);
  project.languageIndexes.save(info, bytes);
  project.close();
  await ask({ questions: [{ text: 'mug' }] });
});

test('a project that is taken off the list can be moved, and is asked no more', async () => {
  opened.engine.removeProject(id, 'keep');
  expect(await refused('GET', '/indexes')).toEqual([404, 'not-found', expect.stringMatching(/project/)]);
  await rename(join(root, 'tiny.lerf'), join(root, 'moved.lerf'));
  id = opened.engine.library.add(join(root, 'moved.lerf')).id;
  await ask({ questions: [{ text: 'mug' }] });
});
