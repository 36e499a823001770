/**
 * As much of WebAssembly's binary format (core specification 2.0, chapter 5) as kernels over arrays of numbers
 * need, to write their few instructions down where they are used. A piece of code is a list of bytes.
 */
export type Code = readonly number[];

export const I32 = 0x7f;
export const F32 = 0x7d;
export const V128 = 0x7b;
export type ValueType = typeof I32 | typeof F32 | typeof V128;

/** One after the other. */
export const code = (...parts: readonly Code[]): Code => parts.flat();

/** A local by its number; parameters come first. */
export const get = (local: number): Code => [0x20, ...unsigned(local)];
export const set = (local: number): Code => [0x21, ...unsigned(local)];

/** Adds a number to a local that is a place in memory or a count. */
export const advance = (local: number, by: number): Code => [...get(local), 0x41, ...signed(by), 0x6a, ...set(local)];

/** Runs the body, at least once, as often as `count` says, which it counts down to zero. */
export const repeat = (count: number, ...body: readonly Code[]): Code => [
  ...[0x03, 0x40],
  ...code(...body, advance(count, -1), get(count)),
  ...[0x0d, 0x00, 0x0b],
];

const simd = (operation: number, ...immediates: number[]): Code => [0xfd, ...unsigned(operation), ...immediates];

export const loadI32 = (at: number): Code => [...get(at), 0x28, 2, 0];
/** Vectors at what a local says, and some bytes beyond. */
export const load = (at: number, offset = 0): Code => [...get(at), ...simd(0x00, 0, ...unsigned(offset))];
/** Eight bytes, each as a number of 16 bits. */
export const loadEightBytes = (at: number, offset: number): Code => [...get(at), ...simd(0x01, 0, ...unsigned(offset))];
export const store = (at: number, value: Code, offset = 0): Code => [
  ...get(at),
  ...value,
  ...simd(0x0b, 0, ...unsigned(offset)),
];

export const zero: Code = simd(0x0c, ...new Array<number>(16).fill(0));
export const everywhereI32 = (value: Code): Code => [...value, ...simd(0x11)];
export const everywhere = (value: Code): Code => [...value, ...simd(0x13)];
/** The same number in all lanes. */
export const floats = (value: number): Code => [0x43, ...new Uint8Array(Float32Array.of(value).buffer), ...simd(0x13)];
export const lane = (value: Code, which: number): Code => [...value, ...simd(0x1f, which)];

const binary =
  (operation: number) =>
  (a: Code, b: Code): Code => [...a, ...b, ...simd(operation)];
export const addI32 = binary(0xae);
/** Sums of the products of neighbouring 16-bit numbers. */
export const dotI16 = binary(0xba);
export const add = binary(0xe4);
export const subtract = binary(0xe5);
export const multiply = binary(0xe6);
export const divide = binary(0xe7);
export const smaller = binary(0xea);
export const larger = binary(0xeb);
export const nearest = (value: Code): Code => [...value, ...simd(0x6a)];
export const fromI32 = (value: Code): Code => [...value, ...simd(0xfa)];
export const toI32 = (value: Code): Code => [...value, ...simd(0xf8)];
export const shiftLeft = (value: Code, bits: number): Code => [...value, 0x41, ...signed(bits), ...simd(0xab)];
export const i32s = (value: number): Code => [0x41, ...signed(value), ...simd(0x11)];

export interface FunctionSource {
  readonly name: string;
  readonly parameters: readonly ValueType[];
  readonly result?: ValueType;
  /** Beside the parameters. */
  readonly locals: readonly ValueType[];
  readonly body: Code;
}

/** A module of functions over a memory that is imported as `from.memory`. */
export function moduleOf(functions: readonly FunctionSource[]): Uint8Array<ArrayBuffer> {
  const types = functions.map(({ parameters, result }) => [
    0x60,
    ...vector(parameters.map((type) => [type])),
    ...vector(result === undefined ? [] : [[result]]),
  ]);
  const bodies = functions.map(({ locals, body }) =>
    sized([...vector(locals.map((type) => [1, type])), ...body, 0x0b]),
  );
  const exported = functions.map(({ name }, index) => [...text(name), 0x00, ...unsigned(index)]);
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, vector(types)),
    ...section(2, vector([[...text('from'), ...text('memory'), 0x02, 0x00, ...unsigned(1)]])),
    ...section(3, vector(functions.map((_, index) => unsigned(index)))),
    ...section(7, vector(exported)),
    ...section(10, vector(bodies)),
  ]);
}

const vector = (items: readonly Code[]): Code => [...unsigned(items.length), ...items.flat()];
const sized = (bytes: Code): Code => [...unsigned(bytes.length), ...bytes];
const section = (id: number, bytes: Code): Code => [id, ...sized(bytes)];
const text = (value: string): Code => sized([...Buffer.from(value)]);

/** LEB128, seven bits a byte. */
function unsigned(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 0x80) return [...bytes, rest];
    bytes.push((rest & 0x7f) | 0x80);
  }
}

function signed(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>= 7) {
    if (rest >= -0x40 && rest < 0x40) return [...bytes, rest & 0x7f];
    bytes.push((rest & 0x7f) | 0x80);
  }
}
