/** Values that grow at their end; whoever derives something from them starts again after a rewrite. */
export interface Curve {
  readonly values: Float32Array;
  readonly rewrites: number;
}

/**
 * One recorded metric as it grows: (step, value) pairs in typed arrays that double when full, so a
 * series of 100,000 points takes an event's few points without being rebuilt. Steps are strictly
 * ascending and below 2^24, where float32 is exact.
 */
export class MetricSeries implements Curve {
  #steps = new Float32Array(256);
  #values = new Float32Array(256);
  #length = 0;
  #rewrites = 0;

  get length(): number {
    return this.#length;
  }

  /** Counts how often recorded points were replaced: whoever derives from the values starts again. */
  get rewrites(): number {
    return this.#rewrites;
  }

  get lastStep(): number {
    return this.#length === 0 ? 0 : this.#steps[this.#length - 1]!;
  }

  /** The recorded steps: a view, valid until the next append. */
  get steps(): Float32Array {
    return this.#steps.subarray(0, this.#length);
  }

  /** The recorded values: a view, valid until the next append. */
  get values(): Float32Array {
    return this.#values.subarray(0, this.#length);
  }

  /**
   * Appends one point. A step at or before the last one means that the run was resumed from an
   * earlier checkpoint: what was recorded from that step on is replaced.
   */
  append(step: number, value: number): void {
    this.rewindTo(step);
    if (this.#length === this.#steps.length) this.#grow();
    this.#steps[this.#length] = step;
    this.#values[this.#length] = value;
    this.#length++;
  }

  /** Forgets the points from `step` on. */
  rewindTo(step: number): void {
    if (this.#length === 0 || step > this.lastStep) return;
    this.#length = lowerBound(this.steps, step);
    this.#rewrites++;
  }

  /** Appends interleaved (step, value) pairs, the wire form of a stored series. */
  appendPairs(pairs: Float32Array): void {
    for (let i = 0; i + 1 < pairs.length; i += 2) this.append(pairs[i]!, pairs[i + 1]!);
  }

  /** Index of the point nearest to `step`; -1 in an empty series. */
  nearest(step: number): number {
    if (this.#length === 0) return -1;
    const after = lowerBound(this.steps, step);
    if (after === this.#length) return after - 1;
    if (after === 0) return 0;
    return step - this.#steps[after - 1]! <= this.#steps[after]! - step ? after - 1 : after;
  }

  #grow(): void {
    const steps = new Float32Array(this.#steps.length * 2);
    const values = new Float32Array(steps.length);
    steps.set(this.#steps);
    values.set(this.#values);
    this.#steps = steps;
    this.#values = values;
  }
}

/** Index of the first element of ascending `sorted` that is not below `wanted`. */
export function lowerBound(sorted: ArrayLike<number>, wanted: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
