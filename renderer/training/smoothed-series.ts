import type { Curve, MetricSeries } from './metric-series.ts';

/**
 * The exponential moving average of a series, carried on as the series grows. The average starts
 * unbiased (divided by 1 - weight^n, as Adam's moments are), so the first points are not pulled to 0.
 * Points that are not finite are left out of the average and leave a hole in it.
 */
export class SmoothedSeries implements Curve {
  readonly #source: MetricSeries;
  readonly #weight: number;
  #values = new Float32Array(256);
  #length = 0;
  #rewrites = 0;
  #moment = 0;
  #bias = 1;

  /** `weight` in [0, 1): 0 is the series itself, 0.99 averages over about a hundred points. */
  constructor(source: MetricSeries, weight: number) {
    this.#source = source;
    this.#weight = weight;
  }

  /** One average per point of the source: a view, valid until the source grows. */
  get values(): Float32Array {
    if (this.#rewrites !== this.#source.rewrites) this.#restart();
    this.#catchUp();
    return this.#values.subarray(0, this.#length);
  }

  get rewrites(): number {
    return this.#source.rewrites;
  }

  #restart(): void {
    this.#rewrites = this.#source.rewrites;
    this.#length = 0;
    this.#moment = 0;
    this.#bias = 1;
  }

  #catchUp(): void {
    const source = this.#source.values;
    if (source.length > this.#values.length) {
      const grown = new Float32Array(Math.max(source.length, this.#values.length * 2));
      grown.set(this.#values);
      this.#values = grown;
    }
    for (let i = this.#length; i < source.length; i++) {
      const value = source[i]!;
      if (Number.isFinite(value)) {
        this.#moment = this.#weight * this.#moment + (1 - this.#weight) * value;
        this.#bias *= this.#weight;
        this.#values[i] = this.#moment / (1 - this.#bias);
      } else {
        this.#values[i] = Number.NaN;
      }
    }
    this.#length = source.length;
  }
}
