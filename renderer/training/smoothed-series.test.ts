import { expect, test } from 'vitest';
import { MetricSeries } from './metric-series.ts';
import { SmoothedSeries } from './smoothed-series.ts';

function seriesOf(values: number[]): MetricSeries {
  const series = new MetricSeries();
  for (const [i, value] of values.entries()) series.append(i + 1, value);
  return series;
}

test('the average of a constant is that constant from the first point on', () => {
  const smoothed = new SmoothedSeries(seriesOf([3, 3, 3, 3]), 0.9);
  for (const value of smoothed.values) expect(value).toBeCloseTo(3, 6);
});

test('two points by hand: (0.5·1·0.5 + 0.5·3) / 0.75', () => {
  const smoothed = new SmoothedSeries(seriesOf([1, 3]), 0.5);
  expect(smoothed.values[1]).toBeCloseTo(1.75 / 0.75, 6);
});

test('weight 0 gives the series back', () => {
  expect([...new SmoothedSeries(seriesOf([4, 1, 7]), 0).values]).toEqual([4, 1, 7]);
});

test('following a growing series gives what one pass over all of it gives', () => {
  const values = Array.from({ length: 1000 }, (_, i) => Math.sin(i / 10) + i / 1000);
  const growing = new MetricSeries();
  const followed = new SmoothedSeries(growing, 0.95);
  for (const [i, value] of values.entries()) {
    growing.append(i + 1, value);
    if (i % 37 === 0) expect(followed.values.length).toBe(i + 1);
  }
  expect([...followed.values]).toEqual([...new SmoothedSeries(seriesOf(values), 0.95).values]);
});

test('a rewritten series is averaged anew', () => {
  const series = seriesOf([1, 2, 100, 100]);
  const smoothed = new SmoothedSeries(series, 0.8);
  expect(smoothed.values.length).toBe(4);
  series.append(3, 3);
  expect([...smoothed.values]).toEqual([...new SmoothedSeries(seriesOf([1, 2, 3]), 0.8).values]);
});

test('a loss that is not a number leaves a hole and does not poison what follows', () => {
  const smoothed = new SmoothedSeries(seriesOf([2, Number.NaN, 2]), 0.9).values;
  expect(smoothed[1]).toBeNaN();
  expect(smoothed[2]).toBeCloseTo(2, 6);
});
