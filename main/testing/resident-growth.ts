import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** What a process holds in memory at first, in bytes, and how much more it is in the end, as a part of that. */
export interface ResidentGrowth {
  readonly before: number;
  readonly growth: number;
}

/** Early steps fill caches and reserve what all later ones use again. */
const WARM_UP = 0.2;
const SAMPLES = 10;

/**
 * Takes steps one after the other in this process and measures how resident memory grows from the end of the warm-up
 * on: medians of the first and the last tenth of what follows, since the collector comes and goes. Wants
 * `--expose-gc`, without which garbage would be measured too.
 */
export async function measureGrowth(steps: number, step: () => Promise<unknown>): Promise<ResidentGrowth> {
  const { gc } = globalThis;
  if (gc === undefined) throw new Error('run with --expose-gc');
  const first = Math.floor(WARM_UP * steps);
  const interval = Math.max(1, Math.floor((steps - first) / (10 * SAMPLES)));
  const resident: number[] = [];
  for (let taken = 0; taken < steps; taken++) {
    await step();
    if (taken < first || (taken - first) % interval > 0) continue;
    gc();
    resident.push(process.memoryUsage.rss());
  }
  const tenth = Math.max(1, Math.floor(resident.length / 10));
  const before = median(resident.slice(0, tenth));
  return { before, growth: median(resident.slice(-tenth)) / before - 1 };
}

/** As `measureGrowth`, in a process of its own, of a script that prints its result as JSON. */
export async function growthOf(script: string): Promise<ResidentGrowth> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--expose-gc',
    '--input-type=module',
    '--eval',
    script,
  ]);
  return JSON.parse(stdout) as ResidentGrowth;
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!;
