import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { PRESETS } from '../field/config.ts';
import { Random } from '../field/random.ts';
import { ProjectFile } from '../store/project-file.ts';
import { FakeImageTextEncoder } from '../testing/fake-encoder.ts';
import { importTinyCapture } from '../testing/tiny-training.ts';
import { FIELD_LAYOUT } from '../training/checkpointing.ts';
import { initialLanguageState, initialState } from '../training/step-program.ts';
import { ask } from './ask.ts';
import { INDEX_SCALES, indexRun, loadIndex } from './index-run.ts';
import { LanguageIndex } from './language-index.ts';

const encoder = new FakeImageTextEncoder({ id: 'demo' });
const STEP = 5;

/** A run whose field is a fog before every camera that says something else from place to place. */
function addFoggyRun(project: ProjectFile): string {
  const language = { encoder: 'demo', dense: false, singleScale: null };
  const options = { kernels: 'onnx', language, continueFrom: null };
  const { id } = project.runs.create({ preset: 'fast', device: 'cpu', steps: STEP, seed: 3, options });
  const random = Random.fromSeed(3);
  const dimensions = { clip: encoder.dimensions, dino: null };
  const state = { ...initialState(PRESETS.fast, random), ...initialLanguageState(PRESETS.fast, dimensions, random) };
  for (const [name, values] of Object.entries(state)) if (name.startsWith('language.grid')) random.fill(values);
  for (const name of ['field', 'proposal0', 'proposal1']) state[`${name}.density.1.bias`]![0] = 8;
  const key = { encoder: 'demo', fingerprint: encoder.fingerprint, dimensions: encoder.dimensions };
  project.checkpoints.save(
    id,
    STEP,
    Object.entries(state).map(([name, data]) => ({ name, dims: [data.length], dtype: 'float32', data })),
    { step: STEP, layout: FIELD_LAYOUT, language: { image: key, dense: null, singleScale: null } },
  );
  return id;
}

it('a run is indexed, the index kept in the project, and asked', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lerf-index-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const project = ProjectFile.open(await importTinyCapture(folder));
  onTestFinished(() => project.close());
  const id = addFoggyRun(project);
  expect(() => loadIndex(project, id)).toThrow(/no language index yet/);

  const { data, bytes } = await indexRun(project, id, encoder);
  expect(data.origin).toMatchObject({ run: id, step: STEP, encoder: 'demo', fingerprint: encoder.fingerprint });
  expect(data.origin.rankCorrelation).toBeGreaterThan(0.95);
  expect(data.views.length).toBeGreaterThan(50);
  expect(project.languageIndexes.list()).toMatchObject([{ runId: id, step: STEP, points: data.views.length, bytes }]);
  const again = loadIndex(project, id);
  expect(again).toEqual(data);

  await using index = await LanguageIndex.open(again);
  const { phrases } = await ask(index, encoder, 'red', {
    canonical: ['grey'],
    viewer: project.captures.frames()[0]!.worldFromCamera,
  });
  expect(phrases[0]!.score.peaks).toHaveLength(INDEX_SCALES.length);
  expect(phrases[0]!.score.relevancy).toHaveLength(data.views.length);
});
