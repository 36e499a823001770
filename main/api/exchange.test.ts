/** Exports over HTTP, of the project itself: what is written is real. */
import { existsSync, readdirSync } from 'node:fs';
import { readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ComputeThread } from '../engine/compute.ts';
import { FakeCompute } from '../testing/fake-compute.ts';
import { openTestEngine, removeFolder, type TestEngine, temporaryFolder } from '../testing/test-engine.ts';
import { createApp } from './app.ts';
import { exportResultSchema, type Job, jobSchema, type ProjectCard } from './contract.ts';
import { attachment } from './exchange.ts';

let root: string;
let opened: TestEngine;
let app: Hono;
let card: ProjectCard;

beforeEach(async () => {
  root = await temporaryFolder();
  opened = await openTestEngine(root, {
    compute: { training: new FakeCompute(), viewing: new ComputeThread(), asking: new FakeCompute() },
  });
  app = createApp(opened.engine);
  card = await opened.addProject('Küche');
});
afterEach(async () => {
  await opened.engine.close();
  await removeFolder(root);
});

const post = (body: object) =>
  app.request(`/api/projects/${card.id}/export`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

async function exported(body: object): Promise<Job> {
  const response = await post(body);
  expect(response.status).toBe(202);
  const job = jobSchema.parse(await response.json());
  await opened.engine.jobs.idle();
  return opened.engine.jobs.get(job.id);
}

describe('an export', () => {
  test('without a path waits to be fetched, under a name for people', async () => {
    const job = await exported({ format: 'zip' });
    const result = exportResultSchema.parse(job.result);
    expect(result).toMatchObject({ path: null, fileName: 'Küche.zip', warnings: [] });
    const response = await app.request(`/api/jobs/${job.id}/file`);
    expect(response.headers.get('content-type')).toBe('application/zip');
    expect(response.headers.get('content-disposition')).toContain("filename*=UTF-8''K%C3%BCche.zip");
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(bytes).toHaveLength(result.bytes);
    expect(response.headers.get('content-length')).toBe(String(result.bytes));
    expect(bytes.toString('latin1', 0, 2)).toBe('PK');
  });

  test('goes to a path under a root, in place of an earlier one, and is whole', async () => {
    const path = join(root, 'out.zip');
    for (let time = 0; time < 2; time++) {
      const job = await exported({ format: 'zip', path });
      expect(job.result).toMatchObject({ path, fileName: 'out.zip' });
    }
    expect((await readFile(path)).toString('latin1', 0, 2)).toBe('PK');
    expect(readdirSync(root).filter((name) => name.includes('part'))).toEqual([]);
    const fetched = await app.request(`/api/jobs/${opened.engine.jobs.list().at(-1)!.id}/file`);
    expect(fetched.status).toBe(404);
  });

  test.each([
    ['outside the roots', '/etc/out.zip', 403, 'forbidden-path'],
    ['with an ending that belongs to something else', 'Küche.lerf', 400, 'bad-request'],
    ['in a folder that is not there', 'gone/out.zip', 404, 'not-found'],
    ['through a link that leads out', 'away/out.zip', 403, 'forbidden-path'],
  ])('is refused %s', async (_where, path, status, code) => {
    await symlink('/', join(root, 'away'));
    const response = await post({ format: 'zip', path: path.startsWith('/') ? path : join(root, path) });
    expect([response.status, await response.json()]).toMatchObject([status, { error: { code } }]);
  });

  test('of points says at once that there is no index, and of views that there are none', async () => {
    for (const format of ['ply', 'spz', 'json']) {
      const response = await post({ format });
      expect(await response.json()).toMatchObject({
        error: { code: 'conflict', message: expect.stringContaining('no language index') },
      });
    }
    const view = await post({ format: 'png', view: '7' });
    expect(await view.json()).toMatchObject({ error: { code: 'not-found' } });
  });

  test('can be cancelled, and leaves nothing behind', async () => {
    const first = jobSchema.parse(await (await post({ format: 'zip', path: join(root, 'a.zip') })).json());
    await app.request(`/api/jobs/${first.id}/cancel`, { method: 'POST' });
    await opened.engine.jobs.idle();
    expect(opened.engine.jobs.get(first.id).state).toBe('cancelled');
    expect(readdirSync(root).filter((name) => /zip|part/.test(name))).toEqual([]);
  });

  test('is kept while few came after it, and until the engine closes', async () => {
    const jobs: Job[] = [];
    for (let count = 0; count < 5; count++) jobs.push(await exported({ format: 'zip' }));
    const statuses = await Promise.all(jobs.map(async ({ id }) => (await app.request(`/api/jobs/${id}/file`)).status));
    expect(statuses).toEqual([404, 200, 200, 200, 200]);
    const folder = join(root, '.data', 'exports', String(process.pid));
    expect(readdirSync(folder)).toHaveLength(4);
    await opened.engine.close();
    await vi.waitFor(() => expect(existsSync(folder)).toBe(false));
  });
});

test('names of downloads survive the header, whatever they are', () => {
  expect(attachment('Küche "2".zip')).toBe(
    `attachment; filename="K_che _2_.zip"; filename*=UTF-8''K%C3%BCche%20%222%22.zip`,
  );
  expect(attachment("a'b\r\nset-cookie: x.zip")).not.toMatch(/[\r\n]/);
});
