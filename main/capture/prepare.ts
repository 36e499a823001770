import { readFile } from 'node:fs/promises';
import sharp, { type Metadata, type OutputInfo } from 'sharp';
import { UserError } from '../errors.ts';
import { MAX_PIXELS, scaleIntrinsics } from './check-image.ts';
import type { CameraIntrinsics, CaptureFrame } from './types.ts';

// Images come one at a time and never again: a cache of decoded ones would only grow.
sharp.cache(false);

const THUMBNAIL_SIZE = 320;

/** What the photographs of some phones make the decoder warn of, though all of the image is there. */
const HARMLESS = /Invalid SOS parameters|\b\d{1,2} extraneous bytes before marker 0xd9/;

interface Size {
  width: number;
  height: number;
}

export interface PreparedImage {
  data: Buffer;
  mime: 'image/jpeg' | 'image/png';
  hasAlpha: boolean;
  /** At the prepared size. */
  intrinsics: CameraIntrinsics;
  /** JPEG */
  thumbnail: Buffer;
}

/**
 * Decodes an image whole and makes it what training reads: upright, 8-bit sRGB, reduced by `downscale`.
 *
 * The reduction is a triangle filter over the full-size image, what Pillow calls bilinear and nerfstudio
 * uses: sharper filters and JPEG's shrink-on-load leave aliasing that no field can agree on across views.
 * What was resized is kept as PNG, without loss; an untouched JPEG is kept byte for byte.
 * @throws UserError bad-capture if the image is damaged, bad-request if nothing would be left of it
 */
export async function prepareImage(frame: CaptureFrame, downscale: number): Promise<PreparedImage> {
  const size = reducedSize(frame, downscale);
  const original = await readFile(frame.imagePath).catch((error: unknown) => {
    throw new UserError('bad-capture', `The image ${frame.file} cannot be read.`, 'Check its file.', { cause: error });
  });
  try {
    const { pixels, info, metadata } = await decode(original, frame.rotate, size);
    // Kept as it is only if every program shows it as it is trained on: viewers turn it by its EXIF.
    const upright = (metadata.orientation ?? 1) === 1;
    const plain = metadata.format === 'jpeg' && metadata.space === 'srgb' && metadata.depth === 'uchar';
    const untouched = downscale === 1 && upright && plain;
    const raw = { raw: { width: info.width, height: info.height, channels: info.channels } };
    return {
      data: untouched ? original : await sharp(pixels, raw).png({ compressionLevel: 6 }).toBuffer(),
      mime: untouched ? 'image/jpeg' : 'image/png',
      hasAlpha: info.channels === 4,
      intrinsics: scaleIntrinsics(frame.intrinsics, size.width, size.height),
      thumbnail: await sharp(pixels, raw)
        .flatten({ background: '#ffffff' })
        .resize({ width: THUMBNAIL_SIZE, height: THUMBNAIL_SIZE, fit: 'inside', withoutEnlargement: true })
        .jpeg({ quality: 80 })
        .toBuffer(),
    };
  } catch (error) {
    throw new UserError(
      'bad-capture',
      `The image ${frame.file} is damaged and cannot be decoded.`,
      'Replace it, or remove it from the capture, and import again.',
      { cause: error },
    );
  }
}

interface Decoded {
  pixels: Buffer;
  info: OutputInfo;
  metadata: Metadata;
}

/** 8-bit sRGB pixels of the size asked for; damage anywhere is an error. */
async function decode(original: Buffer, autoOrient: boolean, size: Size): Promise<Decoded> {
  const attempt = async (failOn: 'warning' | 'error'): Promise<Decoded> => {
    const source = sharp(original, { limitInputPixels: MAX_PIXELS, failOn, autoOrient });
    const metadata = await source.metadata();
    const { data: pixels, info } = await source
      .resize({ ...size, fit: 'fill', kernel: 'linear', fastShrinkOnLoad: false })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return { pixels, info, metadata };
  };
  try {
    // Where a JPEG's data is broken, its decoder only warns and paints the rest grey.
    return await attempt('warning');
  } catch (error) {
    if (error instanceof Error && HARMLESS.test(error.message)) return await attempt('error');
    throw error;
  }
}

function reducedSize({ file, intrinsics }: CaptureFrame, downscale: number): Size {
  const width = Math.floor(intrinsics.width / downscale);
  const height = Math.floor(intrinsics.height / downscale);
  if (width >= 1 && height >= 1) return { width, height };
  throw new UserError(
    'bad-request',
    `The image ${file} is ${intrinsics.width}×${intrinsics.height} pixels: reduced by ${downscale}, nothing is left of it.`,
    'Choose a smaller downscale.',
  );
}
