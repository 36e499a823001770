import fc from 'fast-check';
import { expect, test } from 'vitest';
import { everything, follow, pan, type StepWindow, visibleSteps, zoomBy, zoomTo } from './step-window.ts';

test('everything grows with the run', () => {
  expect(visibleSteps(everything, 0)).toEqual([0, 10]);
  expect(visibleSteps(everything, 700)).toEqual([0, 700]);
});

test('a fixed window stays while the run goes on, a following one slides', () => {
  const fixed = zoomTo(100, 200, 1000);
  expect(visibleSteps(fixed, 5000)).toEqual([100, 200]);
  const following = follow(fixed, 1000);
  expect(visibleSteps(following, 1000)).toEqual([900, 1000]);
  expect(visibleSteps(following, 5000)).toEqual([4900, 5000]);
});

test('zooming keeps the step under the pointer where it is', () => {
  expect(visibleSteps(zoomBy(zoomTo(0, 800, 1000), 0.5, 200, 1000), 1000)).toEqual([100, 500]);
});

test('zooming a following window keeps it following', () => {
  expect(zoomBy({ kind: 'following', width: 400 }, 0.5, 0, 1000)).toEqual({ kind: 'following', width: 200 });
  expect(zoomBy({ kind: 'following', width: 400 }, 4, 0, 1000)).toEqual(everything);
});

test('panning stops at both ends of the run', () => {
  const window = zoomTo(100, 300, 1000);
  expect(visibleSteps(pan(window, 0.5, 1000), 1000)).toEqual([200, 400]);
  expect(visibleSteps(pan(window, -9, 1000), 1000)).toEqual([0, 200]);
  expect(visibleSteps(pan(window, 9, 1000), 1000)).toEqual([800, 1000]);
  expect(pan(everything, 1, 1000)).toBe(everything);
});

test('whatever is done, the window lies within the run and is never empty', () => {
  const act = fc.oneof(
    fc.record({ act: fc.constant('to' as const), a: fc.integer({ min: -50, max: 3000 }), b: fc.nat(3000) }),
    fc.record({ act: fc.constant('by' as const), a: fc.nat(2000), b: fc.integer({ min: 1, max: 40 }) }),
    fc.record({ act: fc.constant('pan' as const), a: fc.integer({ min: -30, max: 30 }), b: fc.constant(0) }),
    fc.record({ act: fc.constant('follow' as const), a: fc.constant(0), b: fc.constant(0) }),
  );
  fc.assert(
    fc.property(fc.integer({ min: 10, max: 2000 }), fc.array(act, { maxLength: 12 }), (lastStep, acts) => {
      let window: StepWindow = everything;
      for (const { act, a, b } of acts) {
        if (act === 'to') window = zoomTo(a, a + b, lastStep);
        else if (act === 'by') window = zoomBy(window, b / 10, a, lastStep);
        else if (act === 'pan') window = pan(window, a / 10, lastStep);
        else window = follow(window, lastStep);
        const [from, to] = visibleSteps(window, lastStep);
        expect(from).toBeGreaterThanOrEqual(0);
        expect(to).toBeLessThanOrEqual(lastStep + 1e-6);
        expect(to - from).toBeGreaterThanOrEqual(10 - 1e-6);
      }
    }),
  );
});
