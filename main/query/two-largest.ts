/** The two largest similarities of each place to some phrases, so that each phrase can be left out at once. */
export interface TwoLargest {
  readonly largest: Float32Array;
  readonly second: Float32Array;
  /** Position of the phrase that the largest belongs to. */
  readonly of: Uint8Array;
}

/** Less than any cosine. */
const NONE = -2;

/** @param columns similarities to each phrase, [N]; at least one, at most 256. */
export function twoLargest(columns: readonly Float32Array[]): TwoLargest {
  const [first, ...others] = columns;
  if (!first) throw new RangeError('there is no phrase to compare with');
  const largest = first.slice();
  const second = new Float32Array(first.length).fill(NONE);
  const of = new Uint8Array(first.length);
  for (const [i, column] of others.entries()) {
    for (let place = 0; place < largest.length; place++) {
      const value = column[place]!;
      if (value > largest[place]!) {
        second[place] = largest[place]!;
        largest[place] = value;
        of[place] = i + 1;
      } else if (value > second[place]!) {
        second[place] = value;
      }
    }
  }
  return { largest, second, of };
}

/** The largest similarities without one phrase, and with another in its place. */
export function largestWithout(
  { largest, second, of }: TwoLargest,
  left: number,
  instead?: Float32Array,
): Float32Array {
  const result = largest.slice();
  for (let place = 0; place < result.length; place++) {
    if (of[place] === left) result[place] = second[place]!;
    if (instead && instead[place]! > result[place]!) result[place] = instead[place]!;
  }
  return result;
}
