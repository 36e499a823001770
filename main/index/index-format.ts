/**
 * The index as bytes: a header that says what follows, then the arrays, then a checksum of all of it.
 *
 *     'LERFIDX' 0 | version u32 | header bytes u32 | header as JSON | arrays, each from a multiple of 8 | crc32 u32
 *
 * Little-endian, as every platform LERF Studio runs on is.
 */
import { crc32 } from 'node:zlib';
import { z } from 'zod';
import { UserError } from '../errors.ts';
import type { IndexData } from './index-data.ts';

const MAGIC = Buffer.from('LERFIDX\0', 'latin1');
const VERSION = 1;
const PREAMBLE = MAGIC.length + 8;
const ALIGNMENT = 8;

const count = z
  .number()
  .int()
  .min(0)
  .max(2 ** 31);
const headerSchema = z.object({
  points: count,
  dimensions: count,
  subspace: count,
  scales: count,
  spacing: z.number(),
  explained: z.number(),
  origin: z.object({
    run: z.string(),
    step: z.number(),
    encoder: z.string(),
    fingerprint: z.string(),
    rankCorrelation: z.number(),
  }),
});
type Header = z.infer<typeof headerSchema>;

type Numbers = Float32Array | Uint16Array | Uint8Array | Int8Array;
type NumbersOf<T extends Numbers> = {
  new (buffer: ArrayBuffer, offset: number, length: number): T;
  readonly BYTES_PER_ELEMENT: number;
};

/** The arrays in their order, each with how many numbers it has. */
function arraysOf(header: Header): readonly { of: NumbersOf<Numbers>; length: number }[] {
  const { points, dimensions, subspace, scales } = header;
  return [
    { of: Float32Array, length: scales },
    { of: Float32Array, length: dimensions },
    { of: Float32Array, length: subspace * dimensions },
    { of: Float32Array, length: subspace },
    { of: Float32Array, length: 3 * points },
    { of: Uint8Array, length: 3 * points },
    { of: Int8Array, length: 3 * points },
    { of: Uint16Array, length: points },
    { of: Uint8Array, length: points },
    { of: Int8Array, length: scales * subspace * points },
  ];
}

const aligned = (offset: number) => Math.ceil(offset / ALIGNMENT) * ALIGNMENT;

export function encodeIndex(index: IndexData): Buffer {
  const { mean, basis, explained } = index.subspace;
  const header: Header = {
    points: index.views.length,
    dimensions: mean.length,
    subspace: index.steps.length,
    scales: index.scales.length,
    spacing: index.spacing,
    explained,
    origin: index.origin,
  };
  const json = Buffer.from(JSON.stringify(header));
  const { positions, colours, normals, views, confidence, scales, steps, codes } = index;
  const arrays = [scales, mean, basis, steps, positions, colours, normals, views, confidence, codes];
  const end = arrays.reduce((offset, { byteLength }) => aligned(offset) + byteLength, PREAMBLE + json.length);
  const bytes = Buffer.alloc(end + 4);
  MAGIC.copy(bytes);
  bytes.writeUInt32LE(VERSION, MAGIC.length);
  bytes.writeUInt32LE(json.length, MAGIC.length + 4);
  json.copy(bytes, PREAMBLE);
  let offset = PREAMBLE + json.length;
  for (const { buffer, byteOffset, byteLength } of arrays) {
    offset = aligned(offset);
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), offset);
    offset += byteLength;
  }
  bytes.writeUInt32LE(crc32(bytes.subarray(0, end)), end);
  return bytes;
}

/** @throws UserError bad-project if the bytes are damaged, newer-project if a newer version wrote them */
export function decodeIndex(bytes: Uint8Array): IndexData {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.length < PREAMBLE + 4 || !view.subarray(0, MAGIC.length).equals(MAGIC)) throw damaged();
  const version = view.readUInt32LE(MAGIC.length);
  const end = view.length - 4;
  if (crc32(view.subarray(0, end)) !== view.readUInt32LE(end)) throw damaged();
  if (version > VERSION) {
    throw new UserError(
      'newer-project',
      'The language index was written by a newer version of LERF Studio.',
      'Update LERF Studio, or build the index again.',
    );
  }
  const headerEnd = PREAMBLE + view.readUInt32LE(MAGIC.length + 4);
  const header = readHeader(view.subarray(PREAMBLE, headerEnd));
  let offset = headerEnd;
  const arrays = arraysOf(header).map(({ of, length }) => {
    const start = aligned(offset);
    offset = start + length * of.BYTES_PER_ELEMENT;
    if (offset > end) throw damaged();
    return arrayAt(of, bytes, start, length);
  });
  if (offset !== end) throw damaged();
  const [scales, mean, basis, steps, positions, colours, normals, views, confidence, codes] = arrays as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
    Uint8Array,
    Int8Array,
    Uint16Array,
    Uint8Array,
    Int8Array,
  ];
  const { origin, spacing, explained } = header;
  const subspace = { mean, basis, explained };
  return { origin, spacing, scales, subspace, steps, positions, colours, normals, views, confidence, codes };
}

function readHeader(json: Buffer): Header {
  try {
    return headerSchema.parse(JSON.parse(json.toString()));
  } catch (cause) {
    throw damaged({ cause });
  }
}

/** A view of the bytes where they lie as such numbers must, else a copy. */
function arrayAt<T extends Numbers>(of: NumbersOf<T>, bytes: Uint8Array, start: number, length: number): T {
  const at = bytes.byteOffset + start;
  if (at % of.BYTES_PER_ELEMENT === 0) return new of(bytes.buffer as ArrayBuffer, at, length);
  return new of(bytes.slice(start, start + length * of.BYTES_PER_ELEMENT).buffer, 0, length);
}

function damaged(options?: ErrorOptions): UserError {
  return new UserError('bad-project', 'The language index is damaged.', 'Build it again (`lerf index`).', options);
}
