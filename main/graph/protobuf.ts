/**
 * Protocol-buffer encoding, the small part of it that ONNX needs: varints and length-delimited fields
 * (https://protobuf.dev/programming-guides/encoding).
 */
export class ProtobufWriter {
  private readonly chunks: Uint8Array[] = [];

  /** int32, int64, bool and enum fields. Negative numbers take ten bytes, as the format wants. */
  varint(field: number, value: number | bigint): this {
    return this.raw(encodeVarint((field << 3) | 0)).raw(encodeVarint(value));
  }

  bytes(field: number, value: Uint8Array): this {
    return this.raw(encodeVarint((field << 3) | 2))
      .raw(encodeVarint(value.byteLength))
      .raw(value);
  }

  string(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value));
  }

  message(field: number, value: ProtobufWriter): this {
    return this.bytes(field, value.finish());
  }

  finish(): Uint8Array {
    const length = this.chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
    const result = new Uint8Array(length);
    let offset = 0;
    for (const chunk of this.chunks) {
      result.set(chunk, offset);
      offset += chunk.byteLength;
    }
    return result;
  }

  private raw(bytes: Uint8Array): this {
    this.chunks.push(bytes);
    return this;
  }
}

function encodeVarint(value: number | bigint): Uint8Array {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest === 0n ? low : low | 0x80);
  } while (rest !== 0n);
  return Uint8Array.from(bytes);
}
