import { expect, test } from 'vitest';
import { colourAt, turbo } from './colour-maps.ts';
import { compositeImage, relevancyImage, shownRange } from './relevancy-images.ts';

test('relevancy is coloured from 0 to 1', () => {
  const { width, height, pixels } = relevancyImage(3, 1, Float32Array.of(0, 0.5, 1));
  expect([width, height]).toEqual([3, 1]);
  expect([...pixels]).toEqual([...turbo(0), ...turbo(0.5), ...turbo(1)]);
});

test('a composite colours what is relevant, up to the highest relevancy, and leaves the rest', () => {
  const view = {
    width: 4,
    height: 1,
    colour: Float32Array.from({ length: 12 }, () => 0.2),
    depth: new Float32Array(4),
    accumulation: new Float32Array(4),
  };
  const relevancy = Float32Array.of(0.25, 0.5, 0.625, 0.75);
  const { pixels } = compositeImage(view, relevancy);
  expect([...pixels]).toEqual([51, 51, 51, 51, 51, 51, ...turbo(0.5), ...turbo(1)]);
  const nothing = compositeImage(view, new Float32Array(4).fill(0.4));
  expect(nothing.pixels.every((value) => value === 51)).toBe(true);
});

test('a view is coloured in the range, with the map and as opaquely as it is asked for', () => {
  const grey = { width: 2, height: 1, colour: new Float32Array(6).fill(0.4) };
  const relevancy = Float32Array.of(0.2, 0.6);
  const pixels = (display: Parameters<typeof compositeImage>[2]) => [
    ...compositeImage(grey, relevancy, display).pixels,
  ];
  const half = (t: number) => colourAt('viridis', t).map((value) => Math.round(0.5 * value + 0.5 * 102));
  expect(pixels({ colourMap: 'viridis', range: 'normalised', opacity: 0.5 })).toEqual([...half(0), ...half(1)]);
  expect(pixels({ colourMap: 'viridis', range: 'raw', opacity: 1 })).toEqual(
    [0.2, 0.6].flatMap((t) => colourAt('viridis', Math.fround(t))),
  );
  expect(pixels({ colourMap: 'turbo', range: 'centred', opacity: 0 })).toEqual(Array(6).fill(102));
});

test('a range without a width has a colour', () => {
  expect(shownRange('centred', 0.1, 0.3)).toEqual([0.5, 0.5]);
  const { pixels } = relevancyImage(1, 1, Float32Array.of(0.3), { colourMap: 'turbo', range: 'normalised' });
  expect([...pixels]).toEqual(turbo(0));
});
