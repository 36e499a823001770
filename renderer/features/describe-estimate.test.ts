import { expect, test } from 'vitest';
import { describeEstimate } from './describe-estimate.ts';

const estimate = {
  encoder: 'demo',
  denseEncoder: 'demo-dense',
  images: 43,
  crops: 12_345,
  bytes: 15e6,
  seconds: 80,
  freeBytes: 1e12,
};

test('says how much, how large and how long', () => {
  expect(describeEstimate(estimate)).toBe('To extract: 12,345 crops of 43 images, 15 MB on disk, about 1 min 20 s.');
});

test('before the first extraction the time is not made up', () => {
  expect(describeEstimate({ ...estimate, seconds: null })).toContain('how long that takes shows once it runs');
});

test('says when the disk is too full', () => {
  expect(describeEstimate({ ...estimate, freeBytes: 1e6 })).toContain('The disk has only 1.0 MB free.');
});

test('nothing is left to do', () => {
  expect(describeEstimate({ ...estimate, images: 0, crops: 0, bytes: 0 })).toBe(
    'The features of this encoder are there.',
  );
});
