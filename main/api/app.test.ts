import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { UserError } from '../errors.ts';
import { openTestEngine, removeFolder, type TestEngine, temporaryFolder } from '../testing/test-engine.ts';
import { createApp } from './app.ts';
import {
  type Job,
  jobSchema,
  type ProjectCard,
  projectDetailSchema,
  runSchema,
  selfTestResultSchema,
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
});
afterEach(async () => {
  await opened.engine.close();
  await removeFolder(root);
});

const json = { 'content-type': 'application/json' };
/** `:id` stands for the project on the list. */
const ask = async (method: string, path: string, body?: unknown) =>
  app.request(path.replace(':id', card.id), {
    method,
    ...(body === undefined ? {} : { headers: json, body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
const get = (path: string) => ask('GET', path);

async function train(steps = 20): Promise<void> {
  await ask('POST', '/api/projects/:id/runs', { steps });
  await opened.engine.jobs.idle();
}

async function jobOf(response: Response): Promise<Job> {
  expect(response.status).toBe(202);
  const job = jobSchema.parse(await response.json());
  await opened.engine.jobs.idle();
  return jobSchema.parse(await (await get(`/api/jobs/${job.id}`)).json());
}

describe('library and browsing', () => {
  test('cards are listed, renamed and removed', async () => {
    expect(await (await get('/api/library')).json()).toMatchObject({
      projects: [{ id: card.id, name: 'Tiny', images: 5, state: 'imported', hasThumbnail: true }],
    });
    expect(await (await ask('PATCH', '/api/library/:id', { name: ' Fox ' })).json()).toMatchObject({ name: 'Fox' });
    expect((await ask('DELETE', '/api/library/:id?file=keep')).status).toBe(204);
    expect(await (await get('/api/library')).json()).toEqual({ projects: [] });
    expect((await ask('POST', '/api/library', { path: card.path })).status).toBe(201);
  });

  test('the roots, then folders and projects below them, nothing hidden', async () => {
    await mkdir(join(root, 'photos 10'));
    await mkdir(join(root, 'photos 9'));
    await mkdir(join(root, 'fox'));
    await writeFile(join(root, 'fox', 'transforms.json'), '{}');
    expect(await (await get('/api/browse')).json()).toMatchObject({ path: null, entries: [{ path: root }] });
    expect(await (await get(`/api/browse?path=${encodeURIComponent(root)}`)).json()).toEqual({
      path: root,
      parent: null,
      captureKind: null,
      entries: [
        { name: 'fox', path: join(root, 'fox'), kind: 'capture', captureKind: 'transforms' },
        { name: 'photos 9', path: join(root, 'photos 9'), kind: 'folder', captureKind: null },
        { name: 'photos 10', path: join(root, 'photos 10'), kind: 'folder', captureKind: null },
        { name: 'Tiny.lerf', path: card.path, kind: 'project', captureKind: null },
      ],
    });
  });
});

describe('projects', () => {
  test('the detail fits the contract', async () => {
    const detail = projectDetailSchema.parse(await (await get('/api/projects/:id')).json());
    expect(detail).toMatchObject({
      readOnly: false,
      readOnlyReason: null,
      sparsePoints: 1,
      sceneBox: [-1, -1, -1, 1, 1, 1],
      capture: { kind: 'transforms', skipped: [{ file: 'images/gone.jpg', reason: 'The image is missing.' }] },
    });
    expect(detail.frames.map(({ split }) => split)).toEqual(['test', 'train', 'train', 'train', 'test']);
    // What only the engine needs stays inside.
    expect(detail.frames[0]).not.toHaveProperty('mime');
    expect(detail.capture).not.toHaveProperty('transform');
  });

  test('images, thumbnails and points are bytes with their type', async () => {
    const full = await get('/api/projects/:id/frames/2/image?size=full');
    expect(full.headers.get('content-type')).toBe('image/jpeg');
    expect([...new Uint8Array(await full.arrayBuffer())]).toEqual([0xff, 0xd8, 2, 0xff, 0xd9]);
    const small = await get('/api/projects/:id/frames/2/image?size=thumbnail');
    expect(new Uint8Array(await small.arrayBuffer())[2]).toBe(102);
    const cover = await get('/api/projects/:id/thumbnail');
    expect(new Uint8Array(await cover.arrayBuffer())[2]).toBe(100);
    const points = await get('/api/projects/:id/points');
    expect((await points.arrayBuffer()).byteLength).toBe(16);
  });
});

describe('training, evaluation, rendering', () => {
  test('a run is started, followed and found again', async () => {
    const response = await ask('POST', '/api/projects/:id/runs', { steps: 20, seed: 3 });
    expect(response.status).toBe(201);
    expect(runSchema.parse(await response.json())).toMatchObject({ id: '1', steps: 20, seed: 3, preset: 'fast' });
    await opened.engine.jobs.idle();
    expect(await (await get('/api/projects/:id/runs')).json()).toMatchObject({ runs: [{ id: '1', state: 'done' }] });
    const metrics = await get('/api/projects/:id/runs/1/metrics?series=loss/rgb&after=18');
    expect([...new Float32Array(await metrics.arrayBuffer())].map((x) => Math.fround(x))).toEqual(
      [19, 1 / 19, 20, 1 / 20].map(Math.fround),
    );
    const page = await get('/api/projects/:id/runs/1/metrics?series=loss/rgb&after=3&most=5');
    expect([...new Float32Array(await page.arrayBuffer())].filter((_, i) => i % 2 === 0)).toEqual([4, 5, 6, 7, 8]);
    const none = await get('/api/projects/:id/runs/1/metrics?series=loss/none');
    expect((await none.arrayBuffer()).byteLength).toBe(0);
    expect((await get('/api/projects/:id/runs/1/preview')).status).toBe(404);
    expect((await ask('POST', '/api/projects/:id/runs/1/control', { action: 'pause' })).status).toBe(409);
  });

  test('evaluating is a job with a result', async () => {
    await train();
    const job = await jobOf(await ask('POST', '/api/projects/:id/eval', {}));
    expect(job).toMatchObject({ kind: 'eval', state: 'done', result: { psnr: 20, ssim: 0.5 } });
    const imageless = await get(`/api/jobs/${job.id}/image`);
    expect(imageless.status).toBe(404);
  });

  test('rendering is a job with an image; a camera that does not exist is refused at once', async () => {
    await train();
    const job = await jobOf(await ask('POST', '/api/projects/:id/render', { frame: 1 }));
    expect(job).toMatchObject({ kind: 'render', state: 'done', result: { width: 4, height: 3, psnr: null } });
    const image = await get(`/api/jobs/${job.id}/image`);
    expect(image.headers.get('content-type')).toBe('image/png');
    expect(await image.text()).toBe('png');
    expect((await ask('POST', '/api/projects/:id/render', { frame: 5 })).status).toBe(400);
  });

  test('a render is cancelled between its tiles', async () => {
    await train();
    const response = await ask('POST', '/api/projects/:id/render', { frame: 1 });
    const { id } = jobSchema.parse(await response.json());
    await vi.waitFor(() => expect(opened.engine.jobs.get(id).progress.done).toBeGreaterThan(0));
    await ask('POST', `/api/jobs/${id}/cancel`);
    await opened.engine.jobs.idle();
    expect(opened.engine.jobs.get(id).state).toBe('cancelled');
  });

  test('a failed evaluation is a failed job with its sentence', async () => {
    await train();
    opened.viewing.failure = new UserError('bad-project', 'The checkpoint is damaged.');
    const job = await jobOf(await ask('POST', '/api/projects/:id/eval', {}));
    expect(job).toMatchObject({ state: 'failed', error: { code: 'bad-project' } });
  });

  test('devices are asked for once', async () => {
    for (let request = 0; request < 3; request++) {
      expect(await (await get('/api/devices')).json()).toMatchObject({ devices: [{ device: 'cpu', available: true }] });
    }
    expect(opened.viewing.tasks).toEqual(['devices']);
  });

  test('a self-test is a job, which says so if a training slows it down', async () => {
    const alone = await jobOf(await ask('POST', '/api/devices/self-test'));
    expect(alone).toMatchObject({ kind: 'self-test', state: 'done', warnings: [] });
    expect(selfTestResultSchema.parse(alone.result)).toMatchObject({ steps: 6 });
    await ask('POST', '/api/projects/:id/runs', { steps: 50 });
    const beside = await jobOf(await ask('POST', '/api/devices/self-test'));
    expect(beside.warnings).toEqual([expect.stringContaining('A training ran meanwhile')]);
  });
});
