/**
 * Points as Gaussian splats in Niantic's SPZ, version 2 (https://github.com/nianticlabs/spz, README.md and
 * src/cc/load-spz.cc). Version 2 is what every reader takes; what version 3 does better, rotations by their
 * smallest three parts, discs do not need: they are turned by less than a right angle.
 *
 *     gzip of
 *       uint32 LE  magic 'NGSP', version 2, points N
 *       uint8      degree of spherical harmonics (0), fractional bits F, flags (0), reserved (0)
 *       [N, 3]     positions: 24-bit signed fixed point LE, F fractional bits
 *       [N]        alphas: 0 to 255
 *       [N, 3]     colours: 255·(0.15·c + 0.5), c the zeroth harmonic (r - 0.5) / 0.28209
 *       [N, 3]     scales: 16·(ln σ + 10)
 *       [N, 3]     rotations: 127.5·(q + 1) of a unit quaternion's x, y, z, whose w is not negative
 *
 * Coordinates are RUB: x right, y up, z backwards, as OpenGL has them.
 */
import { gzipSync } from 'node:zlib';
import type { Vector } from '../capture/matrix.ts';
import { UserError } from '../errors.ts';
import type { PointScene } from './scene.ts';

export const SPZ_MAGIC = 0x5053474e;
const VERSION = 2;
const HEADER_BYTES = 16;
const MAX_FRACTIONAL_BITS = 20;
const MAX_FIXED = 2 ** 23 - 1;
/** Zeroth spherical harmonic, and what SPZ weighs it with. */
const SH_0 = 0.28209479177387814;
const COLOUR_SCALE = 0.15;
/** Discs of this part of the spacing as deviation close a surface; beyond twice that, one is hardly seen. */
const DEVIATION = 0.5;
const THICKNESS = 0.05;
const OPACITY = 0.95;

/**
 * One disc for each point, as wide as the points are apart and facing their normals.
 * @param colours r, g, b by point, in [0, 255].
 * @throws UserError bad-request if the world has coordinates or sizes that SPZ cannot hold
 */
export function encodeSpz({ positions, normals, spacing, world }: PointScene, colours: ArrayLike<number>): Buffer {
  const points = positions.length / 3;
  const toRub = rubFrom(world.up);
  const fractionalBits = fractionalBitsFor(positions);
  const sigmas = [DEVIATION, DEVIATION, THICKNESS * DEVIATION].map((part) => logScale(part * spacing));
  const file = Buffer.alloc(HEADER_BYTES + 19 * points);
  file.writeUInt32LE(SPZ_MAGIC, 0);
  file.writeUInt32LE(VERSION, 4);
  file.writeUInt32LE(points, 8);
  file.writeUInt8(fractionalBits, 13);
  const at = {
    positions: HEADER_BYTES,
    alphas: HEADER_BYTES + 9 * points,
    colours: HEADER_BYTES + 10 * points,
    scales: HEADER_BYTES + 13 * points,
    rotations: HEADER_BYTES + 16 * points,
  };
  file.fill(Math.round(255 * OPACITY), at.alphas, at.colours);
  for (let point = 0; point < points; point++) {
    const position = toRub(vectorAt(positions, point));
    const turn = discRotation(toRub(vectorAt(normals, point)));
    for (let axis = 0; axis < 3; axis++) {
      const entry = 3 * point + axis;
      file.writeIntLE(Math.round(position[axis]! * 2 ** fractionalBits), at.positions + 3 * entry, 3);
      const harmonic = (colours[entry]! / 255 - 0.5) / SH_0;
      file[at.colours + entry] = byte(255 * (COLOUR_SCALE * harmonic + 0.5));
      file[at.scales + entry] = sigmas[axis]!;
      file[at.rotations + entry] = byte(127.5 * (turn[axis]! + 1));
    }
  }
  return gzipSync(file);
}

/**
 * The x, y, z of the quaternion that turns a disc's axis z to a normal. A disc has no front: of the normal and its
 * opposite the one is taken that needs less of a turn, so that w, which is not stored, is at least cos 45°.
 */
function discRotation([x, y, z]: Vector): Vector {
  const sign = z < 0 ? -1 : 1;
  const w = Math.sqrt((1 + sign * z) / 2);
  return [(-sign * y) / (2 * w), (sign * x) / (2 * w), 0];
}

/**
 * To x right, y up, z backwards from a world whose axes are one of three that captures come in: z up (Blender,
 * nerfstudio), y down (COLMAP), y up (OpenGL). Which it is shows in where up is.
 */
function rubFrom([, y, z]: Vector): (vector: Vector) => Vector {
  if (z >= Math.abs(y)) return ([x, y, z]) => [x, z, -y];
  return y < 0 ? ([x, y, z]) => [x, -y, -z] : (vector) => vector;
}

/** As many as the farthest position leaves room for. */
function fractionalBitsFor(positions: Float64Array): number {
  const farthest = positions.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const bits = Math.floor(Math.log2(MAX_FIXED / farthest));
  if (bits >= 0) return Math.min(bits, MAX_FRACTIONAL_BITS);
  throw unsuitable(`SPZ holds coordinates up to ${MAX_FIXED}, and this capture has some of ${Math.round(farthest)}`);
}

function logScale(sigma: number): number {
  const scale = Math.round(16 * (Math.log(sigma) + 10));
  if (scale > 255) throw unsuitable(`The points of this capture are ${sigma.toPrecision(3)} wide, too much for SPZ`);
  return Math.max(scale, 0);
}

function unsuitable(reason: string): UserError {
  return new UserError('bad-request', `${reason}.`, 'Export it in normalised coordinates.');
}

const byte = (value: number) => Math.min(Math.max(Math.round(value), 0), 255);

function vectorAt(values: ArrayLike<number>, point: number): Vector {
  return [values[3 * point]!, values[3 * point + 1]!, values[3 * point + 2]!];
}
