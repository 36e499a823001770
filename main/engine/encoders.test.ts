import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openTestEngine, removeFolder, type TestEngine, temporaryFolder } from '../testing/test-engine.ts';

let root: string;
let opened: TestEngine;

beforeEach(async () => {
  root = await temporaryFolder();
  opened = await openTestEngine(root);
});
afterEach(async () => {
  await opened.engine.close();
  await removeFolder(root);
});

const encoders = () => opened.engine.encoders;
const announcements = () => opened.events.filter(({ type }) => type === 'encoders').length;

test('a download is a job whose progress is told, and the list knows when it is over', async () => {
  const job = await encoders().download('clip');
  expect(await encoders().get('clip')).toMatchObject({ state: 'downloading', jobId: job.id });
  expect(announcements()).toBe(1);
  // Asked again, for instance from another window: the same one.
  expect((await encoders().download('clip')).id).toBe(job.id);
  await opened.engine.jobs.idle();
  expect(opened.engine.jobs.get(job.id)).toMatchObject({
    kind: 'download',
    state: 'done',
    title: 'Downloading CLIP',
    result: { id: 'clip', state: 'ready', jobId: null },
  });
  expect(announcements()).toBe(2);
  await expect(encoders().download('clip')).rejects.toThrow('CLIP is here already.');
});

test('a cancelled download is partial and goes on where it ended', async () => {
  const { id } = await encoders().download('clip');
  await vi.waitFor(() => expect(opened.engine.jobs.get(id).progress.done).toBeGreaterThan(0), { interval: 5 });
  opened.engine.jobs.cancel(id);
  await opened.engine.jobs.idle();
  const { state, presentBytes } = await encoders().get('clip');
  expect(state).toBe('partial');
  const next = await encoders().download('clip');
  await vi.waitFor(() => expect(opened.engine.jobs.get(next.id).state).toBe('running'), { interval: 5 });
  expect(opened.engine.jobs.get(next.id).progress.done).toBeGreaterThanOrEqual(presentBytes);
  await opened.engine.jobs.idle();
  expect((await encoders().get('clip')).state).toBe('ready');
});

test('one that waits its turn can be cancelled', async () => {
  await encoders().download('clip');
  const waiting = await encoders().download('dino');
  opened.engine.jobs.cancel(waiting.id);
  await opened.engine.jobs.idle();
  expect((await encoders().get('dino')).state).toBe('absent');
});

test('the default is the shipped encoder until another is chosen, and again when that is gone', async () => {
  const folder = join(root, 'mine');
  await mkdir(folder);
  await writeFile(join(folder, 'config.json'), '{}');
  const { id } = await encoders().addFolder(folder);
  expect(id).toBe('folder:mine');
  expect((await encoders().list()).defaultId).toBe('demo');
  expect((await encoders().makeDefault(id)).defaultId).toBe(id);
  await encoders().remove(id);
  expect((await encoders().list()).defaultId).toBe('demo');
});

test('no encoder is removed from under a training', async () => {
  const { id } = await opened.addProject();
  await encoders().download('clip');
  await opened.engine.jobs.idle();
  await opened.engine.training.start(id, { steps: 100 });
  await expect(encoders().remove('clip')).rejects.toThrow('Encoders may be in use: Training run 1.');
  opened.engine.training.control(id, '1', 'stop');
  await opened.engine.jobs.idle();
  await encoders().remove('clip');
  expect((await encoders().get('clip')).state).toBe('absent');
});
