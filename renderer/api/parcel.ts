/** Reads what main/api/parcel.ts writes: a JSON header and arrays behind it, used where they lie. */

const TYPES = {
  float32: Float32Array,
  uint32: Uint32Array,
  uint16: Uint16Array,
  uint8: Uint8Array,
  int8: Int8Array,
} as const;
type TypeName = keyof typeof TYPES;
type ArrayOf<T extends TypeName> = InstanceType<(typeof TYPES)[T]>;

const ALIGNMENT = 4;
const aligned = (offset: number) => Math.ceil(offset / ALIGNMENT) * ALIGNMENT;

export interface Parcel<Header> {
  readonly header: Header;
  /** The array of this name, which has to be of this type. */
  array<T extends TypeName>(name: string, type: T): ArrayOf<T>;
}

/** The arrays share the memory of `buffer`. */
export function decodeParcel<Header>(buffer: ArrayBuffer): Parcel<Header> {
  const headerLength = new DataView(buffer).getUint32(0, true);
  const { header, arrays } = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, headerLength))) as {
    header: Header;
    arrays: { name: string; type: TypeName; length: number }[];
  };
  const places = new Map<string, { type: TypeName; offset: number; length: number }>();
  let offset = 4 + headerLength;
  for (const { name, type, length } of arrays) {
    offset = aligned(offset);
    places.set(name, { type, offset, length });
    offset += length * TYPES[type].BYTES_PER_ELEMENT;
  }
  return {
    header,
    array(name, type) {
      const place = places.get(name);
      if (place?.type !== type) throw new Error(`The engine's answer has no ${name} of type ${type}.`);
      return new TYPES[type](buffer, place.offset, place.length) as ArrayOf<typeof type>;
    },
  };
}
