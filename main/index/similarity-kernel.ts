/**
 * Products of 8-bit codes with a phrase, as WebAssembly: its vectors multiply 8 pairs of numbers at a time, which
 * JavaScript cannot say. The module is so small that it is written down here, instruction by instruction.
 */

/** Numbers of a code that are multiplied together, and codes that are worked on side by side. */
const PAIR = 2;
const GROUP = 16;
const PAGE = 65_536;
/** Largest coordinate of a phrase: with codes of ±127, the sum over 512 of them still fits 32 bits. */
const PHRASE_LIMIT = 32_767;

type Products = (
  codes: number,
  phrase: number,
  pairs: number,
  out: number,
  groups: number,
  unit: number,
  offset: number,
) => void;

/** The codes of all embeddings of an index, laid out for products with a phrase. */
export class SimilarityKernel {
  readonly #products: Products;
  readonly #memory: WebAssembly.Memory;
  readonly #count: number;
  readonly #directions: number;
  readonly #phraseAt: number;
  readonly #outAt: number;

  private constructor(products: Products, memory: WebAssembly.Memory, layout: Layout) {
    this.#products = products;
    this.#memory = memory;
    this.#count = layout.count;
    this.#directions = layout.directions;
    this.#phraseAt = layout.phraseAt;
    this.#outAt = layout.outAt;
  }

  /** @param codes [S, K, N]: K directions of N embeddings, S times. */
  static async open(codes: Int8Array, scales: number, directions: number): Promise<SimilarityKernel> {
    const layout = layoutOf(codes.length / directions, directions);
    const memory = new WebAssembly.Memory({ initial: Math.ceil(layout.end / PAGE) });
    writeCodes(new Int8Array(memory.buffer), codes, scales, layout);
    const { instance } = await WebAssembly.instantiate(moduleBytes(), { index: { memory } });
    return new SimilarityKernel(instance.exports.products as Products, memory, layout);
  }

  /**
   * @param phrase what a code is multiplied with, [K]; kept to 15 bits of its largest number.
   * @param offset added to every product.
   * @returns [S · N]
   */
  products(phrase: Float32Array, offset: number): Float32Array {
    const pairs = Math.ceil(this.#directions / PAIR);
    const largest = phrase.reduce((most, value) => Math.max(most, Math.abs(value)), Number.MIN_VALUE);
    const coordinates = new Int16Array(this.#memory.buffer, this.#phraseAt, PAIR * pairs);
    for (let k = 0; k < phrase.length; k++) coordinates[k] = Math.round((phrase[k]! / largest) * PHRASE_LIMIT);
    const groups = Math.ceil(this.#count / GROUP);
    this.#products(0, this.#phraseAt, pairs, this.#outAt, groups, largest / PHRASE_LIMIT, offset);
    return new Float32Array(this.#memory.buffer, this.#outAt, this.#count).slice();
  }
}

interface Layout {
  readonly count: number;
  readonly directions: number;
  readonly phraseAt: number;
  readonly outAt: number;
  readonly end: number;
}

/** Codes from 0 on: for each group, pair by pair, both numbers of its first code, of its second one and so on. */
function layoutOf(count: number, directions: number): Layout {
  const pairs = Math.ceil(directions / PAIR);
  const groups = Math.ceil(count / GROUP);
  const phraseAt = groups * pairs * PAIR * GROUP;
  const outAt = phraseAt + GROUP * Math.ceil((pairs * PAIR * Int16Array.BYTES_PER_ELEMENT) / GROUP);
  return { count, directions, phraseAt, outAt, end: outAt + groups * GROUP * Float32Array.BYTES_PER_ELEMENT };
}

function writeCodes(target: Int8Array, codes: Int8Array, scales: number, { count, directions }: Layout): void {
  const points = count / scales;
  const groupBytes = Math.ceil(directions / PAIR) * PAIR * GROUP;
  for (let scale = 0; scale < scales; scale++) {
    for (let k = 0; k < directions; k++) {
      const from = (scale * directions + k) * points;
      const within = (k >> 1) * PAIR * GROUP + (k & 1);
      for (let point = 0; point < points; point++) {
        const embedding = scale * points + point;
        target[(embedding >> 4) * groupBytes + within + (embedding & 15) * PAIR] = codes[from + point]!;
      }
    }
  }
}

// ------------------------------------------------------------------------------------ the module

const I32 = 0x7f;
const F32 = 0x7d;
const V128 = 0x7b;

const vector = (...items: readonly (readonly number[])[]) => [...leb(items.length), ...items.flat()];
const sized = (bytes: readonly number[]) => [...leb(bytes.length), ...bytes];
const section = (id: number, bytes: readonly number[]) => [id, ...sized(bytes)];
const name = (text: string) => sized([...Buffer.from(text)]);

/** A number in the variable length of the format, signed where it is negative. */
function leb(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  } while (rest > 0);
  bytes[bytes.length - 1]! &= 0x7f;
  return bytes;
}

const get = (local: number) => [0x20, local];
const set = (local: number) => [0x21, local];
const repeat = (...body: readonly (readonly number[])[]) => [0x03, 0x40, ...body.flat(), 0x0d, 0x00, 0x0b];
/** Adds to a local, and leaves it on the stack. */
const step = (local: number, by: number) => [...get(local), 0x41, ...signedByte(by), 0x6a, 0x22, local];
const DROP = [0x1a];
const signedByte = (value: number) => [value & 0x7f];
const simd = (operation: number, ...immediates: number[]) => [0xfd, ...leb(operation), ...immediates];
const i32Load = [0x28, 2, 0];
const zero = simd(0x0c, ...new Array<number>(16).fill(0));
const loadEightBytes = (offset: number) => simd(0x01, 0, offset);
const store = (offset: number) => simd(0x0b, 0, offset);
const splatI32 = simd(0x11);
const splatF32 = simd(0x13);
const addI32 = simd(0xae);
const dotI16 = simd(0xba);
const toF32 = simd(0xfa);
const mulF32 = simd(0xe6);
const addF32 = simd(0xe4);

/** `products` over a memory that is given, see the type of that name. */
function moduleBytes(): Uint8Array<ArrayBuffer> {
  const [codes, phrase, pairs, out, groups, unit, offset] = [0, 1, 2, 3, 4, 5, 6];
  const [left, at, pair, units, offsets] = [7, 8, 9, 10, 11];
  const sums = [12, 13, 14, 15];
  const body = [
    ...[...get(unit), ...splatF32, ...set(units)],
    ...[...get(offset), ...splatF32, ...set(offsets)],
    ...repeat(
      ...sums.map((sum) => [...zero, ...set(sum)]),
      [...get(pairs), ...set(left), ...get(phrase), ...set(at)],
      repeat(
        [...get(at), ...i32Load, ...splatI32, ...set(pair)],
        ...sums.map((sum, quarter) => [
          ...[...get(sum), ...get(codes), ...loadEightBytes(8 * quarter)],
          ...[...get(pair), ...dotI16, ...addI32, ...set(sum)],
        ]),
        [...step(codes, 32), ...DROP, ...step(at, 4), ...DROP],
        step(left, -1),
      ),
      ...sums.map((sum, quarter) => [
        ...[...get(out), ...get(sum), ...toF32, ...get(units), ...mulF32],
        ...[...get(offsets), ...addF32, ...store(16 * quarter)],
      ]),
      [...get(out), 0x41, 0xc0, 0x00, 0x6a, ...set(out)],
      step(groups, -1),
    ),
    0x0b,
  ];
  const locals = vector([2, I32], [7, V128]);
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, vector([0x60, ...vector(...[I32, I32, I32, I32, I32, F32, F32].map((type) => [type])), 0x00])),
    ...section(2, vector([...name('index'), ...name('memory'), 0x02, 0x00, ...leb(1)])),
    ...section(3, vector([0x00])),
    ...section(7, vector([...name('products'), 0x00, 0x00])),
    ...section(10, vector(sized([...locals, ...body]))),
  ]);
}
