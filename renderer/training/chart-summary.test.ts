import { expect, test } from 'vitest';
import { summarise, trendOf } from './chart-summary.ts';
import { MetricSeries } from './metric-series.ts';

test('the trend compares the newest tenth with the tenth before', () => {
  expect(trendOf(Float32Array.of(1, 2, 3))).toBeNull();
  expect(trendOf(Float32Array.of(9, 9, 1, 1))).toBe('falling');
  expect(trendOf(Float32Array.of(1, 1, 2, 2))).toBe('rising');
  expect(trendOf(Float32Array.of(1, 1, 1.001, 1.001))).toBe('level');
  expect(trendOf(Float32Array.of(1, 1, Number.NaN, 1))).toBeNull();
});

test('a chart in words', () => {
  const data = new MetricSeries();
  for (let step = 1; step <= 100; step++) data.append(step, 1 / step);
  expect(summarise('Losses of run 3', [{ name: 'loss/rgb', spokenLabel: 'rgb', data }])).toBe(
    'Losses of run 3 to step 100: rgb 0.01000, falling.',
  );
  expect(summarise('Losses of run 3', [])).toBe('Losses of run 3: nothing recorded yet.');
});
