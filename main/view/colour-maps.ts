import type { RenderedView } from './field-renderer.ts';
import type { RgbImage } from './images.ts';

/**
 * The turbo colour map (Mikhailov 2019) by its published polynomial approximation.
 * @param t in [0, 1]; returns r, g, b in 0..255.
 */
export function turbo(t: number): [number, number, number] {
  const x = Math.min(Math.max(t, 0), 1);
  const channel = (c: readonly number[]) =>
    Math.round(
      255 *
        Math.min(
          Math.max(
            c.reduceRight((sum, factor) => sum * x + factor, 0),
            0,
          ),
          1,
        ),
    );
  return [
    channel([0.13572138, 4.6153926, -42.66032258, 132.13108234, -152.94239396, 59.28637943]),
    channel([0.09140261, 2.19418839, 4.84296658, -14.18503333, 4.27729857, 2.82956604]),
    channel([0.1066733, 12.64194608, -60.58204836, 110.36276771, -89.90310912, 27.34824973]),
  ];
}

/**
 * Depth as colours, near red and far blue. Disparity is shown, between its 2nd and 98th percentile in
 * the view, because distances reach to infinity; places where the ray meets nothing are dark.
 */
export function depthImage({ width, height, depth, accumulation }: RenderedView): RgbImage {
  const disparity = depth.map((distance) => 1 / Math.max(distance, 1e-3));
  const sorted = disparity.toSorted();
  const low = sorted[Math.floor(0.02 * (sorted.length - 1))]!;
  const high = sorted[Math.ceil(0.98 * (sorted.length - 1))]!;
  const range = high - low || 1;
  const pixels = new Uint8Array(3 * width * height);
  for (let pixel = 0; pixel < depth.length; pixel++) {
    const colour = turbo((disparity[pixel]! - low) / range);
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
