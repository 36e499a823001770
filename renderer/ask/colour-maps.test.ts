import { expect, test } from 'vitest';
import { colourAt, gradientOf } from './colour-maps.ts';

test('turbo goes from dark blue over green to dark red, as the engine draws it', () => {
  expect([0, 1].map((t) => colourAt('turbo', t))).toEqual([
    [35, 23, 27],
    [144, 13, 0],
  ]);
  const [red, green, blue] = colourAt('turbo', 0.5);
  expect(green).toBeGreaterThan(Math.max(red, blue));
});

test('viridis goes from dark violet over teal to yellow, ever lighter', () => {
  // matplotlib's table at 0, 0.5 and 1
  const expected = [
    [68, 1, 84],
    [33, 145, 140],
    [253, 231, 37],
  ];
  for (const [i, t] of [0, 0.5, 1].entries()) {
    for (const [channel, value] of colourAt('viridis', t).entries()) {
      expect(Math.abs(value - expected[i]![channel]!)).toBeLessThan(6);
    }
  }
  const lightness = Array.from({ length: 33 }, (_, i) => {
    const [red, green, blue] = colourAt('viridis', i / 32);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  });
  expect(lightness).toEqual(lightness.toSorted((a, b) => a - b));
});

test('a legend shows the whole map', () => {
  expect(gradientOf('viridis').match(/rgb/g)).toHaveLength(17);
});
