import type { Peak } from '../query/relevancy.ts';
import { relevancyOfDifference, TEMPERATURE } from '../query/relevancy.ts';
import {
  add,
  addI32,
  advance,
  code,
  divide,
  dotI16,
  everywhere,
  everywhereI32,
  F32,
  floats,
  fromI32,
  get,
  I32,
  i32s,
  lane,
  larger,
  load,
  loadEightBytes,
  loadI32,
  moduleOf,
  multiply,
  nearest,
  repeat,
  set,
  shiftLeft,
  smaller,
  store,
  subtract,
  toI32,
  V128,
  zero,
} from './wasm-assembler.ts';

/**
 * What a question does with every embedding of an index, as WebAssembly: its vectors multiply 8 pairs of 8-bit codes
 * and compare 4 similarities at a time, which JavaScript cannot say. Similarities to phrases stay in its memory,
 * in columns that `relevancy.ts` says in JavaScript what to do with.
 */

/** Numbers of a code that are multiplied together, and codes that are worked on side by side. */
const PAIR = 2;
const GROUP = 16;
/** Similarities that are compared with those of other columns before the next ones: what the first cache holds. */
const BLOCK = 2048;
const PAGE = 65_536;
const FLOAT = Float32Array.BYTES_PER_ELEMENT;
const LANES = 4;
/** Largest coordinate of a phrase: with codes of ±127, the sum over 512 of them still fits 32 bits. */
const PHRASE_LIMIT = 32_767;

interface Functions {
  products(
    codes: number,
    phrase: number,
    out: number,
    pairs: number,
    groups: number,
    unit: number,
    offset: number,
  ): void;
  /** The larger of two columns' numbers. */
  largest(a: number, b: number, out: number, vectors: number): void;
  /** The largest of a − b + c. */
  peak(a: number, b: number, c: number, vectors: number): number;
  /** Logistic function of the difference a − b, sharpened by the temperature. */
  relevancy(a: number, b: number, out: number, vectors: number): void;
}

/** Where things lie in the memory. Columns are [S, N], each scale filled up to whole groups. */
interface Layout {
  readonly scales: number;
  readonly points: number;
  readonly directions: number;
  /** Points of a scale in whole groups. */
  readonly stride: number;
  readonly phraseAt: number;
  /** By point: 0 where it counts, else less than any difference. */
  readonly handicapAt: number;
  readonly relevancyAt: number;
  readonly largestAt: number;
  readonly columnsAt: number;
}

export class SimilarityKernel {
  readonly #functions: Functions;
  readonly #memory: WebAssembly.Memory;
  readonly #layout: Layout;

  private constructor(functions: Functions, memory: WebAssembly.Memory, layout: Layout) {
    this.#functions = functions;
    this.#memory = memory;
    this.#layout = layout;
  }

  /**
   * @param codes [S, K, N]: K directions of N embeddings, S times.
   * @param counts which points can be a peak, by 0 and 1, [N].
   */
  static async open(codes: Int8Array, scales: number, counts: Uint8Array): Promise<SimilarityKernel> {
    const points = counts.length;
    const layout = layoutOf(scales, points, codes.length / scales / points);
    const memory = new WebAssembly.Memory({ initial: Math.ceil(layout.columnsAt / PAGE) });
    writeCodes(memory.buffer, codes, layout);
    const handicap = new Float32Array(memory.buffer, layout.handicapAt, layout.stride).fill(Number.NEGATIVE_INFINITY);
    for (let point = 0; point < points; point++) if (counts[point] === 1) handicap[point] = 0;
    const { instance } = await WebAssembly.instantiate(MODULE, { from: { memory } });
    return new SimilarityKernel(instance.exports as unknown as Functions, memory, layout);
  }

  /**
   * Computes products with all codes.
   * @param column which one they are kept in, from 0 on.
   * @param phrase what a code is multiplied with, [K]; kept to 15 bits of its largest number.
   * @param offset added to every product.
   */
  compute(column: number, phrase: Float32Array, offset: number): void {
    const { directions, phraseAt, scales, stride } = this.#layout;
    const at = this.#columnAt(column);
    const missing = at + scales * stride * FLOAT - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / PAGE));
    const pairs = Math.ceil(directions / PAIR);
    const most = phrase.reduce((size, value) => Math.max(size, Math.abs(value)), Number.MIN_VALUE);
    const coordinates = new Int16Array(this.#memory.buffer, phraseAt, PAIR * pairs);
    for (let k = 0; k < phrase.length; k++) coordinates[k] = Math.round((phrase[k]! / most) * PHRASE_LIMIT);
    this.#functions.products(0, phraseAt, at, pairs, (scales * stride) / GROUP, most / PHRASE_LIMIT, offset);
  }

  /** A copy of a column, [S][N]. */
  read(column: number): Float32Array[] {
    const { scales, stride, points } = this.#layout;
    const at = this.#columnAt(column);
    return Array.from({ length: scales }, (_, scale) =>
      new Float32Array(this.#memory.buffer, at + scale * stride * FLOAT, points).slice(),
    );
  }

  /**
   * Notes the largest of some columns, place by place.
   * @param isMore whether those that were noted before take part.
   */
  noteLargest(columns: readonly number[], isMore: boolean): void {
    const { largestAt } = this.#layout;
    const sources = [...(isMore ? [largestAt] : []), ...columns.map((column) => this.#columnAt(column))];
    const [first, second = first!, ...others] = sources;
    for (const { scale, begin, vectors } of this.#blocks()) {
      const block = this.#at(scale, begin);
      const to = largestAt + block;
      this.#functions.largest(first! + block, second + block, to, vectors);
      for (const other of others) this.#functions.largest(to, other + block, to, vectors);
    }
  }

  /** At each scale, the place that counts and whose similarity most exceeds the largest that was noted. */
  peaks(column: number): Peak[] {
    const { scales, largestAt, handicapAt } = this.#layout;
    const best = Array.from({ length: scales }, () => ({ difference: Number.NEGATIVE_INFINITY, begin: -1 }));
    const columnAt = this.#columnAt(column);
    for (const { scale, begin, vectors } of this.#blocks()) {
      const block = this.#at(scale, begin);
      const handicap = handicapAt + begin * FLOAT;
      const difference = this.#functions.peak(columnAt + block, largestAt + block, handicap, vectors);
      if (difference > best[scale]!.difference) best[scale] = { difference, begin };
    }
    return best.map(({ begin }, scale) => this.#peakIn(columnAt, scale, begin));
  }

  /** Relevancy at a scale, weighed against the largest that was noted: a copy, [N]. */
  relevancy(column: number, scale: number): Float32Array {
    const { largestAt, relevancyAt, stride, points } = this.#layout;
    const block = this.#at(scale, 0);
    const columnAt = this.#columnAt(column);
    this.#functions.relevancy(columnAt + block, largestAt + block, relevancyAt, stride / LANES);
    return new Float32Array(this.#memory.buffer, relevancyAt, points).slice();
  }

  #peakIn(columnAt: number, scale: number, begin: number): Peak {
    if (begin < 0) return { at: -1, relevancy: relevancyOfDifference(Number.NEGATIVE_INFINITY) };
    const { largestAt, handicapAt, stride } = this.#layout;
    const size = Math.min(BLOCK, stride - begin);
    const block = (at: number) => new Float32Array(this.#memory.buffer, at, size);
    const similarities = block(columnAt + this.#at(scale, begin));
    const largest = block(largestAt + this.#at(scale, begin));
    const handicap = block(handicapAt + begin * FLOAT);
    let at = -1;
    let highest = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < size; i++) {
      const difference = similarities[i]! - largest[i]! + handicap[i]!;
      if (difference > highest) [at, highest] = [begin + i, difference];
    }
    return { at, relevancy: relevancyOfDifference(highest) };
  }

  *#blocks(): Generator<{ scale: number; begin: number; vectors: number }> {
    const { scales, stride } = this.#layout;
    for (let scale = 0; scale < scales; scale++) {
      for (let begin = 0; begin < stride; begin += BLOCK) {
        yield { scale, begin, vectors: Math.min(BLOCK, stride - begin) / LANES };
      }
    }
  }

  /** Of a place in a column, from the column's beginning. */
  #at(scale: number, point: number): number {
    return (scale * this.#layout.stride + point) * FLOAT;
  }

  #columnAt(column: number): number {
    const { columnsAt, scales, stride } = this.#layout;
    return columnsAt + column * scales * stride * FLOAT;
  }
}

/** Codes from 0 on: for each group, pair by pair, both numbers of its first code, of its second one and so on. */
function layoutOf(scales: number, points: number, directions: number): Layout {
  const pairs = Math.ceil(directions / PAIR);
  const stride = GROUP * Math.ceil(points / GROUP);
  const phraseAt = scales * stride * pairs * PAIR;
  const handicapAt = phraseAt + GROUP * Math.ceil((pairs * PAIR * Int16Array.BYTES_PER_ELEMENT) / GROUP);
  const relevancyAt = handicapAt + stride * FLOAT;
  const largestAt = relevancyAt + stride * FLOAT;
  const columnsAt = largestAt + scales * stride * FLOAT;
  return { scales, points, directions, stride, phraseAt, handicapAt, relevancyAt, largestAt, columnsAt };
}

function writeCodes(memory: ArrayBuffer, codes: Int8Array, { scales, points, directions, stride }: Layout): void {
  const pairs = Math.ceil(directions / PAIR);
  const target = new Int16Array(memory, 0, scales * stride * pairs);
  const none = new Int8Array(points);
  for (let scale = 0; scale < scales; scale++) {
    for (let pair = 0; pair < pairs; pair++) {
      const row = (k: number) => {
        const from = (scale * directions + k) * points;
        return k < directions ? codes.subarray(from, from + points) : none;
      };
      const [low, high] = [row(PAIR * pair), row(PAIR * pair + 1)];
      // Both numbers of a pair at once, the first in the lower byte.
      for (let point = 0, to = scale * stride * pairs + pair * GROUP; point < points; to += pairs * GROUP) {
        const end = Math.min(points, point + GROUP);
        for (let at = to; point < end; point++, at++) target[at] = (low[point]! & 0xff) | (high[point]! << 8);
      }
    }
  }
}

// ---------------------------------------------------------------------------------- its functions

function products() {
  const [codes, phrase, out, pairs, groups, unit, offset] = [0, 1, 2, 3, 4, 5, 6];
  const [left, at, pair, units, offsets, ...sums] = [7, 8, 9, 10, 11, 12, 13, 14, 15];
  return {
    name: 'products',
    parameters: [I32, I32, I32, I32, I32, F32, F32],
    locals: [I32, I32, V128, V128, V128, V128, V128, V128, V128],
    body: code(
      [...everywhere(get(unit)), ...set(units)],
      [...everywhere(get(offset)), ...set(offsets)],
      repeat(
        groups,
        ...sums.map((sum) => [...zero, ...set(sum)]),
        [...get(pairs), ...set(left), ...get(phrase), ...set(at)],
        repeat(
          left,
          [...everywhereI32(loadI32(at)), ...set(pair)],
          ...sums.map((sum, quarter) => [
            ...addI32(get(sum), dotI16(loadEightBytes(codes, 8 * quarter), get(pair))),
            ...set(sum),
          ]),
          advance(codes, PAIR * GROUP),
          advance(at, PAIR * Int16Array.BYTES_PER_ELEMENT),
        ),
        ...sums.map((sum, quarter) =>
          store(out, add(multiply(fromI32(get(sum)), get(units)), get(offsets)), 16 * quarter),
        ),
        advance(out, GROUP * FLOAT),
      ),
    ),
  } as const;
}

function largest() {
  const [a, b, out, vectors] = [0, 1, 2, 3];
  return {
    name: 'largest',
    parameters: [I32, I32, I32, I32],
    locals: [],
    body: repeat(vectors, store(out, larger(load(a), load(b))), ...[a, b, out].map((place) => advance(place, 16))),
  } as const;
}

function peak() {
  const [a, b, c, vectors] = [0, 1, 2, 3];
  const most = 4;
  const difference = add(subtract(load(a), load(b)), load(c));
  const lanes = [0, 1, 2, 3].map((which) => lane(get(most), which));
  return {
    name: 'peak',
    parameters: [I32, I32, I32, I32],
    result: F32,
    locals: [V128],
    body: code(
      [...floats(Number.NEGATIVE_INFINITY), ...set(most)],
      repeat(
        vectors,
        [...larger(get(most), difference), ...set(most)],
        ...[a, b, c].map((place) => advance(place, 16)),
      ),
      ...lanes,
      ...[1, 2, 3].map(() => [LARGER_F32]),
    ),
  } as const;
}
const LARGER_F32 = 0x97;

/** Cephes' expf: a polynomial on [-ln 2 / 2, ln 2 / 2] times a power of two; 2e-7 off at most, relative. */
const EXPONENTIAL = [
  1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1,
];

function relevancy() {
  const [a, b, out, vectors] = [0, 1, 2, 3];
  const [x, power, p] = [4, 5, 6];
  const [first, ...others] = EXPONENTIAL;
  const limited = smaller(larger(multiply(subtract(load(b), load(a)), floats(TEMPERATURE)), floats(-87)), floats(87));
  const half = subtract(
    subtract(get(x), multiply(get(power), floats(0.693359375))),
    multiply(get(power), floats(-2.1219444e-4)),
  );
  const twoToThe = shiftLeft(addI32(toI32(get(power)), i32s(127)), 23);
  const polynomial = add(multiply(multiply(get(p), get(x)), get(x)), add(get(x), floats(1)));
  return {
    name: 'relevancy',
    parameters: [I32, I32, I32, I32],
    locals: [V128, V128, V128],
    body: repeat(
      vectors,
      [...limited, ...set(x)],
      [...nearest(multiply(get(x), floats(Math.LOG2E))), ...set(power)],
      [...half, ...set(x)],
      [...floats(first!), ...set(p)],
      ...others.map((coefficient) => [...add(multiply(get(p), get(x)), floats(coefficient)), ...set(p)]),
      store(out, divide(floats(1), add(floats(1), multiply(polynomial, twoToThe)))),
      ...[a, b, out].map((place) => advance(place, 16)),
    ),
  } as const;
}

const MODULE = moduleOf([products(), largest(), peak(), relevancy()]);
