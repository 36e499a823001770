import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Extremes } from './extremes.ts';

const someValue = fc.oneof(
  { weight: 8, arbitrary: fc.float({ min: -5, max: 5 }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY) },
);

test('finds what a look at every value finds, however the array grew', () => {
  fc.assert(
    fc.property(
      fc.array(someValue, { minLength: 1, maxLength: 1500, size: 'max' }),
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 4 }),
      fc.boolean(),
      (list, growth, logarithmic) => {
        const values = Float32Array.from(list);
        const extremes = new Extremes(logarithmic);
        for (const share of growth.toSorted()) extremes.takeIn(values.subarray(0, Math.floor(share * values.length)));
        extremes.takeIn(values);
        for (const [from, to] of [
          [0, values.length],
          [Math.floor(values.length / 3), values.length],
          [7, Math.max(7, values.length - 40)],
        ] as const) {
          extremes.find(from, to);
          const drawable = [...values.subarray(from, to)].filter((v) => Number.isFinite(v) && (!logarithmic || v > 0));
          if (drawable.length === 0) {
            expect([extremes.least, extremes.greatest]).toEqual([-1, -1]);
          } else {
            // Zero has two signs, which are the same place in a chart.
            expect(values[extremes.least]! + 0).toBe(Math.min(...drawable) + 0);
            expect(values[extremes.greatest]! + 0).toBe(Math.max(...drawable) + 0);
          }
        }
      },
    ),
    { numRuns: 60 },
  );
});

test('looks at a few values of a stretch of a million', () => {
  const values = new Float32Array(1_000_000).map((_, i) => Math.sin(i));
  const extremes = new Extremes(false).takeIn(values);
  let looks = 0;
  const counted = new Proxy(values, {
    get: (target, key) => {
      if (typeof key === 'string' && /^\d+$/.test(key)) looks++;
      return Reflect.get(target, key, target);
    },
  });
  extremes.takeIn(counted);
  extremes.find(1, values.length - 1);
  expect(values[extremes.greatest]).toBe(Math.max(...values.subarray(1, 1000), values[extremes.greatest]!));
  expect(looks).toBeLessThan(2000);
});
