import { formatSeriesValue, formatStep } from './format.ts';
import type { MetricSeries } from './metric-series.ts';

export type Trend = 'rising' | 'falling' | 'level';

/**
 * Whether the newest tenth of a series (at most 500 points) lies above or below the tenth before it by more than 1 % of
 * their mean. Null with fewer than four points.
 */
export function trendOf(values: Float32Array): Trend | null {
  if (values.length < 4) return null;
  const tenth = Math.min(500, Math.max(2, Math.floor(values.length / 10)));
  const newest = mean(values.subarray(-tenth));
  const before = mean(values.subarray(-2 * tenth, -tenth));
  const change = newest - before;
  if (!Number.isFinite(change)) return null;
  if (Math.abs(change) <= 0.01 * Math.abs(before)) return 'level';
  return change > 0 ? 'rising' : 'falling';
}

/** A chart in words: "Losses of run 3 to step 900: rgb 0.0123, falling; …". */
export function summarise(
  title: string,
  series: readonly { name: string; spokenLabel: string; data: MetricSeries }[],
): string {
  const drawn = series.filter(({ data }) => data.length > 0);
  if (drawn.length === 0) return `${title}: nothing recorded yet.`;
  const lastStep = Math.max(...drawn.map(({ data }) => data.lastStep));
  const parts = drawn.map(({ name, spokenLabel, data }) => {
    const trend = trendOf(data.values);
    return `${spokenLabel} ${formatSeriesValue(name, data.values.at(-1)!)}${trend === null ? '' : `, ${trend}`}`;
  });
  return `${title} to step ${formatStep(lastStep)}: ${parts.join('; ')}.`;
}

function mean(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
