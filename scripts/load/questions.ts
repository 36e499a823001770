import type { Run } from '../../main/api/contract.ts';
import { openImageTextEncoder } from '../../main/encoders/index.ts';
import { encodeIndex } from '../../main/index/index-format.ts';
import { ProjectFile } from '../../main/store/project-file.ts';
import { addFoggyRun, FOGGY_STEP } from '../../main/testing/foggy-run.ts';
import { syntheticIndex } from '../../main/testing/synthetic-index.ts';
import { importTinyCapture } from '../../main/testing/tiny-training.ts';
import { EngineProcess } from './engine-process.ts';
import { type Figure, inUnit, plain, quantile } from './figures.ts';

const POINTS = 200_000;
const QUESTIONS = 50;
const WATCHED_MS = 8000;

/** Fifty questions at once to an index of 200,000 points × 8 scales while a radiance field is trained beside them. */
export async function measureQuestions(folder: string): Promise<Figure[]> {
  const path = await importTinyCapture(folder);
  const asked = await addIndexedRun(path);
  await using engine = await EngineProcess.start(folder);
  const { id } = await engine.openProject(path);
  const project = `/api/projects/${id}`;
  const ask = async (text: string): Promise<number> => {
    const startedAt = performance.now();
    const answer = await engine.post(`${project}/runs/${asked}/ask`, {
      questions: [{ text }],
      canonical: ['object', 'things', 'stuff', 'texture'],
      viewer: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 2],
    });
    // Two bytes of relevancy and one of belonging for each point, behind the header.
    const { byteLength } = await answer.arrayBuffer();
    if (byteLength < 3 * POINTS) throw new Error(`an answer of ${byteLength} bytes`);
    return performance.now() - startedAt;
  };
  const askAll = (round: string) => Promise.all(Array.from({ length: QUESTIONS }, (_, i) => ask(`${round} mug ${i}`)));

  await ask('a first one opens the index');
  const alone = await askAll('alone');
  const training = (await (await engine.post(`${project}/runs`, { steps: 100_000, device: 'cpu' })).json()) as Run;
  const stepsRecorded = async (): Promise<number> => {
    const { series } = (await (await engine.get(`${project}/runs/${training.id}`)).json()) as Run;
    return series.find(({ name }) => name === 'loss/rgb')?.count ?? 0;
  };
  while ((await stepsRecorded()) < 100) await sleep(250);

  const before = await rate(stepsRecorded, () => sleep(WATCHED_MS));
  let lost = 0;
  let beside: number[] = [];
  const during = await rate(stepsRecorded, async () => {
    for (const endsAt = performance.now() + WATCHED_MS; performance.now() < endsAt; ) {
      const answers = await askAll(`beside ${beside.length}`).catch((error: unknown) => {
        console.error(error);
        lost += QUESTIONS;
        return [];
      });
      beside = [...beside, ...answers];
    }
  });
  await engine.post(`${project}/runs/${training.id}/control`, { action: 'stop' });
  while (((await (await engine.get(`${project}/runs/${training.id}`)).json()) as Run).state === 'running')
    await sleep(250);

  const latencies = (all: readonly number[]) =>
    `p50 ${inUnit(quantile(all, 0.5), 'ms')}, p95 ${inUnit(quantile(all, 0.95), 'ms')}`;
  return [
    plain(`${QUESTIONS} questions at once to ${POINTS.toLocaleString('en')} points, nothing beside`, latencies(alone)),
    {
      what: `the same ${beside.length / QUESTIONS} times over while a field is trained, lost`,
      found: `${lost} of ${beside.length + lost}`,
      promised: 'none',
      isKept: lost === 0 && beside.length > 0,
    },
    plain('their latencies, each waiting for those before it', latencies(beside)),
    {
      what: 'steps of the training in a second, without and with questions',
      found: `${inUnit(before, '/s')}, ${inUnit(during, '/s')}`,
      promised: 'goes on',
      isKept: during > 0,
    },
    plain('peak of resident memory', inUnit(engine.peakMebibytes(), 'MiB')),
  ];
}

/** Adds a run with an index to ask. @returns its id */
async function addIndexedRun(path: string): Promise<string> {
  await using encoder = await openImageTextEncoder('demo', { parts: 'text' });
  const project = ProjectFile.open(path);
  const runId = addFoggyRun(project, encoder);
  project.runs.update(runId, { state: 'done', step: FOGGY_STEP });
  const data = syntheticIndex({ points: POINTS, dimensions: encoder.dimensions });
  const { id, fingerprint } = encoder;
  const origin = { ...data.origin, run: runId, step: FOGGY_STEP, encoder: id, fingerprint };
  project.languageIndexes.save(
    { runId, step: FOGGY_STEP, points: POINTS, scales: 8 },
    encodeIndex({ ...data, origin }),
  );
  project.close();
  return runId;
}

/** How fast `count` grows in a second while `work` lasts. */
async function rate(count: () => Promise<number>, work: () => Promise<void>): Promise<number> {
  const [first, startedAt] = [await count(), performance.now()];
  await work();
  return (1000 * ((await count()) - first)) / (performance.now() - startedAt);
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
