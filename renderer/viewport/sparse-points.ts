const BYTES_PER_POINT = 16;

/** sRGB byte → linear light, which is what vertex colours are. */
const LINEAR = Float32Array.from({ length: 256 }, (_, byte) => {
  const x = byte / 255;
  return x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4;
});

/** Positions (xyz) and linear colours (rgb) of the engine's sparse points. */
export function readSparsePoints(bytes: ArrayBuffer): { positions: Float32Array; colors: Float32Array } {
  const count = Math.floor(bytes.byteLength / BYTES_PER_POINT);
  const floats = new Float32Array(bytes, 0, count * 4);
  const octets = new Uint8Array(bytes, 0, count * BYTES_PER_POINT);
  const positions = new Float32Array(count * 3);
  const colors = new Float32Array(count * 3);
  for (let point = 0; point < count; point++) {
    positions.set(floats.subarray(point * 4, point * 4 + 3), point * 3);
    for (let channel = 0; channel < 3; channel++) {
      colors[point * 3 + channel] = LINEAR[octets[point * BYTES_PER_POINT + 12 + channel]!]!;
    }
  }
  return { positions, colors };
}
