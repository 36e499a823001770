import { expect, test } from 'vitest';
import { turbo } from './colour-maps.ts';
import { compositeImage, relevancyImage } from './relevancy-images.ts';

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
