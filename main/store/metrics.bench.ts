import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Bench } from '../testing/bench.ts';
import { ProjectFile } from './project-file.ts';

const steps = 100_000;
/** Points that a training appends and makes durable at a time. */
const batch = 1000;

/** Appending a long curve durably and reading it back, against one row for each point. */
export default async function prepare(): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), 'lerf-bench-'));
  const project = ProjectFile.create(join(folder, 'bench.lerf'), { name: 'Bench' });
  const rows = new Database(join(folder, 'rows.db'));
  rows.pragma('journal_mode = WAL');
  rows.pragma('synchronous = FULL');
  rows.exec('CREATE TABLE point (run INTEGER, step INTEGER, value REAL, PRIMARY KEY (run, step)) WITHOUT ROWID');
  const insert = rows.prepare('INSERT INTO point VALUES (?, ?, ?)');
  const select = rows.prepare('SELECT step, value FROM point WHERE run = ? ORDER BY step').raw();
  let run = 0;

  const inBatches = (write: (from: number, to: number) => void) => {
    for (let step = 0; step < steps; step += batch) write(step, step + batch);
  };
  return {
    name: 'metrics: append and read 100,000 points',
    work: { count: steps, unit: 'points' },
    rounds: 5,
    candidates: [
      {
        name: 'a row for each point',
        run: () => {
          run++;
          inBatches((from, to) =>
            rows.transaction(() => {
              for (let step = from; step < to; step++) insert.run(run, step, Math.exp(-step / steps));
            })(),
          );
          Float32Array.from(select.all(run).flat() as number[]);
          return undefined;
        },
      },
      {
        name: 'project file',
        run: () => {
          const { id } = project.runs.create({ preset: 'fast', device: 'cpu', steps, seed: 0, options: {} });
          inBatches((from, to) =>
            project.metrics.append(
              id,
              Array.from({ length: to - from }, (_, i) => ({
                series: 'loss/rgb',
                step: from + i,
                value: Math.exp(-(from + i) / steps),
              })),
            ),
          );
          project.metrics.read(id, 'loss/rgb');
          return undefined;
        },
      },
    ],
    dispose: () => {
      rows.close();
      project.close();
      rmSync(folder, { recursive: true });
    },
  };
}
