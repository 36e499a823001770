import type { ParcelArray } from '../api/parcel.ts';

const TYPES = {
  float32: Float32Array,
  uint32: Uint32Array,
  uint16: Uint16Array,
  uint8: Uint8Array,
  int8: Int8Array,
} as const;

/** Reads what `encodeParcel` writes, on its own: an error in both would otherwise go unnoticed. */
export function decodeParcel<Header>(bytes: ArrayBuffer): {
  header: Header;
  arrays: Record<string, ParcelArray>;
} {
  const length = new DataView(bytes).getUint32(0, true);
  const text = new TextDecoder().decode(new Uint8Array(bytes, 4, length));
  const { header, arrays } = JSON.parse(text) as {
    header: Header;
    arrays: { name: string; type: keyof typeof TYPES; length: number }[];
  };
  let at = 4 + length;
  const read = arrays.map(({ name, type, length: count }) => {
    at = 4 * Math.ceil(at / 4);
    const array = new TYPES[type](bytes, at, count);
    at += array.byteLength;
    return [name, array] as const;
  });
  if (at !== bytes.byteLength) throw new Error(`the parcel ends at ${bytes.byteLength}, its arrays at ${at}`);
  return { header, arrays: Object.fromEntries(read) };
}
