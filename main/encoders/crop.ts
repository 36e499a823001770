/** 8-bit RGB, row-major, three bytes a pixel. */
export interface RgbPixels {
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/**
 * Cuts a square out of an image and resizes it to `size` × `size` as torchvision's `Resize` does it to the
 * cut: a triangle filter as wide as a pixel of the result when shrinking, bilinear when growing. What lies
 * outside the image is black.
 *
 * @param left of the square in pixels of the image, as `top`; whole numbers, as `side`; may be negative
 * @param out takes RGB8 [size, size, 3] from `offset` on
 */
export function cropSquare(
  image: RgbPixels,
  left: number,
  top: number,
  side: number,
  size: number,
  out: Uint8Array,
  offset: number,
): void {
  resizeRegion(image, { left, top, width: side, height: side }, { width: size, height: size }, out, offset);
}

export interface Region {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** `cropSquare` for rectangles. */
export function resizeRegion(
  image: RgbPixels,
  region: Region,
  size: { readonly width: number; readonly height: number },
  out: Uint8Array,
  offset: number,
): void {
  const across = taps(region.left, region.width, size.width, image.width);
  const down = taps(region.top, region.height, size.height, image.height);
  const inImage = (row: number) => Math.min(Math.max(row, 0), image.height);
  const first = inImage(down.first[0]!);
  const rows = resizeRows(image, first, inImage(down.first.at(-1)! + down.count.at(-1)!), across);
  const rowLength = 3 * size.width;
  const sums = new Float32Array(rowLength);
  for (let y = 0; y < size.height; y++) {
    sums.fill(0.5); // rounds where the value is cut off
    const count = down.count[y]!;
    for (let tap = 0; tap < count; tap++) {
      const weight = down.weights[y * down.perPlace + tap]!;
      const row = (down.first[y]! + tap - first) * rowLength;
      for (let i = 0; i < rowLength; i++) sums[i]! += weight * rows[row + i]!;
    }
    out.set(sums, offset + y * rowLength);
  }
}

/** Which pixels along one axis make a pixel of the result, and how much of each. */
interface Taps {
  readonly first: Int32Array;
  readonly count: Int32Array;
  /** [size, perPlace] */
  readonly weights: Float32Array;
  readonly perPlace: number;
}

/** Only pixels inside the image; those outside keep their weight, and give nothing. */
function taps(start: number, length: number, size: number, imageLength: number): Taps {
  const scale = length / size;
  const reach = Math.max(1, scale);
  const perPlace = Math.ceil(2 * reach) + 1;
  const first = new Int32Array(size);
  const count = new Int32Array(size);
  const weights = new Float32Array(size * perPlace);
  for (let i = 0; i < size; i++) {
    const centre = (i + 0.5) * scale - 0.5;
    const begin = Math.max(0, Math.ceil(centre - reach));
    const end = Math.min(length, Math.floor(centre + reach) + 1);
    const inside = Math.min(end, Math.max(begin, -start));
    const outside = Math.max(inside, Math.min(end, imageLength - start));
    let total = 0;
    for (let at = begin; at < end; at++) {
      const weight = Math.max(0, 1 - Math.abs(at - centre) / reach);
      total += weight;
      if (at >= inside && at < outside) weights[i * perPlace + at - inside] = weight;
    }
    for (let tap = 0; tap < outside - inside; tap++) weights[i * perPlace + tap]! /= total;
    first[i] = start + inside;
    count[i] = outside - inside;
  }
  return { first, count, weights, perPlace };
}

/** Rows `first` to `end` of the image, resized along the rows: [end − first, width, 3]. */
function resizeRows({ pixels, width }: RgbPixels, first: number, end: number, across: Taps): Float32Array {
  const places = across.first.length;
  const rows = new Float32Array((end - first) * places * 3);
  let to = 0;
  for (let y = first; y < end; y++) {
    for (let x = 0; x < places; x++, to += 3) {
      let [red, green, blue] = [0, 0, 0];
      let from = 3 * (y * width + across.first[x]!);
      let weight = x * across.perPlace;
      for (let tap = across.count[x]!; tap > 0; tap--, from += 3, weight++) {
        const share = across.weights[weight]!;
        red += share * pixels[from]!;
        green += share * pixels[from + 1]!;
        blue += share * pixels[from + 2]!;
      }
      rows[to] = red;
      rows[to + 1] = green;
      rows[to + 2] = blue;
    }
  }
  return rows;
}
