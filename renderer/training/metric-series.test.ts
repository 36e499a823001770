import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lowerBound, MetricSeries } from './metric-series.ts';

function seriesOf(...points: [number, number][]): MetricSeries {
  const series = new MetricSeries();
  for (const [step, value] of points) series.append(step, value);
  return series;
}

test('points survive the growth of the arrays', () => {
  const series = new MetricSeries();
  for (let step = 1; step <= 10_000; step++) series.append(step, step / 2);
  expect(series.length).toBe(10_000);
  expect(series.lastStep).toBe(10_000);
  expect(series.steps[9_999]).toBe(10_000);
  expect(series.values[4_321]).toBe(2_161);
});

test('a run resumed from an earlier checkpoint replaces what came after it', () => {
  const series = seriesOf([10, 1], [20, 2], [30, 3], [40, 4]);
  expect(series.rewrites).toBe(0);
  series.append(25, 9);
  expect([...series.steps]).toEqual([10, 20, 25]);
  expect([...series.values]).toEqual([1, 2, 9]);
  expect(series.rewrites).toBe(1);
});

test('the stored series and the events that overlap it end as one series', () => {
  const series = new MetricSeries();
  series.appendPairs(new Float32Array([1, 10, 2, 20, 3, 30]));
  for (const [step, value] of [
    [2, 20],
    [3, 30],
    [4, 40],
  ] as const)
    series.append(step, value);
  expect([...series.steps]).toEqual([1, 2, 3, 4]);
  expect([...series.values]).toEqual([10, 20, 30, 40]);
});

test('nearest finds the closest step, on either side and at both ends', () => {
  const series = seriesOf([10, 1], [20, 2], [40, 4]);
  expect(new MetricSeries().nearest(5)).toBe(-1);
  expect(series.nearest(-3)).toBe(0);
  expect(series.nearest(15)).toBe(0);
  expect(series.nearest(16)).toBe(1);
  expect(series.nearest(31)).toBe(2);
  expect(series.nearest(1000)).toBe(2);
});

test('steps stay strictly ascending whatever is appended', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 200 }), (steps) => {
      const series = new MetricSeries();
      for (const step of steps) series.append(step, step);
      const kept = [...series.steps];
      expect(kept.every((step, i) => i === 0 || kept[i - 1]! < step)).toBe(true);
      expect(kept.at(-1)).toBe(steps.at(-1));
    }),
  );
});

test('lowerBound is the insertion point', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.integer(), (numbers, wanted) => {
      const sorted = numbers.toSorted((a, b) => a - b);
      const found = sorted.findIndex((number) => number >= wanted);
      expect(lowerBound(sorted, wanted)).toBe(found === -1 ? sorted.length : found);
    }),
  );
});
