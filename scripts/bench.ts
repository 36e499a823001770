/**
 * `npm run bench [name]`: runs every `*.bench.ts` file, prints a Markdown table and keeps the figures in
 * .cache/bench, where the next run finds what to compare with.
 */
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import type { Bench, Duration, PrepareBench } from '../main/testing/bench.ts';
import { type Measurement, summarise, toMarkdown } from './bench-report.ts';

const store = new URL('../.cache/bench/', import.meta.url);
const { positionals } = parseArgs({ allowPositionals: true });

async function measure(bench: Bench): Promise<Measurement> {
  const durations = new Map<string, number[]>();
  for (let round = -1; round < bench.rounds; round++) {
    for (const candidate of bench.candidates) {
      const startedAt = performance.now();
      const own = await candidate.run();
      const durationMs = own ?? performance.now() - startedAt;
      if (round < 0) continue;
      for (const [name, ms] of Object.entries(partsOf(candidate.name, durationMs))) {
        durations.set(name, [...(durations.get(name) ?? []), ms]);
      }
    }
  }
  return { bench: bench.name, work: bench.work, durationsMs: Object.fromEntries(durations) };
}

function partsOf(candidate: string, duration: Duration): Record<string, number> {
  if (typeof duration === 'number') return { [candidate]: duration };
  const parts = Object.entries(duration.partsMs).map(([part, ms]) => [`${candidate}, of it ${part}`, ms]);
  return { [candidate]: duration.totalMs, ...Object.fromEntries(parts) };
}

const measurements: Measurement[] = [];
const root = new URL('..', import.meta.url);
for (const path of globSync('main/**/*.bench.ts', { cwd: root }).sort()) {
  if (positionals.length > 0 && !positionals.some((name) => path.includes(name))) continue;
  const { default: prepare } = (await import(new URL(path, root).href)) as { default: PrepareBench };
  console.error(`▸ ${path}`);
  const bench = await prepare();
  try {
    measurements.push(await measure(bench));
  } finally {
    await bench.dispose?.();
  }
}

const latest = new URL('latest.json', store);
const previous = existsSync(latest) ? (JSON.parse(readFileSync(latest, 'utf8')) as Measurement[]) : [];
console.log(toMarkdown(summarise(measurements, previous)));
console.log(`\n${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}, load ${loadavg()[0]?.toFixed(1)}`);

mkdirSync(store, { recursive: true });
const skipped = previous.filter(({ bench }) => !measurements.some((measurement) => measurement.bench === bench));
writeFileSync(latest, JSON.stringify([...measurements, ...skipped]));
