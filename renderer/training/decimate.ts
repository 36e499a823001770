import { Extremes } from './extremes.ts';
import { lowerBound } from './metric-series.ts';

/** Equal stretches of the step axis, about one per pixel column of the chart. */
export interface Buckets {
  /** First step of bucket 0: a multiple of `width`, so buckets stay put while the view slides. */
  start: number;
  /** Steps per bucket. */
  width: number;
  count: number;
}

/** The buckets that cover the visible steps [from, to] in a plot `pixels` wide. */
export function bucketsFor(from: number, to: number, pixels: number): Buckets {
  const width = Math.max(to - from, Number.EPSILON) / Math.max(1, Math.floor(pixels));
  const first = Math.floor(from / width);
  return { start: first * width, width, count: Math.ceil(to / width) - first };
}

/**
 * The steps that a decimated series has values for: two to a bucket, and one on either side of all
 * buckets, where lines to points outside of the view leave it. Shape [2 · count + 2].
 */
export function bucketSteps({ start, width, count }: Buckets): number[] {
  const steps = Array.from({ length: 2 * count }, (_, i) => start + (i / 2 + 0.25) * width);
  return [start - width, ...steps, start + (count + 1) * width];
}

/**
 * Reduces a series to the smallest and the largest value of each bucket, in the order in which they
 * occur: a line through them covers the same pixels as a line through all points. Buckets without a
 * point stay null. Values that are not finite, and on a logarithmic axis those that are not positive,
 * are left out.
 *
 * @param steps ascending, shape [n]
 * @param values shape [n]
 * @param extremes what is known of `values` already, on the same axis
 * @returns values at bucketSteps(buckets), shape [2 · count + 2]
 */
export function decimate(
  steps: Float32Array,
  values: Float32Array,
  buckets: Buckets,
  logarithmic: boolean,
  extremes = new Extremes(logarithmic).takeIn(values),
): (number | null)[] {
  const { start, width, count } = buckets;
  const reduced: (number | null)[] = new Array(2 * count + 2).fill(null);
  const end = lowerBound(steps, start + count * width);

  let i = lowerBound(steps, start);
  while (i < end) {
    const bucket = Math.min(count - 1, Math.floor((steps[i]! - start) / width));
    const edge = start + (bucket + 1) * width;
    // The first point is taken without a look at the edge: rounding must not stop the walk.
    const next = Math.min(end, Math.max(i + 1, lowerBound(steps, edge)));
    extremes.find(i, next);
    i = next;
    const { least, greatest } = extremes;
    if (least === -1) continue;
    const slot = 1 + 2 * bucket;
    if (least === greatest) {
      const inSecondHalf = steps[least]! >= edge - width / 2;
      reduced[inSecondHalf ? slot + 1 : slot] = values[least]!;
    } else {
      reduced[slot] = values[Math.min(least, greatest)]!;
      reduced[slot + 1] = values[Math.max(least, greatest)]!;
    }
  }

  reduced[0] = valueBetween(steps, values, start - width, logarithmic);
  reduced[reduced.length - 1] = valueBetween(steps, values, start + (count + 1) * width, logarithmic);
  return reduced;
}

/** Where the line between the two points around `step` passes; null beyond either end. */
function valueBetween(steps: Float32Array, values: Float32Array, step: number, logarithmic: boolean): number | null {
  const after = lowerBound(steps, step);
  if (after === 0 || after === steps.length) return null;
  const share = (step - steps[after - 1]!) / (steps[after]! - steps[after - 1]!);
  const [a, b] = [values[after - 1]!, values[after]!];
  const value = logarithmic ? Math.exp((1 - share) * Math.log(a) + share * Math.log(b)) : (1 - share) * a + share * b;
  return Number.isFinite(value) ? value : null;
}
