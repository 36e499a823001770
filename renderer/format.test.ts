import { describe, expect, test } from 'vitest';
import { captureName, countOf, fileName, formatAge, formatBytes, formatDuration, formatPsnr } from './format.ts';

describe('formatBytes', () => {
  test.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 KB'],
    [999_600, '1.0 MB'],
    [48_211_331, '48 MB'],
    [3_240_000_000, '3.2 GB'],
  ])('%d is %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));
});

describe('formatAge', () => {
  const now = Date.parse('2026-03-01T12:00:00Z');
  test.each([
    ['2026-03-01T11:59:30Z', 'just now'],
    ['2026-03-01T12:05:00Z', 'just now'],
    ['2026-03-01T11:58:59Z', '1m ago'],
    ['2026-03-01T10:00:00Z', '2h ago'],
    ['2026-02-28T11:00:00Z', 'yesterday'],
    ['2026-01-25T12:00:00Z', 'last mo.'],
    ['2024-01-25T12:00:00Z', '2y ago'],
  ])('%s is %s', (iso, text) => expect(formatAge(iso, now)).toBe(text));
});

test('counts take the plural everywhere but at one', () => {
  expect(countOf(1, 'image')).toBe('1 image');
  expect(countOf(0, 'image')).toBe('0 images');
  expect(countOf(1204, 'image')).toBe('1,204 images');
  expect(countOf(2, 'match', 'matches')).toBe('2 matches');
});

test('file names are found with either separator', () => {
  expect(fileName('/home/me/fox.lerf')).toBe('fox.lerf');
  expect(fileName('C:\\captures\\fox\\')).toBe('fox');
  expect(fileName('/')).toBe('/');
});

test('a capture is called after its folder', () => {
  expect(captureName('/captures/fox')).toBe('fox');
  expect(captureName('/captures/fox/transforms.json')).toBe('fox');
  expect(captureName('C:\\captures\\fox\\Transforms.JSON')).toBe('fox');
});

test('PSNR has two decimals and its unit', () => expect(formatPsnr(27.376)).toBe('27.38 dB'));

test.each([
  [0.4, '0 s'],
  [59, '59 s'],
  [61, '1 min 1 s'],
  [3661, '1 h 1 min'],
  [90_000, '1 d 1 h'],
])('formatDuration(%s) is %s', (seconds, text) => expect(formatDuration(seconds)).toBe(text));
