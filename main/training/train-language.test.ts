import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LanguageChoice } from '../api/contract.ts';
import { createRun } from '../engine/train-run.ts';
import { extractFeatures } from '../features/index.ts';
import { ProjectFile } from '../store/project-file.ts';
import { FakeDenseEncoder, FakeImageTextEncoder } from '../testing/fake-encoder.ts';
import { importTinyCapture } from '../testing/tiny-training.ts';
import { embedPhrases } from '../view/phrases.ts';
import { requireCheckpoint } from './checkpointing.ts';
import { train } from './train.ts';
import { openTrainedLanguageField } from './trained-field.ts';

const silent = { onStatus() {}, onMetrics() {}, onPreview() {}, nextCommand: () => null };
const image = new FakeImageTextEncoder({ id: 'demo' });
const dense = new FakeDenseEncoder({ id: 'demo-dense' });
const language: LanguageChoice = { encoder: 'demo', dense: true, singleScale: null };

describe('train, with language', () => {
  let folder: string;
  let project: ProjectFile;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lerf-train-language-'));
    project = ProjectFile.open(await importTinyCapture(folder));
  });
  afterAll(async () => {
    project.close();
    await rm(folder, { recursive: true });
  });
  const run = (steps: number, choice: LanguageChoice | null, continueFrom: string | null = null) =>
    createRun(project, { preset: 'fast', device: 'cpu', steps, seed: 3, language: choice, continueFrom });

  it('needs features, and says how to get them', async () => {
    await expect(train(project, run(2, language).id, silent)).rejects.toMatchObject({
      code: 'conflict',
      message: 'The project has no features of the encoder ‘demo’ yet.',
      hint: expect.stringContaining('lerf extract'),
    });
  });

  it('trains both fields; the checkpoint knows its encoders and answers only to them', async () => {
    await extractFeatures(project, { image, dense }, { onProgress() {}, isCancelled: () => false });
    const { id } = run(3, language);
    expect(await train(project, id, silent)).toMatchObject({ state: 'done', steps: 3 });
    const series = project.runs.get(id).series.map(({ name }) => name);
    expect(series).toEqual(expect.arrayContaining(['loss/rgb', 'loss/clip', 'loss/dino', 'loss/total', 'psnr/test']));

    await using field = await openTrainedLanguageField(project, id);
    expect(field.key).toEqual({
      image: { encoder: 'demo', fingerprint: image.fingerprint, dimensions: image.dimensions },
      dense: { encoder: 'demo-dense', fingerprint: dense.fingerprint, dimensions: dense.dimensions },
      singleScale: null,
    });
    const frame = project.captures.frames().find(({ split }) => split === 'test')!;
    const queries = await embedPhrases(image, field.key, ['red', 'green']);
    const views = await field.language.relevancy(frame, queries, { stride: 8 });
    expect(views.map(({ map }) => map.every((value) => value > 0 && value < 1))).toEqual([true, true]);
    const stranger = new FakeImageTextEncoder({ id: 'clip-vit-b16', fingerprint: 'other' });
    await expect(embedPhrases(stranger, field.key, ['red'])).rejects.toMatchObject({ code: 'conflict' });
  });

  it('gives the radiance field of another run a language field, without DINO and of one scale if asked', async () => {
    const radiance = run(3, null);
    await train(project, radiance.id, silent);
    const { id } = run(2, { ...language, dense: false, singleScale: 0.2 }, radiance.id);
    await train(project, id, silent);
    const [before, after] = [requireCheckpoint(project, radiance.id), requireCheckpoint(project, id)];
    expect(after.progress).toMatchObject({ step: 2, radianceStep: 3 });
    expect(after.language).toMatchObject({ dense: null, singleScale: 0.2 });
    expect(after.state['field.grid.table0']).toEqual(before.state['field.grid.table0']);
    expect(Object.keys(after.state).filter((name) => /dino|adam\.first\.field/.test(name))).toEqual([]);
    const series = project.runs.get(id).series.map(({ name }) => name);
    expect(series).toContain('loss/clip');
    expect(series).not.toContain('loss/rgb');
    await expect(openTrainedLanguageField(project, radiance.id)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('no language field'),
    });
  });
});
