import fc from 'fast-check';
import { expect, test } from 'vitest';
import { logTicks } from './log-ticks.ts';

test.each([
  [0.0009, 0.0021, [0.001, 0.002]],
  [0.0311, 0.0329, [0.0315, 0.032, 0.0325]],
  [0.02, 0.9, [0.02, 0.05, 0.1, 0.2, 0.5]],
  [9e-5, 0.2, [1e-4, 1e-3, 1e-2, 1e-1]],
  [1e-9, 1, [1e-8, 1e-6, 1e-4, 1e-2, 1]],
])('from %s to %s', (least, greatest, ticks) => {
  const found = logTicks(least, greatest);
  expect(found).toHaveLength(ticks.length);
  for (const [i, tick] of ticks.entries()) expect(found[i]! / tick).toBeCloseTo(1, 9);
});

test('never too many, ascending, and always within the axis', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -30, max: 30, noNaN: true }),
      fc.double({ min: 0.01, max: 40, noNaN: true }),
      (from, decades) => {
        const [least, greatest] = [10 ** from, 10 ** (from + decades)];
        const ticks = logTicks(least, greatest);
        expect(ticks.length).toBeGreaterThan(1);
        expect(ticks.length).toBeLessThanOrEqual(7);
        expect(ticks).toEqual(ticks.toSorted((a, b) => a - b));
        expect(ticks[0]! / least).toBeGreaterThan(1 - 1e-9);
        expect(ticks.at(-1)! / greatest).toBeLessThan(1 + 1e-9);
      },
    ),
  );
});
