/**
 * Writes a small capture that really can be trained: photographs of the tiny scene from a ring of
 * cameras, with exact poses, as a nerfstudio transforms.json. Tests use it where a real capture would
 * take too long.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { seededRandom } from './seeded-random.ts';
import { cross, normalise, subtract, traceTinyScene, type Vector3 } from './tiny-scene.ts';

export interface TinyCaptureOptions {
  images?: number;
  /** Size of the photographs in pixels. */
  width?: number;
  height?: number;
  /** Moves the cameras a little; the scene stays the same. */
  seed?: number;
}

const horizontalFieldOfView = (55 * Math.PI) / 180;
const samplesPerPixelSide = 3;

/** Writes `transforms.json` and `images/frame_001.jpg` … into `folder`, which is created. */
export async function writeTinyCapture(
  folder: string,
  { images = 12, width = 48, height = 36, seed = 0 }: TinyCaptureOptions = {},
): Promise<void> {
  await mkdir(path.join(folder, 'images'), { recursive: true });
  const random = seededRandom(seed);
  const focal = width / 2 / Math.tan(horizontalFieldOfView / 2);
  const frames = [];
  for (let index = 0; index < images; index++) {
    const file = `images/frame_${String(index + 1).padStart(3, '0')}.jpg`;
    const camera = ringCamera(index / images, random);
    const pixels = renderTinyScene(camera, width, height, focal);
    await sharp(pixels, { raw: { width, height, channels: 3 } })
      .jpeg({ quality: 95, chromaSubsampling: '4:4:4' })
      .toFile(path.join(folder, file));
    frames.push({ file_path: file, transform_matrix: transformMatrix(camera) });
  }
  const intrinsics = { w: width, h: height, fl_x: focal, fl_y: focal, cx: width / 2, cy: height / 2 };
  await writeFile(path.join(folder, 'transforms.json'), JSON.stringify({ ...intrinsics, frames }, null, 2));
}

/** Camera axes in the world, OpenGL convention: x right, y up, z backwards. */
interface Camera {
  center: Vector3;
  right: Vector3;
  up: Vector3;
  back: Vector3;
}

/** A camera on a wavy ring round the table, looking at the middle of it. */
function ringCamera(turn: number, random: () => number): Camera {
  const angle = 2 * Math.PI * turn + 0.2 * (random() - 0.5);
  const radius = 2.3 + 0.4 * (random() - 0.5);
  const height = 1.1 + 0.5 * Math.sin(3 * angle) + 0.2 * (random() - 0.5);
  const center: Vector3 = [radius * Math.cos(angle), radius * Math.sin(angle), height];
  const back = normalise(subtract(center, [0, 0, 0.25]));
  const right = normalise(cross([0, 0, 1], back));
  return { center, right, up: cross(back, right), back };
}

function transformMatrix({ right, up, back, center }: Camera): number[][] {
  const rows = ([0, 1, 2] as const).map((axis) => [right[axis], up[axis], back[axis], center[axis]]);
  return [...rows, [0, 0, 0, 1]];
}

/** Interleaved 8-bit sRGB, with box-filtered pixels: mean of the linear colours of a grid of samples. */
function renderTinyScene(camera: Camera, width: number, height: number, focal: number): Uint8Array {
  const pixels = new Uint8Array(width * height * 3);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const sum = [0, 0, 0];
      for (let sample = 0; sample < samplesPerPixelSide ** 2; sample++) {
        const x = column + ((sample % samplesPerPixelSide) + 0.5) / samplesPerPixelSide;
        const y = row + (Math.floor(sample / samplesPerPixelSide) + 0.5) / samplesPerPixelSide;
        const color = traceTinyScene(camera.center, viewDirection(camera, x - width / 2, y - height / 2, focal));
        for (const channel of [0, 1, 2] as const) sum[channel]! += color[channel];
      }
      for (const channel of [0, 1, 2] as const) {
        pixels[3 * (row * width + column) + channel] = encodeSrgb(sum[channel]! / samplesPerPixelSide ** 2);
      }
    }
  }
  return pixels;
}

function viewDirection({ right, up, back }: Camera, x: number, y: number, focal: number): Vector3 {
  const component = (axis: 0 | 1 | 2) => (right[axis] * x - up[axis] * y) / focal - back[axis];
  return normalise([component(0), component(1), component(2)]);
}

function encodeSrgb(linear: number): number {
  const encoded = linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055;
  return Math.round(255 * Math.min(1, Math.max(0, encoded)));
}
