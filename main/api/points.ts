const BYTES_PER_POINT = 16;

/**
 * The wire form of sparse points: little-endian float32 x, y, z and uint8 r, g, b, 255 for each point,
 * which a GPU reads as it is.
 */
export function interleavePoints(points: { positions: Float32Array; colors: Uint8Array }): Uint8Array {
  const { positions, colors } = points;
  const count = positions.length / 3;
  const bytes = new Uint8Array(count * BYTES_PER_POINT);
  const view = new DataView(bytes.buffer);
  for (let point = 0; point < count; point++) {
    const at = point * BYTES_PER_POINT;
    for (let axis = 0; axis < 3; axis++) {
      view.setFloat32(at + 4 * axis, positions[3 * point + axis]!, true);
      bytes[at + 12 + axis] = colors[3 * point + axis]!;
    }
    bytes[at + 15] = 255;
  }
  return bytes;
}
