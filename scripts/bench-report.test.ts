import { expect, test } from 'vitest';
import { median, summarise, toMarkdown } from './bench-report.ts';

const work = { count: 10, unit: 'images' };

test('the median of an even number of values lies between the middle two', () => {
  expect([median([3]), median([9, 1, 2]), median([4, 1, 3, 2])]).toEqual([3, 2, 2.5]);
  expect(() => median([])).toThrow(RangeError);
});

test('a ratio compares within a round, so that a slow round does not count', () => {
  // The machine was four times slower in the last round, for both.
  const durationsMs = { sharp: [100, 100, 400], ours: [150, 150, 600] };
  const [baseline, ours] = summarise([{ bench: 'prepare', work, durationsMs }], []);
  expect(baseline).toMatchObject({ candidate: 'sharp', medianMs: 100, ratio: 1, rate: '100 images/s', change: null });
  expect(ours).toMatchObject({ candidate: 'ours', medianMs: 150, ratio: 1.5 });
});

test('a run is compared with the one before by its ratio, the baseline by its time', () => {
  const before = [{ bench: 'prepare', work, durationsMs: { sharp: [100], ours: [200] } }];
  const now = [{ bench: 'prepare', work, durationsMs: { sharp: [50], ours: [75], other: [50] } }];
  expect(summarise(now, before).map(({ change }) => change)).toEqual([-0.5, -0.25, null]);
});

test('the table is Markdown', () => {
  const rows = summarise([{ bench: 'prepare', work, durationsMs: { sharp: [1234.5] } }], []);
  expect(toMarkdown(rows).split('\n').at(-1)).toBe('| prepare | sharp | 1235 ms | 8.1 images/s | 1.00 | – |');
});
