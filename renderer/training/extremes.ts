/** Blocks of this many values, then blocks of this many blocks, and so on. */
const FACTOR = 16;

interface Level {
  /** Index of the least value of each whole block; -1 where none can be drawn. */
  readonly least: number[];
  readonly greatest: number[];
}

/**
 * Where the least and the greatest value of any stretch of a growing array are, found without a look at every value:
 * ten hours of a training are reduced to a chart four times a second. Values that cannot be drawn are left out.
 */
export class Extremes {
  /** Of the stretch that was asked for last; -1 if nothing in it can be drawn. */
  least = -1;
  greatest = -1;
  readonly #floor: number;
  readonly #levels: Level[] = [];
  #values: Float32Array = new Float32Array();

  /** On a logarithmic axis only positive values can be drawn, and nowhere those that are not finite. */
  constructor(logarithmic: boolean) {
    this.#floor = logarithmic ? 0 : Number.NEGATIVE_INFINITY;
  }

  /** @param values those known already, unchanged, and more behind them. */
  takeIn(values: Float32Array): this {
    this.#values = values;
    for (let level = 0, size = FACTOR; size <= values.length; level++, size *= FACTOR) {
      this.#levels[level] ??= { least: [], greatest: [] };
      const { least, greatest } = this.#levels[level]!;
      for (let block = least.length; (block + 1) * size <= values.length; block++) {
        this.find(block * size, (block + 1) * size, level);
        least.push(this.least);
        greatest.push(this.greatest);
      }
    }
    return this;
  }

  /**
   * Looks through the values [from, to) for `least` and `greatest`, the first ones of several that are equal.
   *
   * @param levels how many of the levels of blocks may be used
   */
  find(from: number, to: number, levels = this.#levels.length): void {
    this.least = -1;
    this.greatest = -1;
    for (let i = from; i < to; ) {
      let level = 0;
      let size = 1;
      while (level < levels && i % (size * FACTOR) === 0 && i + size * FACTOR <= to) {
        level++;
        size *= FACTOR;
      }
      if (level === 0) {
        this.#consider(i, i);
      } else {
        const { least, greatest } = this.#levels[level - 1]!;
        this.#consider(least[i / size]!, greatest[i / size]!);
      }
      i += size;
    }
  }

  #consider(least: number, greatest: number): void {
    const values = this.#values;
    if (least === -1 || !(values[least]! > this.#floor && values[greatest]! < Number.POSITIVE_INFINITY)) return;
    if (this.least === -1 || values[least]! < values[this.least]!) this.least = least;
    if (this.greatest === -1 || values[greatest]! > values[this.greatest]!) this.greatest = greatest;
  }
}
