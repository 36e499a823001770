import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { DemoResult } from '../api/contract.ts';
import { openTestEngine, removeFolder, type TestEngine, temporaryFolder } from '../testing/test-engine.ts';
import { writeTinyCapture } from '../testing/tiny-capture.ts';
import { createTinyProject } from '../testing/tiny-project.ts';

let root: string;
let opened: TestEngine;

beforeEach(async () => {
  root = await temporaryFolder();
  vi.stubEnv('LERF_PROJECTS', join(root, 'projects'));
  await mkdir(join(root, 'demo'));
  opened = await openTestEngine(root);
});
afterEach(async () => {
  await opened.engine.close();
  vi.unstubAllEnvs();
  await removeFolder(root);
});

const cards = () => opened.engine.library.cards();

async function openDemo(): Promise<string> {
  const { id } = opened.engine.demo.open();
  await opened.engine.jobs.idle();
  const job = opened.engine.jobs.get(id);
  expect(job.error).toBeNull();
  return (job.result as DemoResult).projectId;
}

test('the capture is imported as a project of the user’s, once', async () => {
  await writeTinyCapture(join(root, 'demo', 'capture'), { images: 4 });
  const id = await openDemo();
  expect(cards()).toMatchObject([{ id, images: 4, state: 'imported' }]);
  expect(cards()[0]!.path).toContain(join(root, 'projects'));
  expect(await openDemo()).toBe(id);
  expect(cards()).toHaveLength(1);
});

test('a project that is trained already is copied', async () => {
  await createTinyProject(join(root, 'demo', 'demo.lerf'), { name: 'Demo' });
  await openDemo();
  expect(cards()).toMatchObject([{ name: 'Demo', images: 5 }]);
  expect(await readdir(join(root, 'projects'))).toContain('Demo table.lerf');
});

test('two clicks open one demo', async () => {
  await writeTinyCapture(join(root, 'demo', 'capture'), { images: 2 });
  expect(opened.engine.demo.open().id).toBe(opened.engine.demo.open().id);
  await opened.engine.jobs.idle();
  expect(cards()).toHaveLength(1);
});

test('it opens by itself at the very first start only, and deleted it stays deleted', async () => {
  await writeTinyCapture(join(root, 'demo', 'capture'), { images: 2 });
  expect(opened.engine.demo.openAtFirstStart()).not.toBeNull();
  await opened.engine.jobs.idle();
  opened.engine.removeProject(cards()[0]!.id, 'delete');
  await opened.engine.close();
  opened = await openTestEngine(root);
  expect(opened.engine.demo.openAtFirstStart()).toBeNull();
  // But it can be asked for again.
  await openDemo();
  expect(cards()).toHaveLength(1);
});

test('it does not come between a user and projects that are there', async () => {
  await writeTinyCapture(join(root, 'demo', 'capture'), { images: 2 });
  await opened.addProject();
  expect(opened.engine.demo.openAtFirstStart()).toBeNull();
});

test('an installation without it says so', async () => {
  await rm(join(root, 'demo'), { recursive: true });
  expect(opened.engine.demo.openAtFirstStart()).toBeNull();
  const { id } = opened.engine.demo.open();
  await opened.engine.jobs.idle();
  expect(opened.engine.jobs.get(id).error).toMatchObject({ code: 'not-found' });
});
