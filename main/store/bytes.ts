/**
 * Numbers as blobs: little-endian, as every platform LERF Studio runs on stores them, so a blob is a view
 * of the same bytes and nothing is converted.
 */
export function toBlob(values: Float32Array | Float16Array | Uint8Array): Buffer {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength);
}

export function toFloat32(blob: Buffer): Float32Array {
  const count = Math.floor(blob.byteLength / 4);
  if (blob.byteOffset % 4 === 0) return new Float32Array(blob.buffer, blob.byteOffset, count);
  return new Float32Array(new Uint8Array(blob).buffer, 0, count);
}

/** The numbers of all parts, one after the other. @throws RangeError if they are not whole numbers */
export function joinFloat16(parts: readonly Buffer[]): Float16Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let start = 0;
  for (const part of parts) {
    bytes.set(part, start);
    start += part.byteLength;
  }
  return new Float16Array(bytes.buffer);
}
