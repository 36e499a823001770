import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { ProjectFile } from '../store/project-file.ts';
import { FakeImageTextEncoder } from '../testing/fake-encoder.ts';
import { addFoggyRun, FOGGY_STEP } from '../testing/foggy-run.ts';
import { importTinyCapture } from '../testing/tiny-training.ts';
import { ask } from './ask.ts';
import { INDEX_SCALES, indexRun, loadIndex } from './index-run.ts';
import { LanguageIndex } from './language-index.ts';

const encoder = new FakeImageTextEncoder({ id: 'demo' });
it('a run is indexed, the index kept in the project, and asked', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lerf-index-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const project = ProjectFile.open(await importTinyCapture(folder));
  onTestFinished(() => project.close());
  const id = addFoggyRun(project, encoder);
  expect(() => loadIndex(project, id)).toThrow(/no language index yet/);

  const { data, bytes } = await indexRun(project, id, encoder);
  expect(data.origin).toMatchObject({ run: id, step: FOGGY_STEP, encoder: 'demo', fingerprint: encoder.fingerprint });
  expect(data.origin.rankCorrelation).toBeGreaterThan(0.95);
  expect(data.views.length).toBeGreaterThan(50);
  expect(project.languageIndexes.list()).toMatchObject([
    { runId: id, step: FOGGY_STEP, points: data.views.length, bytes },
  ]);
  const again = loadIndex(project, id);
  expect(again).toEqual(data);

  const index = await LanguageIndex.open(again);
  const { phrases } = await ask(index, encoder, 'red', {
    canonical: ['grey'],
    viewer: project.captures.frames()[0]!.worldFromCamera,
  });
  expect(phrases[0]!.score.peaks).toHaveLength(INDEX_SCALES.length);
  expect(phrases[0]!.score.relevancy).toHaveLength(data.views.length);
});
