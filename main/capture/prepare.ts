import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { UserError } from '../errors.ts';
import { MAX_PIXELS, scaleIntrinsics } from './check-image.ts';
import type { CameraIntrinsics, CaptureFrame } from './types.ts';

// Images come one at a time and never again: a cache of decoded ones would only grow.
sharp.cache(false);

const THUMBNAIL_SIZE = 320;

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
 * @throws UserError bad-capture if the image is damaged
 */
export async function prepareImage(frame: CaptureFrame, downscale: number): Promise<PreparedImage> {
  const original = await readFile(frame.imagePath).catch((error: unknown) => {
    throw new UserError('bad-capture', `The image ${frame.file} cannot be read.`, 'Check its file.', { cause: error });
  });
  try {
    const source = sharp(original, { limitInputPixels: MAX_PIXELS, failOn: 'error', autoOrient: frame.rotate });
    const metadata = await source.metadata();
    const { width, height } = frame.intrinsics;
    const size = {
      width: Math.max(1, Math.floor(width / downscale)),
      height: Math.max(1, Math.floor(height / downscale)),
    };
    const turned = frame.rotate && (metadata.orientation ?? 1) !== 1;
    const plain = metadata.space === 'srgb' && metadata.depth === 'uchar';
    const untouched = downscale === 1 && !turned && plain && metadata.format === 'jpeg';
    const { data: pixels, info } = await source
      .resize({ ...size, fit: 'fill', kernel: 'linear', fastShrinkOnLoad: false })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
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
