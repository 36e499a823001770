import type { ColourMap } from '../api/contract.ts';
import type { RenderedView } from './field-renderer.ts';
import type { RgbImage } from './images.ts';

/** Red, green and blue in [0, 1] as polynomials of t, lowest power first, by map. */
const CHANNELS: Readonly<Record<ColourMap, readonly (readonly number[])[]>> = {
  // Mikhailov 2019, as published
  turbo: [
    [0.13572138, 4.6153926, -42.66032258, 132.13108234, -152.94239396, 59.28637943],
    [0.09140261, 2.19418839, 4.84296658, -14.18503333, 4.27729857, 2.82956604],
    [0.1066733, 12.64194608, -60.58204836, 110.36276771, -89.90310912, 27.34824973],
  ],
  // Smith and van der Walt 2015, fitted by Zucker
  viridis: [
    [0.2777273272, 0.1050930431, -0.3308618287, -4.634230498, 6.228269936, 4.776384997, -5.435455855],
    [0.0054073445, 1.404613529, 0.2148475594, -5.799100973, 14.17993336, -13.74514537, 4.645852612],
    [0.3340998053, 1.384590162, 0.095095163, -19.33244095, 56.6905526, -65.35303263, 26.31243524],
  ],
};

/** @param t in [0, 1], else the nearer end; returns r, g, b in 0..255. */
export function colourAt(map: ColourMap, t: number): [number, number, number] {
  const x = Math.min(Math.max(t, 0), 1);
  return CHANNELS[map].map((factors) => {
    const value = factors.reduceRight((sum, factor) => sum * x + factor, 0);
    return Math.round(255 * Math.min(Math.max(value, 0), 1));
  }) as [number, number, number];
}

export const turbo = (t: number) => colourAt('turbo', t);

const disparityOf = (distance: number) => 1 / Math.max(distance, 1e-3);

/** The 2nd and the 98th percentile of the disparities at these distances. */
export function disparityRange(depth: Float32Array): [low: number, high: number] {
  const sorted = depth.map(disparityOf).sort();
  return [sorted[Math.floor(0.02 * (sorted.length - 1))]!, sorted[Math.ceil(0.98 * (sorted.length - 1))]!];
}

/**
 * Depth as colours, near red and far blue. Disparity is shown, between two percentiles, because distances
 * reach to infinity; places where the ray meets nothing are dark.
 * @param low, high disparities of the ends; those of a whole film where this is one of its pictures.
 */
export function depthImage(
  { width, height, depth, accumulation }: RenderedView,
  [low, high]: readonly [low: number, high: number] = disparityRange(depth),
): RgbImage {
  const range = high - low || 1;
  const pixels = new Uint8Array(3 * width * height);
  for (let pixel = 0; pixel < depth.length; pixel++) {
    const colour = turbo((disparityOf(depth[pixel]!) - low) / range);
    for (let channel = 0; channel < 3; channel++) {
      pixels[3 * pixel + channel] = Math.round(colour[channel]! * accumulation[pixel]!);
    }
  }
  return { width, height, pixels };
}

/** Values in [0, 1] as grey levels. */
export function greyImage(values: Float32Array, width: number, height: number): RgbImage {
  const pixels = new Uint8Array(3 * width * height);
  values.forEach((value, pixel) => {
    pixels.fill(Math.round(255 * Math.min(Math.max(value, 0), 1)), 3 * pixel, 3 * pixel + 3);
  });
  return { width, height, pixels };
}
