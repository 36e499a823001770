import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bucketSteps, bucketsFor, decimate } from './decimate.ts';
import { MetricSeries } from './metric-series.ts';
import { SmoothedSeries } from './smoothed-series.ts';

test('each bucket keeps its smallest and largest value in the order they occur', () => {
  const steps = Float32Array.of(0, 1, 2, 3, 4, 5, 6, 7);
  const values = Float32Array.of(5, 1, 9, 4, 2, 8, 3, 3);
  const reduced = decimate(steps, values, bucketsFor(0, 8, 2), false);
  expect(reduced).toEqual([null, 1, 9, 2, 8, null]);
});

test('a lone point keeps its place to half a bucket', () => {
  const buckets = bucketsFor(0, 10, 5);
  expect(decimate(Float32Array.of(2, 7), Float32Array.of(1, 2), buckets, false)).toEqual([
    null,
    null,
    null,
    1,
    null,
    null,
    null,
    null,
    2,
    null,
    null,
    null,
  ]);
  const shown = bucketSteps(buckets);
  expect(shown[3]).toBeCloseTo(2.5);
  expect(shown[8]).toBeCloseTo(7.5);
});

test('lines to points outside of the view leave it where they would, on either scale', () => {
  const steps = Float32Array.of(0, 1000);
  const values = Float32Array.of(1, 0.01);
  const buckets = bucketsFor(499, 501, 1);
  const linear = decimate(steps, values, buckets, false);
  const logarithmic = decimate(steps, values, buckets, true);
  const [left] = bucketSteps(buckets);
  expect(linear[0]).toBeCloseTo(1 - 0.99 * (left! / 1000), 4);
  expect(logarithmic[0]).toBeCloseTo(10 ** (-2 * (left! / 1000)), 4);
  expect(linear.slice(1, -1).every((value) => value === null)).toBe(true);
});

test('what cannot be drawn is left out', () => {
  const steps = Float32Array.of(1, 2, 3, 4);
  const values = Float32Array.of(Number.NaN, 0, -1, 2);
  const buckets = bucketsFor(0, 5, 1);
  expect(decimate(steps, values, buckets, true).slice(1, 3)).toEqual([null, 2]);
  expect(decimate(steps, values, buckets, false).slice(1, 3)).toEqual([-1, 2]);
});

test('no peak is lost, nothing is invented, and buckets stay put while the view slides', () => {
  const point = fc.tuple(fc.integer({ min: 1, max: 5000 }), fc.float({ min: -100, max: 100, noNaN: true }));
  fc.assert(
    fc.property(
      fc.uniqueArray(point, { selector: ([step]) => step, minLength: 1, maxLength: 300 }),
      fc.integer({ min: 1, max: 97 }),
      (points, pixels) => {
        points.sort(([a], [b]) => a - b);
        const steps = Float32Array.from(points, ([step]) => step);
        const values = Float32Array.from(points, ([, value]) => value);
        const buckets = bucketsFor(0, 5001, pixels);
        const inside = decimate(steps, values, buckets, false)
          .slice(1, -1)
          .filter((value) => value !== null);
        expect(Math.max(...inside)).toBe(Math.max(...values));
        expect(Math.min(...inside)).toBe(Math.min(...values));
        expect(inside.every((value) => values.includes(value))).toBe(true);

        const slid = bucketsFor(buckets.width, 5001 + buckets.width, pixels);
        expect(slid.start - buckets.start).toBeCloseTo(buckets.width, 3);
      },
    ),
  );
});

test('100,000 points × 5 series, raw and smoothed, are reduced within a frame', () => {
  const all = Array.from({ length: 5 }, (_, s) => {
    const series = new MetricSeries();
    for (let step = 1; step <= 100_000; step++)
      series.append(step, Math.exp(-step / 3e4) * (1 + ((step * (s + 7)) % 13) / 13));
    return { series, smoothed: new SmoothedSeries(series, 0.9) };
  });
  const update = (step: number) => {
    for (const { series, smoothed } of all) {
      series.append(step, 0.1);
      const buckets = bucketsFor(0, step, 1000);
      decimate(series.steps, series.values, buckets, true);
      decimate(series.steps, smoothed.values, buckets, true);
    }
  };
  for (let step = 100_001; step <= 100_010; step++) update(step);
  const durationsMs = Array.from({ length: 21 }, (_, i) => {
    const start = performance.now();
    update(100_011 + i);
    return performance.now() - start;
  });
  // The shortest, for other work on the machine only adds to it.
  const leastMs = Math.min(...durationsMs);
  console.info(`decimate: ${leastMs.toFixed(2)} ms per update of 100,000 points × 5 series, raw and smoothed`);
  expect(leastMs).toBeLessThan(50);
});
