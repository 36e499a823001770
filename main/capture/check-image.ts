import { stat } from 'node:fs/promises';
import sharp from 'sharp';
import { isComplete } from './image-end.ts';
import type { CameraIntrinsics } from './types.ts';

/** Beyond this an image is a mistake or an attack: decoded it would take gigabytes. */
export const MAX_PIXELS = 200e6;

/** What photographs come as. Drawings and documents, which the library would rasterise, are none. */
const FORMATS = ['jpeg', 'png', 'webp', 'tiff', 'gif', 'heif'];

export type ImageCheck = ImageSize | { problem: string };

export interface ImageSize {
  problem: null;
  /** In pixels, as stored. */
  width: number;
  height: number;
  /** Whether EXIF turns it on its side. */
  quarterTurn: boolean;
}

/**
 * Looks at an image's header and at its end, without decoding it: whether it exists, is an image, has a
 * sane size and is all there. `problem` is a clause for people.
 */
export async function checkImage(path: string): Promise<ImageCheck> {
  const info = await stat(path).catch(() => null);
  if (!info?.isFile()) return { problem: 'the image file is missing' };
  if (info.size === 0) return { problem: 'the image file is empty' };
  try {
    const { width, height, format, orientation } = await sharp(path, { limitInputPixels: false }).metadata();
    if (!FORMATS.includes(format)) return { problem: `the file is no photograph, but of the type ${format}` };
    if (width * height > MAX_PIXELS) {
      return { problem: `the image is ${width}×${height} pixels, more than the ${MAX_PIXELS / 1e6} million allowed` };
    }
    if (!(await isComplete(path, format))) return { problem: 'the image file is cut off before its end' };
    return { problem: null, width, height, quarterTurn: (orientation ?? 1) >= 5 };
  } catch {
    return { problem: 'the file is not an image that can be read' };
  }
}

/**
 * Intrinsics at the size that the image really has, and whether EXIF turns it. A capture describes its
 * images either upright or as stored; which of the two fits the declared size is taken, upright where
 * both do. An image of another size but the same proportions (a reduced copy) has them scaled.
 */
export function fitIntrinsics(
  declared: CameraIntrinsics,
  image: Omit<ImageSize, 'problem'>,
): { intrinsics: CameraIntrinsics; rotate: boolean } | { problem: string } {
  const stored = { width: image.width, height: image.height };
  const upright = image.quarterTurn ? { width: image.height, height: image.width } : stored;
  for (const [size, rotate] of [
    [upright, true],
    [stored, false],
  ] as const) {
    const x = size.width / declared.width;
    const y = size.height / declared.height;
    if (Math.abs(x / y - 1) < 0.01) return { intrinsics: scaleIntrinsics(declared, size.width, size.height), rotate };
  }
  return {
    problem: `the image is ${upright.width}×${upright.height} pixels, but its camera is for ${declared.width}×${declared.height}`,
  };
}

/** Intrinsics of the same camera for an image of another size. */
export function scaleIntrinsics<Camera extends Record<'width' | 'height' | 'fx' | 'fy' | 'cx' | 'cy', number>>(
  camera: Camera,
  width: number,
  height: number,
): Camera {
  const x = width / camera.width;
  const y = height / camera.height;
  return { ...camera, width, height, fx: camera.fx * x, cx: camera.cx * x, fy: camera.fy * y, cy: camera.cy * y };
}
