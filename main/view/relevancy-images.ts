import { turbo } from './colour-maps.ts';
import type { RenderedView } from './field-renderer.ts';
import { type RgbImage, toRgb } from './images.ts';

/** Below this a place is less like the phrase than like the canonical phrases. */
const NEUTRAL = 0.5;

/** Relevancy from 0 (blue) to 1 (red). */
export function relevancyImage(width: number, height: number, relevancy: Float32Array): RgbImage {
  const pixels = new Uint8Array(3 * width * height);
  relevancy.forEach((value, pixel) => {
    pixels.set(turbo(value), 3 * pixel);
  });
  return { width, height, pixels };
}

/**
 * Relevancy over the colours of the view: what is more like the phrase than like the canonical phrases
 * is coloured from 0.5 (blue) to the highest relevancy of the view (red), the rest is left as it is
 * (reference implementation, `composited`).
 */
export function compositeImage(view: RenderedView, relevancy: Float32Array): RgbImage {
  const image = toRgb(view);
  const highest = relevancy.reduce((a, b) => Math.max(a, b), 0);
  const range = Math.max(highest - NEUTRAL, 1e-6);
  relevancy.forEach((value, pixel) => {
    if (value > NEUTRAL) image.pixels.set(turbo((value - NEUTRAL) / range), 3 * pixel);
  });
  return image;
}
