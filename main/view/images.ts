import sharp from 'sharp';
import type { FrameRecord } from '../store/captures.ts';
import type { ProjectFile } from '../store/project-file.ts';

/** 8-bit RGB, row-major, three bytes a pixel. */
export interface RgbImage {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/**
 * A prepared photograph of the project as the field sees it. Transparent pixels are shown over white,
 * the background that NeRF-synthetic captures are trained and measured against.
 */
export async function loadPhotograph(project: ProjectFile, frame: FrameRecord): Promise<RgbImage> {
  const { data } = project.captures.image(frame.index);
  const { data: pixels, info } = await sharp(data)
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, pixels };
}

export function encodePng({ width, height, pixels }: RgbImage): Promise<Buffer> {
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .png({ compressionLevel: 6 })
    .toBuffer();
}

/** Colours in [0, 1] as 8-bit ones. */
export function toRgb({ width, height, colour }: { width: number; height: number; colour: Float32Array }): RgbImage {
  return { width, height, pixels: Uint8Array.from(colour, (value) => Math.round(value * 255)) };
}
