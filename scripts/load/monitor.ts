import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createLoadedProject, RECORDED_SERIES, recorded } from '../../main/testing/loaded-project.ts';
import { below, type Figure, inUnit, plain, quantile } from './figures.ts';
import { openStudioPage, type Smoothness, type StudioPage, watchPage } from './studio-page.ts';

const STEPS_PER_SECOND = 10;
const HOURS = 10;
const WATCHED_MS = 15_000;
/** As often as the engine tells of new points at most. */
const EVENT_MS = 250;
/** Three frames of a screen of 60: what one notices as a halt. */
const ALLOWED_FRAME_MS = 50;

/** The training monitor in a browser with ten hours of a training in it, while that goes on; and with a minute of one. */
export async function measureMonitor(folder: string): Promise<Figure[]> {
  await using studio = await openStudioPage(folder);
  const short = await watchTraining(studio, join(folder, 'short.lerf'), 60 * STEPS_PER_SECOND);
  const long = await watchTraining(studio, join(folder, 'long.lerf'), HOURS * 3600 * STEPS_PER_SECOND);
  const rows = (HOURS * 3600 * STEPS_PER_SECOND * RECORDED_SERIES.length).toLocaleString('en');
  const p95 = quantile(long.framesMs, 0.95);
  return [
    plain('a minute of a training on show, and more of it coming', describe(short)),
    plain(`${HOURS} hours of one, ${rows} metric rows, and more of it coming`, describe(long)),
    below('95 of 100 frames with ten hours on show', p95, ALLOWED_FRAME_MS, 'ms'),
    plain('from opening it to its curves', inUnit(long.openedMs, 'ms')),
  ];
}

const describe = ({ framesMs, longTasksMs, busy }: Smoothness) =>
  [
    `frames p50 ${inUnit(quantile(framesMs, 0.5), 'ms')}, p95 ${inUnit(quantile(framesMs, 0.95), 'ms')}, longest ${inUnit(Math.max(...framesMs), 'ms')}`,
    `${longTasksMs.length} tasks over 50 ms`,
    `page busy ${inUnit(100 * busy, '%')}`,
  ].join('; ');

async function watchTraining(
  { engine, page }: StudioPage,
  path: string,
  steps: number,
): Promise<Smoothness & { openedMs: number }> {
  await createLoadedProject(path, { steps, views: 0, thumbnails: [] });
  const { id } = engine.library.add(path);
  engine.projects.use(id, ({ runs }) => runs.update('1', { state: 'running', steps: 2 * steps }));
  const openedAt = performance.now();
  await page.evaluate((hash) => {
    location.hash = hash;
  }, `#/project/${id}`);
  await page.getByRole('img', { name: /^Losses of run 1 to step/ }).waitFor();
  const openedMs = performance.now() - openedAt;
  // The 3D view compiles its programs once.
  await page.getByRole('application', { name: /^3D view/ }).waitFor();
  await sleep(3000);

  let step = steps;
  const train = async () => {
    for (const startedAt = performance.now(); performance.now() - startedAt < WATCHED_MS; await sleep(EVENT_MS)) {
      const until = steps + Math.floor(((performance.now() - startedAt) / 1000) * STEPS_PER_SECOND);
      const fresh = Array.from({ length: until - step }, (_, i) => step + 1 + i);
      if (fresh.length === 0) continue;
      step = until;
      const points = RECORDED_SERIES.map((name) => [name, fresh.map((at) => recorded(name, at))] as const);
      engine.projects.use(id, ({ metrics }) =>
        metrics.append(
          '1',
          points.flatMap(([series, added]) => added.map((point) => ({ series, ...point }))),
        ),
      );
      const series = Object.fromEntries(
        points.map(([name, added]) => [name, added.map(({ step: at, value }): [number, number] => [at, value])]),
      );
      engine.bus.emit({ type: 'metrics', projectId: id, runId: '1', series });
    }
  };
  const watched = await watchPage(page, train);
  await page
    .getByRole('img', { name: new RegExp(`^Losses of run 1 to step ${step.toLocaleString('en')}:`) })
    .waitFor({ timeout: 5000 })
    .catch(async () => {
      throw new Error(
        `the newest step is ${step}, but the page says ${await page.getByRole('img', { name: /^Losses/ }).getAttribute('aria-label')}`,
      );
    });
  return { ...watched, openedMs };
}
