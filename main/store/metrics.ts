import { toBlob, toFloat32 } from './bytes.ts';
import { runNumber } from './runs.ts';
import type { Sqlite } from './sqlite.ts';

export interface MetricPoint {
  /** e.g. loss/total, psnr/test */
  series: string;
  step: number;
  value: number;
}

/**
 * Points per chunk. A chunk fits a database page with its header, so adding a point rewrites one page,
 * and a series of a million points is read in about 500 rows.
 */
const chunkPoints = 2000;

/**
 * From the chunk on that `after` (the third parameter) lies in or before. All but the last of a series are full,
 * so that many points are in so many chunks.
 */
export const CHUNKS_FROM = `
  SELECT data FROM metric_chunk
  WHERE series = ? AND first_step >= ifnull(
    (SELECT max(first_step) FROM metric_chunk WHERE series = ? AND first_step <= ?), 0)
  ORDER BY first_step LIMIT ?`;

/** Curves of training runs: per series (step, value) points with strictly ascending steps. */
export class Metrics {
  readonly #sqlite: Sqlite;

  constructor(sqlite: Sqlite) {
    this.#sqlite = sqlite;
  }

  /**
   * Adds points, all or none. Within each series, steps must ascend and follow those stored: a run that
   * goes back to a checkpoint calls `ProjectFile.rewindRun` first.
   *
   * @throws RangeError if they do not
   */
  append(runId: string, points: readonly MetricPoint[]): void {
    const run = runNumber(runId);
    const bySeries = Map.groupBy(points, (point) => point.series);
    this.#sqlite.transaction(() => {
      for (const [name, added] of bySeries) this.#appendSeries(run, name, added);
    });
  }

  /** Interleaved (step, value) of the first `most` points whose step is greater than `after`, ascending. */
  read(runId: string, series: string, after = -1, most = 2 ** 31): Float32Array {
    return this.#sqlite.snapshot(() => {
      const id = this.#find(runNumber(runId), series)?.id;
      if (id === undefined) return new Float32Array();
      const chunks = this.#sqlite
        .all<{ data: Buffer }>(CHUNKS_FROM, id, id, after, Math.ceil(most / chunkPoints) + 1)
        .map(({ data }) => toFloat32(data));
      if (chunks[0]) chunks[0] = chunks[0].subarray(2 * countUpTo(chunks[0], after));
      return concatenate(chunks).subarray(0, 2 * most);
    });
  }

  /** The series recorded so far, by name. */
  series(runId: string): { name: string; count: number }[] {
    return this.#sqlite.all('SELECT name, count FROM metric_series WHERE run = ? ORDER BY name', runNumber(runId));
  }

  /** Drops every point after `step`, in all series of the run. */
  truncateAfter(runId: string, step: number): void {
    this.#sqlite.transaction(() => {
      const rows = this.#sqlite.all<SeriesRow>(
        'SELECT * FROM metric_series WHERE run = ? AND last_step > ?',
        runNumber(runId),
        step,
      );
      for (const row of rows) this.#truncateSeries(row, step);
    });
  }

  #appendSeries(run: number, name: string, points: readonly MetricPoint[]): void {
    const known = this.#find(run, name);
    let previous = known?.last_step ?? -1;
    const values = new Float32Array(2 * points.length);
    points.forEach(({ step, value }, i) => {
      if (!(step > previous)) throw new RangeError(`${name}: step ${step} does not come after step ${previous}`);
      previous = step;
      values[2 * i] = step;
      values[2 * i + 1] = value;
    });
    const lastValue = points.at(-1)!.value;
    if (known) {
      this.#sqlite.run(
        'UPDATE metric_series SET count = count + ?, last_step = ?, last_value = ? WHERE id = ?',
        points.length,
        previous,
        lastValue,
        known.id,
      );
    } else {
      this.#sqlite.run(
        'INSERT INTO metric_series (run, name, count, last_step, last_value) VALUES (?, ?, ?, ?, ?)',
        run,
        name,
        points.length,
        previous,
        lastValue,
      );
    }
    this.#store(known?.id ?? this.#find(run, name)!.id, values);
  }

  /** Fills up the last chunk, then begins new ones. */
  #store(series: number, values: Float32Array): void {
    let stored = 0;
    const tail = this.#lastChunk(series);
    if (tail) {
      const old = toFloat32(tail.data);
      stored = Math.min(values.length, Math.max(0, 2 * chunkPoints - old.length));
      if (stored > 0) {
        const merged = concatenate([old, values.subarray(0, stored)]);
        this.#sqlite.run(
          'UPDATE metric_chunk SET last_step = ?, data = ? WHERE id = ?',
          merged.at(-2)!,
          toBlob(merged),
          tail.id,
        );
      }
    }
    for (; stored < values.length; stored += 2 * chunkPoints) {
      const chunk = values.subarray(stored, stored + 2 * chunkPoints);
      this.#sqlite.run(
        'INSERT INTO metric_chunk (series, first_step, last_step, data) VALUES (?, ?, ?, ?)',
        series,
        chunk[0]!,
        chunk.at(-2)!,
        toBlob(chunk),
      );
    }
  }

  #truncateSeries(row: SeriesRow, step: number): void {
    this.#sqlite.run('DELETE FROM metric_chunk WHERE series = ? AND first_step > ?', row.id, step);
    const tail = this.#lastChunk(row.id);
    if (!tail) {
      this.#sqlite.run('DELETE FROM metric_series WHERE id = ?', row.id);
      return;
    }
    const values = toFloat32(tail.data);
    const kept = values.subarray(0, 2 * countUpTo(values, step));
    const lastStep = kept.at(-2)!;
    this.#sqlite.run('UPDATE metric_chunk SET last_step = ?, data = ? WHERE id = ?', lastStep, toBlob(kept), tail.id);
    const bytes = this.#sqlite.get<{ sum: number }>(
      'SELECT sum(length(data)) AS sum FROM metric_chunk WHERE series = ?',
      row.id,
    )!.sum;
    this.#sqlite.run(
      'UPDATE metric_series SET count = ?, last_step = ?, last_value = ? WHERE id = ?',
      bytes / 8,
      lastStep,
      kept.at(-1)!,
      row.id,
    );
  }

  #find(run: number, name: string): SeriesRow | undefined {
    return this.#sqlite.get<SeriesRow>('SELECT * FROM metric_series WHERE run = ? AND name = ?', run, name);
  }

  #lastChunk(series: number): { id: number; data: Buffer } | undefined {
    return this.#sqlite.get(
      'SELECT id, data FROM metric_chunk WHERE series = ? ORDER BY first_step DESC LIMIT 1',
      series,
    );
  }
}

/** How many of the interleaved points have a step of at most `step`. */
function countUpTo(points: Float32Array, step: number): number {
  let low = 0;
  let high = points.length / 2;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (points[2 * middle]! <= step) low = middle + 1;
    else high = middle;
  }
  return low;
}

function concatenate(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

interface SeriesRow {
  id: number;
  run: number;
  name: string;
  last_step: number;
}
