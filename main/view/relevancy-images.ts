import type { RelevancyDisplay } from '../api/contract.ts';
import { colourAt } from './colour-maps.ts';
import { type RgbImage, toRgb } from './images.ts';

/** Below this a place is less like the phrase than like the canonical phrases. */
const NEUTRAL = 0.5;
const SMALLEST_RANGE = 1e-6;

/** How the reference implementation shows relevancy over a view (`composited`). */
export const DEFAULT_DISPLAY: RelevancyDisplay = { colourMap: 'turbo', range: 'centred', opacity: 1 };

/** The relevancies that the first and the last colour of the map stand for, in a map from `lowest` to `highest`. */
export function shownRange(range: RelevancyDisplay['range'], lowest: number, highest: number): [number, number] {
  switch (range) {
    case 'raw':
      return [0, 1];
    case 'centred':
      return [NEUTRAL, Math.max(NEUTRAL, highest)];
    case 'normalised':
      return [lowest, highest];
  }
}

/**
 * Relevancy as colours alone.
 * @param relevancy in [0, 1], row-major.
 * @param limits its lowest and highest; those of a whole film where this is one of its pictures.
 */
export function relevancyImage(
  width: number,
  height: number,
  relevancy: Float32Array,
  { colourMap, range }: Omit<RelevancyDisplay, 'opacity'> = { ...DEFAULT_DISPLAY, range: 'raw' },
  limits: readonly [lowest: number, highest: number] = extent(relevancy),
): RgbImage {
  const pixels = new Uint8Array(3 * width * height);
  const place = placeIn(range, limits);
  relevancy.forEach((value, pixel) => {
    pixels.set(colourAt(colourMap, place(value)), 3 * pixel);
  });
  return { width, height, pixels };
}

/**
 * Relevancy over the colours of the view. Centred, what is less like the phrase than like a canonical phrase
 * keeps its colour.
 * @param view r, g, b in [0, 1] for every pixel.
 */
export function compositeImage(
  view: { readonly width: number; readonly height: number; readonly colour: Float32Array },
  relevancy: Float32Array,
  { colourMap, range, opacity }: RelevancyDisplay = DEFAULT_DISPLAY,
  limits: readonly [lowest: number, highest: number] = extent(relevancy),
): RgbImage {
  const image = toRgb(view);
  const place = placeIn(range, limits);
  relevancy.forEach((value, pixel) => {
    if (range === 'centred' && value <= NEUTRAL) return;
    const colour = colourAt(colourMap, place(value));
    for (let channel = 0; channel < 3; channel++) {
      const entry = 3 * pixel + channel;
      image.pixels[entry] = Math.round(opacity * colour[channel]! + (1 - opacity) * image.pixels[entry]!);
    }
  });
  return image;
}

/** The place of a relevancy along the colour map. */
function placeIn(range: RelevancyDisplay['range'], limits: readonly [number, number]): (value: number) => number {
  const [from, to] = shownRange(range, ...limits);
  const length = Math.max(to - from, SMALLEST_RANGE);
  return (value) => (value - from) / length;
}

/** The lowest and the highest of some relevancies. */
export function extent(relevancy: Float32Array): [lowest: number, highest: number] {
  let [lowest, highest] = [1, 0];
  for (const value of relevancy) {
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  }
  return [Math.min(lowest, highest), highest];
}
