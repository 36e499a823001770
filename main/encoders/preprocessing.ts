import type { Preprocessing } from './model-config.ts';

/**
 * Pixels as an image tower takes them: [count, 3, height, width], normalised by channel.
 * @param pixels RGB8 [count, height, width, 3]
 */
export function normalise(
  pixels: Uint8Array,
  count: number,
  { width, height, mean, std }: Preprocessing,
): Float32Array<ArrayBuffer> {
  const plane = width * height;
  const values = new Float32Array(pixels.length);
  for (let channel = 0; channel < 3; channel++) {
    const table = Float32Array.from({ length: 256 }, (_, value) => (value / 255 - mean[channel]!) / std[channel]!);
    for (let image = 0; image < count; image++) {
      const from = 3 * plane * image + channel;
      const to = plane * (3 * image + channel);
      for (let i = 0; i < plane; i++) values[to + i] = table[pixels[from + 3 * i]!]!;
    }
  }
  return values;
}

/** Scales each row of [count, dimensions] to unit length, in place. */
export function toUnitLength(rows: Float32Array, dimensions: number): Float32Array {
  for (let begin = 0; begin < rows.length; begin += dimensions) {
    let squares = 0;
    for (let i = 0; i < dimensions; i++) squares += rows[begin + i]! ** 2;
    const scale = 1 / Math.max(Math.sqrt(squares), 1e-12);
    for (let i = 0; i < dimensions; i++) rows[begin + i]! *= scale;
  }
  return rows;
}
