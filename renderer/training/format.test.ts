import { expect, test } from 'vitest';
import { formatBytes, formatMetric, formatRate, formatSeriesValue, formatStepMs, formatTick } from './format.ts';

test.each([
  [0.012345, '0.01235'],
  [0, '0'],
  [12.3456, '12.35'],
  [3.2e-7, '3.20e-7'],
  [Number.NaN, 'not a number'],
  [Number.POSITIVE_INFINITY, '∞'],
])('formatMetric(%s) is %s', (value, text) => expect(formatMetric(value)).toBe(text));

test.each([
  ['psnr/test', 27.412, '27.41 dB'],
  ['ssim/test', 0.8123, '0.812'],
  ['loss/rgb', 0.01, '0.01000'],
  ['psnr/train', Number.NaN, 'not a number'],
])('formatSeriesValue(%s, %s) is %s', (series, value, text) => expect(formatSeriesValue(series, value)).toBe(text));

test.each([
  [0.05, '0.05'],
  [0.30000000000000004, '0.3'],
  [1e-4, '1e-4'],
  [0, '0'],
  [27.5, '27.5'],
])('formatTick(%s) is %s', (value, text) => expect(formatTick(value)).toBe(text));

test.each([
  [8.31, '8.3 ms'],
  [150.4, '150 ms'],
  [2400, '2.40 s'],
])('formatStepMs(%s) is %s', (stepMs, text) => expect(formatStepMs(stepMs)).toBe(text));

test('rates and sizes', () => {
  expect(formatRate(150)).toBe('6.7');
  expect(formatRate(4)).toBe('250');
  expect(formatBytes(300 * 2 ** 20)).toBe('300 MiB');
  expect(formatBytes(1.5 * 2 ** 30)).toBe('1.50 GiB');
});
