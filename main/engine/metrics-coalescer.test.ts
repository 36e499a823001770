import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { MetricsCoalescer } from './metrics-coalescer.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('a burst of points becomes at most four events a second and loses no point', () => {
  const emit = vi.fn();
  const coalescer = new MetricsCoalescer(emit);
  for (let step = 1; step <= 1000; step++) {
    coalescer.add('p', 'r', { 'loss/rgb': [[step, 1 / step]] });
    vi.advanceTimersByTime(1);
  }
  coalescer.flush();
  expect(emit.mock.calls.length).toBeLessThanOrEqual(5);
  const steps = emit.mock.calls.flatMap(([event]) => event.series['loss/rgb'].map(([step]: [number]) => step));
  expect(steps).toEqual(Array.from({ length: 1000 }, (_, index) => index + 1));
});

test('runs are kept apart', () => {
  const emit = vi.fn();
  const coalescer = new MetricsCoalescer(emit);
  coalescer.add('p', 'first', { 'psnr/test': [[10, 20]] });
  coalescer.add('p', 'second', { 'psnr/test': [[5, 18]] });
  coalescer.flush();
  expect(emit.mock.calls.map(([event]) => [event.runId, event.series['psnr/test']])).toEqual([
    ['first', [[10, 20]]],
    ['second', [[5, 18]]],
  ]);
});

test('nothing is sent when nothing happened', () => {
  const emit = vi.fn();
  const coalescer = new MetricsCoalescer(emit);
  coalescer.flush();
  vi.advanceTimersByTime(1000);
  expect(emit).not.toHaveBeenCalled();
});
