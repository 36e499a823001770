import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openImageTextEncoder } from '../encoders/index.ts';
import { indexRun } from '../index/index-run.ts';
import { ProjectFile } from '../store/project-file.ts';
import { addFoggyRun } from '../testing/foggy-run.ts';
import { removeFolder, temporaryFolder } from '../testing/test-engine.ts';
import { importTinyCapture } from '../testing/tiny-training.ts';
import { type IndexAddress, OpenIndexes } from './open-indexes.ts';

let root: string;
let address: IndexAddress;

beforeAll(async () => {
  root = await temporaryFolder();
  const path = await importTinyCapture(root);
  await using encoder = await openImageTextEncoder('demo', { parts: 'text' });
  const project = ProjectFile.open(path);
  const runId = addFoggyRun(project, encoder);
  await indexRun(project, runId, encoder);
  address = { path, runId, createdAt: project.languageIndexes.list()[0]!.createdAt, dataFolder: join(root, 'data') };
  project.close();
}, 60_000);
afterAll(() => removeFolder(root));

test('an index stays open between questions, until it is built again', async () => {
  const indexes = new OpenIndexes();
  const first = await indexes.get(address);
  expect(await indexes.get({ ...address })).toBe(first);
  expect(await first.encoder()).toBe(await first.encoder());
  const again = await indexes.get({ ...address, createdAt: 'later' });
  expect(again).not.toBe(first);
  expect(again.index.points).toBe(first.index.points);
  await indexes.closeAll();
});

test('of three projects the one that was asked longest ago makes room', async () => {
  const indexes = new OpenIndexes();
  const paths = ['a', 'b', 'c'].map((name) => join(root, `${name}.lerf`));
  for (const path of paths) await copyFile(address.path, path);
  const [a, b, c] = paths.map((path) => ({ ...address, path })) as [IndexAddress, IndexAddress, IndexAddress];
  const opened = { a: await indexes.get(a), b: await indexes.get(b) };
  await indexes.get(a);
  await indexes.get(c);
  expect(await indexes.get(a)).toBe(opened.a);
  expect(await indexes.get(b)).not.toBe(opened.b);
  await indexes.release(b.path);
  expect(await indexes.get(a)).toBe(opened.a);
  await indexes.closeAll();
  expect(await indexes.get(a)).not.toBe(opened.a);
  await indexes.closeAll();
});

test('all goes when nobody asks any more', async () => {
  const indexes = new OpenIndexes(20);
  const first = await indexes.get(address);
  await vi.waitFor(async () => expect(await indexes.get(address)).not.toBe(first), { interval: 60 });
  await indexes.closeAll();
});

test('an index that is not there any more is refused', async () => {
  await expect(new OpenIndexes().get({ ...address, runId: '7' })).rejects.toMatchObject({ code: 'conflict' });
});
