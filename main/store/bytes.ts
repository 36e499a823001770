/**
 * Numbers as blobs: little-endian, as every platform LERF Studio runs on stores them, so a blob is a view
 * of the same bytes and nothing is converted.
 */
export function toBlob(values: Float32Array | Uint8Array): Buffer {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength);
}

export function toFloat32(blob: Buffer): Float32Array {
  const count = Math.floor(blob.byteLength / 4);
  if (blob.byteOffset % 4 === 0) return new Float32Array(blob.buffer, blob.byteOffset, count);
  return new Float32Array(new Uint8Array(blob).buffer, 0, count);
}
