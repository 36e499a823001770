import type { SqlValue } from '../sqlite.ts';

/** A column's value; undefined where it cannot be read. */
export type SalvagedValue = SqlValue | undefined;

/** SQLite's variable-length integer at `offset`, with where it ends; null if the bytes end before it does. */
export function readVarint(bytes: Buffer, offset: number): { value: number; end: number } | null {
  let value = 0n;
  for (let i = 0; i < 9; i++) {
    const byte = bytes[offset + i];
    if (byte === undefined) return null;
    if (i === 8) return { value: Number(BigInt.asIntN(64, (value << 8n) | BigInt(byte))), end: offset + 9 };
    value = (value << 7n) | BigInt(byte & 0x7f);
    if (byte < 0x80) return { value: Number(value), end: offset + i + 1 };
  }
  return null;
}

/**
 * The columns of a record of which perhaps only the beginning is left; null if not even its header can be
 * read or contradicts the length that the record is said to have.
 *
 * https://sqlite.org/fileformat2.html#record_format
 *
 * @param bytes what is left of it
 * @param length how long it was
 */
export function readRecord(bytes: Buffer, length: number): SalvagedValue[] | null {
  const header = readVarint(bytes, 0);
  if (!header || header.value < header.end || header.value > bytes.length) return null;
  const types: number[] = [];
  for (let offset = header.end; offset < header.value; ) {
    const type = readVarint(bytes, offset);
    if (!type || type.end > header.value || type.value < 0 || type.value === 10 || type.value === 11) return null;
    types.push(type.value);
    offset = type.end;
  }
  const total = types.reduce((sum, type) => sum + bytesOf(type), header.value);
  if (total !== length) return null;
  let start = header.value;
  return types.map((type) => {
    const end = start + bytesOf(type);
    const value = end <= bytes.length ? readValue(type, bytes.subarray(start, end)) : undefined;
    start = end;
    return value;
  });
}

const INTEGER_BYTES = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0];

function bytesOf(type: number): number {
  return INTEGER_BYTES[type] ?? Math.floor((type - 12) / 2);
}

function readValue(type: number, bytes: Buffer): SqlValue {
  if (type === 0) return null;
  if (type === 7) return bytes.readDoubleBE(0);
  if (type === 8 || type === 9) return type - 8;
  if (type === 6) return Number(bytes.readBigInt64BE(0));
  if (type < 6) return bytes.readIntBE(0, bytes.length);
  return type % 2 === 0 ? bytes : bytes.toString('utf8');
}
