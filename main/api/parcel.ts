/**
 * Numbers on the wire: a JSON header and arrays behind it, which the other side reads where they lie.
 *
 *     uint32 LE   bytes of the header
 *     header      UTF-8 JSON {header, arrays: [{name, type, length}]}
 *     arrays      in this order, little-endian, each from a multiple of 4 bytes on
 */

const TYPES = {
  float32: Float32Array,
  uint32: Uint32Array,
  uint16: Uint16Array,
  uint8: Uint8Array,
  int8: Int8Array,
} as const;
type TypeName = keyof typeof TYPES;
export type ParcelArray = Float32Array | Uint32Array | Uint16Array | Uint8Array | Int8Array;

const ALIGNMENT = 4;
const aligned = (offset: number) => Math.ceil(offset / ALIGNMENT) * ALIGNMENT;

/** @param header plain data; the caller checks its shape. */
export function encodeParcel(header: unknown, arrays: Readonly<Record<string, ParcelArray>>): Uint8Array<ArrayBuffer> {
  const list = Object.entries(arrays).map(([name, array]) => ({ name, type: typeOf(array), length: array.length }));
  const json = new TextEncoder().encode(JSON.stringify({ header, arrays: list }));
  const start = aligned(4 + json.length);
  const size = Object.values(arrays).reduce((end, { byteLength }) => aligned(end) + byteLength, start);
  const bytes = new Uint8Array(size);
  new DataView(bytes.buffer).setUint32(0, json.length, true);
  bytes.set(json, 4);
  let at = start;
  for (const { buffer, byteOffset, byteLength } of Object.values(arrays)) {
    at = aligned(at);
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += byteLength;
  }
  return bytes;
}

function typeOf(array: ParcelArray): TypeName {
  for (const [name, type] of Object.entries(TYPES)) if (array instanceof type) return name as TypeName;
  throw new TypeError('this kind of array does not travel');
}
