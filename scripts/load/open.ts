import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Run } from '../../main/api/contract.ts';
import { createLoadedProject, RECORDED_SERIES } from '../../main/testing/loaded-project.ts';
import { EngineProcess } from './engine-process.ts';
import { below, type Figure, inUnit, plain } from './figures.ts';
import { makeThumbnails } from './thumbnails.ts';

const ROWS = 1_000_000;
const VIEWS = 1000;
const ALLOWED_MS = 1000;
/** As the user interface asks for them. */
const PAGE = 262_144;

/** From opening a project of a million metric rows and a thousand annotated views to all that its screens show first. */
export async function measureOpen(folder: string): Promise<Figure[]> {
  const path = join(folder, 'loaded.lerf');
  const steps = Math.ceil(ROWS / RECORDED_SERIES.length);
  await createLoadedProject(path, { steps, views: VIEWS, thumbnails: await makeThumbnails() });
  await using engine = await EngineProcess.start(folder);

  const parts: [name: string, ms: number][] = [];
  const timed = async <Result>(name: string, work: () => Promise<Result>): Promise<Result> => {
    const startedAt = performance.now();
    const result = await work();
    parts.push([name, performance.now() - startedAt]);
    return result;
  };
  const startedAt = performance.now();
  const { id } = await timed('open', () => engine.openProject(path));
  const project = `/api/projects/${id}`;
  await timed('project', async () => (await engine.get(project)).json());
  const answer = await timed('runs', async () => (await engine.get(`${project}/runs`)).json());
  const [run] = (answer as { runs: Run[] }).runs;
  const points = await timed('curves', async () => {
    const read = run!.series.map(({ name }) => readCurve(engine, `${project}/runs/${run!.id}`, name));
    return (await Promise.all(read)).reduce((sum, count) => sum + count, 0);
  });
  if (points !== steps * RECORDED_SERIES.length) throw new Error(`${points} points came back`);
  await timed('views', async () => (await engine.get(`${project}/annotated-views`)).json());
  const totalMs = performance.now() - startedAt;

  const size = inUnit(statSync(path).size / 2 ** 20, 'MiB');
  return [
    below(
      `a project of ${points.toLocaleString('en')} metric rows and ${VIEWS} views (${size}), opened`,
      totalMs,
      ALLOWED_MS,
      'ms',
    ),
    plain('of it', parts.map(([name, ms]) => `${name} ${inUnit(ms, 'ms')}`).join(', ')),
    plain('peak of resident memory', inUnit(engine.peakMebibytes(), 'MiB')),
  ];
}

async function readCurve(engine: EngineProcess, run: string, series: string): Promise<number> {
  for (let [count, after] = [0, 0]; ; ) {
    const query = new URLSearchParams({ series, after: String(after), most: String(PAGE) });
    const page = new Float32Array(await (await engine.get(`${run}/metrics?${query}`)).arrayBuffer());
    count += page.length / 2;
    if (page.length < 2 * PAGE) return count;
    after = page.at(-2)!;
  }
}
