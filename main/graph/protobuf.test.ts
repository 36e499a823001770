import { describe, expect, it } from 'vitest';
import { ProtobufWriter } from './protobuf.ts';

const bytes = (writer: ProtobufWriter) => [...writer.finish()];

describe('ProtobufWriter', () => {
  // The examples of https://protobuf.dev/programming-guides/encoding.
  it('writes varints in groups of seven bits, lowest first', () => {
    expect(bytes(new ProtobufWriter().varint(1, 150))).toEqual([0x08, 0x96, 0x01]);
    expect(bytes(new ProtobufWriter().varint(1, 0))).toEqual([0x08, 0x00]);
    expect(bytes(new ProtobufWriter().varint(16, 1))).toEqual([0x80, 0x01, 0x01]);
  });

  it('writes negative numbers as ten bytes', () => {
    expect(bytes(new ProtobufWriter().varint(1, -2))).toEqual([0x08, 0xfe, ...new Array(8).fill(0xff), 0x01]);
  });

  it('keeps all 64 bits of a bigint', () => {
    expect(bytes(new ProtobufWriter().varint(1, 2n ** 63n - 1n))).toEqual([0x08, ...new Array(8).fill(0xff), 0x7f]);
  });

  it('writes strings with their length', () => {
    expect(bytes(new ProtobufWriter().string(2, 'testing'))).toEqual([0x12, 0x07, ...Buffer.from('testing')]);
    expect(bytes(new ProtobufWriter().string(2, 'é'))).toEqual([0x12, 0x02, 0xc3, 0xa9]);
  });

  it('writes messages within messages', () => {
    const inner = new ProtobufWriter().varint(1, 150);
    expect(bytes(new ProtobufWriter().message(3, inner))).toEqual([0x1a, 0x03, 0x08, 0x96, 0x01]);
  });
});
