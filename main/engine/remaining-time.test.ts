import { expect, test } from 'vitest';
import { RemainingTime } from './remaining-time.ts';

test('the time left follows from the speed of this attempt', () => {
  const remaining = new RemainingTime();
  // Half of it was there already.
  expect(remaining.estimate(50, 100, 0)).toBeNull();
  expect(remaining.estimate(51, 100, 500)).toBeNull();
  expect(remaining.estimate(60, 100, 2000)).toBeCloseTo(8);
  expect(remaining.estimate(100, 100, 10_000)).toBe(0);
});

test('nothing is said while the total is not known, or where nothing moves', () => {
  const remaining = new RemainingTime();
  expect(remaining.estimate(0, null, 0)).toBeNull();
  expect(remaining.estimate(0, 10, 1000)).toBeNull();
  expect(remaining.estimate(0, 10, 9000)).toBeNull();
});

test('what begins anew is measured anew', () => {
  const remaining = new RemainingTime();
  remaining.estimate(0, 10, 0);
  remaining.estimate(10, 10, 2000);
  expect(remaining.estimate(0, 100, 4000)).toBeNull();
  expect(remaining.estimate(10, 100, 5000)).toBeCloseTo(9);
});
