import { expect, test } from 'vitest';
import { encodeParcel } from '../../main/api/parcel.ts';
import { decodeParcel } from './parcel.ts';

test('a header of any length and arrays of any type and length come back as they were sent', () => {
  for (const note of ['', 'a', 'ab', 'abc', 'ünïcode 🪴']) {
    const bytes = encodeParcel(
      { note },
      {
        flags: Uint8Array.of(1, 2, 3),
        positions: Float32Array.of(0.5, -1, 3),
        none: new Uint16Array(0),
        normals: Int8Array.of(-127, 127),
        relevancy: Uint16Array.of(0, 65535, 7),
        ids: Uint32Array.of(4_000_000_000),
      },
    );
    const parcel = decodeParcel<{ note: string }>(bytes.buffer);
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
  const parcel = decodeParcel(encodeParcel({}, { colours: Uint8Array.of(1) }).buffer);
  expect(() => parcel.array('colors', 'uint8')).toThrow('no colors');
  expect(() => parcel.array('colours', 'int8')).toThrow('no colours of type int8');
});
