import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createApp } from '../api/app.ts';
import { jobSchema, type RenderPathRequest } from '../api/contract.ts';
import { openTestEngine, removeFolder, type TestEngine, temporaryFolder } from '../testing/test-engine.ts';

let root: string;
let opened: TestEngine;
let app: Hono;
let projectId: string;

beforeEach(async () => {
  root = await temporaryFolder();
  opened = await openTestEngine(root);
  app = createApp(opened.engine);
  projectId = (await opened.addProject('Tiny')).id;
});
afterEach(async () => {
  await opened.engine.close();
  await removeFolder(root);
  vi.unstubAllEnvs();
});

const keyframe = { id: 'a', worldFromCamera: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0], verticalFovDegrees: 50 };
const flight: RenderPathRequest = {
  cameraPath: { keyframes: [keyframe], seconds: 1, isClosed: false },
  width: 64,
  height: 48,
  format: 'images',
};
const post = (request: RenderPathRequest) =>
  app.request(`/api/projects/${projectId}/render-path`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  });
async function train(): Promise<void> {
  await opened.engine.training.start(projectId, { steps: 10 });
  await opened.engine.jobs.idle();
}

describe('a flight', () => {
  test('is rendered to a file that waits to be fetched', async () => {
    await train();
    const response = await post(flight);
    expect(response.status).toBe(202);
    const { id } = jobSchema.parse(await response.json());
    await opened.engine.jobs.idle();
    expect(opened.engine.jobs.get(id)).toMatchObject({
      kind: 'path',
      state: 'done',
      result: { path: null, fileName: 'Tiny flight.zip', bytes: 3 },
    });
    const file = await app.request(`/api/jobs/${id}/file`);
    expect(file.headers.get('content-type')).toBe('application/zip');
    expect(await file.text()).toBe('zip');
  });

  test('goes to the path that was chosen, if it ends as it must', async () => {
    await train();
    const path = join(root, 'flight.zip');
    await post({ ...flight, path });
    await opened.engine.jobs.idle();
    expect(await readFile(path, 'utf8')).toBe('zip');
    expect((await post({ ...flight, path: join(root, 'Tiny.lerf') })).status).toBe(400);
    expect((await post({ ...flight, path: '/etc/flight.zip' })).status).toBe(403);
  });

  test('is cancelled between its pictures', async () => {
    await train();
    const path = join(root, 'flight.zip');
    const { id } = jobSchema.parse(await (await post({ ...flight, path })).json());
    await vi.waitFor(() => expect(opened.engine.jobs.get(id).progress.done).toBeGreaterThan(0));
    await app.request(`/api/jobs/${id}/cancel`, { method: 'POST' });
    await opened.engine.jobs.idle();
    expect(opened.engine.jobs.get(id).state).toBe('cancelled');
    expect(readdirSync(root)).not.toContain('flight.zip');
  });
});

describe('is refused at once', () => {
  const mirrored = { ...keyframe, worldFromCamera: [-1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0] };
  test.each<[string, Partial<RenderPathRequest>, string]>([
    ['a flight without keyframes', { cameraPath: { ...flight.cameraPath, keyframes: [] } }, 'no keyframes'],
    ['a keyframe that is no camera', { cameraPath: { ...flight.cameraPath, keyframes: [mirrored] } }, 'mirrors'],
    ['relevancy to nothing', { output: 'composite' }, 'needs a query'],
  ])('%s', async (_what, change, words) => {
    await train();
    const response = await post({ ...flight, ...change });
    expect(response.status).toBe(400);
    expect((await response.json()).error.message).toContain(words);
  });

  test('a video where there is no ffmpeg, with what to do', async () => {
    await train();
    vi.stubEnv('PATH', root);
    const response = await post({ ...flight, format: 'video' });
    expect(response.status).toBe(409);
    expect((await response.json()).error).toMatchObject({
      message: expect.stringContaining('ffmpeg'),
      hint: expect.stringContaining('images'),
    });
  });

  test('a project that was not trained', async () => {
    expect((await post(flight)).status).toBe(409);
  });
});
