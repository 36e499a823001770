import type { Outline, Point } from './labels.ts';

/** Relevancy of a view's pixels to a phrase, at the scale at which it is highest. */
export interface RelevancyMap {
  /** The scale, in whatever measure the maps come in. */
  readonly scale: number;
  readonly width: number;
  readonly height: number;
  /** Every how many pixels of the image, in both directions, there is a value: 1 for each of them. */
  readonly stride: number;
  /** In [0, 1], row-major [height, width]. */
  readonly values: Float32Array;
}

/**
 * Relevancies above this part of their own range in a view count as the object: LERF-OVS stretches each
 * map from its lowest to its highest value, sets the lower half of that to zero, and cuts the rest at 0.4.
 */
export const MASK_THRESHOLD = 0.5 + 0.4 / 2;

/** The highest relevancy and the pixel it is at, in pixels of the image: 0.5 is the middle of the first. */
export function peakOf({ values, width, stride }: RelevancyMap): { relevancy: number; x: number; y: number } {
  let highest = 0;
  for (let index = 1; index < values.length; index++) if (values[index]! > values[highest]!) highest = index;
  const [column, row] = [highest % width, Math.floor(highest / width)];
  return { relevancy: values[highest]!, x: column * stride + 0.5, y: row * stride + 0.5 };
}

export function isInBox(outlines: readonly Outline[], x: number, y: number): boolean {
  return outlines.some(({ box: [left, top, right, bottom] }) => x >= left && x <= right && y >= top && y <= bottom);
}

/** Even-odd, for outlines that cross themselves. */
export function isInOutline(outlines: readonly Outline[], x: number, y: number): boolean {
  return outlines.some(({ polygon }) => crossings(polygon, y).filter((crossing) => crossing < x).length % 2 === 1);
}

/**
 * Intersection over union of the mask cut out of a relevancy map and the outlines, over the pixels that
 * the map has. A map that is the same everywhere shows nothing: its mask is empty.
 */
export function maskIou({ values, width, height, stride }: RelevancyMap, outlines: readonly Outline[]): number {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const threshold = low + MASK_THRESHOLD * (high - low);
  const isLabelled = new Uint8Array(width);
  let intersection = 0;
  let union = 0;
  for (let row = 0; row < height; row++) {
    markRow(isLabelled.fill(0), outlines, row * stride + 0.5, stride);
    for (let column = 0; column < width; column++) {
      const isFound = values[row * width + column]! > threshold;
      if (isFound && isLabelled[column]) intersection++;
      if (isFound || isLabelled[column]) union++;
    }
  }
  return union === 0 ? 0 : intersection / union;
}

/** Sets the pixels of a row whose middles lie in an outline. */
function markRow(row: Uint8Array, outlines: readonly Outline[], y: number, stride: number): void {
  const columnFrom = (x: number) => Math.min(row.length, Math.max(0, Math.ceil((x - 0.5) / stride)));
  for (const { polygon } of outlines) {
    const xs = crossings(polygon, y).sort((a, b) => a - b);
    for (let pair = 0; pair + 1 < xs.length; pair += 2) row.fill(1, columnFrom(xs[pair]!), columnFrom(xs[pair + 1]!));
  }
}

/** Where a polygon's sides cross the horizontal line at `y`. */
function crossings(polygon: readonly Point[], y: number): number[] {
  const xs: number[] = [];
  let [previousX, previousY] = polygon.at(-1)!;
  for (const [x, yHere] of polygon) {
    if (previousY > y !== yHere > y) xs.push(x + ((y - yHere) / (previousY - yHere)) * (previousX - x));
    [previousX, previousY] = [x, yHere];
  }
  return xs;
}
