import { expect, test } from 'vitest';
import { decodeParcel } from './parcel.ts';

/** Bytes as the engine sends them: the header's length, the header, and arrays from multiples of 4 bytes on. */
function parcelOf(
  header: unknown,
  arrays: Readonly<Record<string, { type: string; length: number; bytes: ArrayBuffer }>>,
) {
  const list = Object.entries(arrays).map(([name, { type, length }]) => ({ name, type, length }));
  const json = new TextEncoder().encode(JSON.stringify({ header, arrays: list }));
  const parts = [Uint32Array.of(json.length).buffer, json.buffer, ...Object.values(arrays).map(({ bytes }) => bytes)];
  const bytes: number[] = [];
  for (const [i, part] of parts.entries()) {
    while (i > 1 && bytes.length % 4 !== 0) bytes.push(0);
    bytes.push(...new Uint8Array(part));
  }
  return Uint8Array.from(bytes).buffer;
}

const arrayOf = (type: string, { buffer, length }: { buffer: ArrayBuffer; length: number }) => ({
  type,
  length,
  bytes: buffer,
});

test('a header of any length and arrays of any type and length come back as they were sent', () => {
  for (const note of ['', 'a', 'ab', 'abc', 'ünïcode 🪴']) {
    const buffer = parcelOf(
      { note },
      {
        flags: arrayOf('uint8', Uint8Array.of(1, 2, 3)),
        positions: arrayOf('float32', Float32Array.of(0.5, -1, 3)),
        none: arrayOf('uint16', new Uint16Array(0)),
        normals: arrayOf('int8', Int8Array.of(-127, 127)),
        relevancy: arrayOf('uint16', Uint16Array.of(0, 65535, 7)),
        ids: arrayOf('uint32', Uint32Array.of(4_000_000_000)),
      },
    );
    const parcel = decodeParcel<{ note: string }>(buffer);
    expect(parcel.header).toEqual({ note });
    expect([...parcel.array('flags', 'uint8')]).toEqual([1, 2, 3]);
    expect([...parcel.array('positions', 'float32')]).toEqual([0.5, -1, 3]);
    expect(parcel.array('none', 'uint16')).toHaveLength(0);
    expect([...parcel.array('normals', 'int8')]).toEqual([-127, 127]);
    expect([...parcel.array('relevancy', 'uint16')]).toEqual([0, 65535, 7]);
    expect([...parcel.array('ids', 'uint32')]).toEqual([4_000_000_000]);
  }
});

test('what is not there, or is of another type, is said', () => {
  const parcel = decodeParcel(parcelOf({}, { colours: arrayOf('uint8', Uint8Array.of(1)) }));
  expect(() => parcel.array('colors', 'uint8')).toThrow('no colors');
  expect(() => parcel.array('colours', 'int8')).toThrow('no colours of type int8');
});
