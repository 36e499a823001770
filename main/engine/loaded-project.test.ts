import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createApp } from '../api/app.ts';
import { createLoadedProject } from '../testing/loaded-project.ts';
import { openTestEngine, removeFolder, temporaryFolder } from '../testing/test-engine.ts';

const STEPS = 300_000;
const VIEWS = 200;
const THUMBNAIL_BYTES = 100_000;

test('however much a project holds, an answer about it is of a bounded size', async () => {
  const root = await temporaryFolder();
  const { engine } = await openTestEngine(root);
  onTestFinished(async () => {
    await engine.close();
    await removeFolder(root);
  });
  const path = join(root, 'loaded.lerf');
  await createLoadedProject(path, { steps: STEPS, views: VIEWS, thumbnails: [Buffer.alloc(THUMBNAIL_BYTES)] });
  const app = createApp(engine);
  const project = `/api/projects/${engine.library.add(path).id}`;
  const get = async (route: string) => (await app.request(project + route)).arrayBuffer();

  const first = new Float32Array(await get('/runs/1/metrics?series=loss/rgb'));
  expect(first.length).toBe(2 * 262_144);
  const rest = new Float32Array(await get(`/runs/1/metrics?series=loss/rgb&after=${first.at(-2)}`));
  expect([rest[0], rest.at(-2)]).toEqual([262_145, STEPS]);
  expect((await get('/runs')).byteLength).toBeLessThan(2000);
  // A name, two times and what was asked; neither marks nor thumbnails.
  expect((await get('/annotated-views')).byteLength).toBeLessThan(200 * VIEWS);
});
