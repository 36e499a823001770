import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Bench } from '../testing/bench.ts';
import { prepareImage } from './prepare.ts';
import type { CaptureFrame } from './types.ts';

const width = 1920;
const height = 1080;
const downscale = 8;

/** Preparing photographs (checked, upright, reduced, thumbnailed) against sharp doing nothing but reduce them. */
export default async function prepare(): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), 'lerf-bench-'));
  const frames = await Promise.all(Array.from({ length: 8 }, (_, index) => writePhotograph(folder, index)));
  return {
    name: `import: ${width} × ${height} photographs at 1/${downscale}`,
    work: { count: frames.length, unit: 'images' },
    rounds: 5,
    candidates: [
      {
        name: 'bare sharp',
        run: async () => {
          for (const { imagePath } of frames) {
            await sharp(imagePath)
              .resize({
                width: width / downscale,
                height: height / downscale,
                kernel: 'linear',
                fastShrinkOnLoad: false,
              })
              .png()
              .toBuffer();
          }
          return undefined;
        },
      },
      {
        name: 'prepareImage',
        run: async () => {
          for (const frame of frames) await prepareImage(frame, downscale);
          return undefined;
        },
      },
    ],
    dispose: () => rmSync(folder, { recursive: true }),
  };
}

/** A JPEG with detail at every scale, as hard to decode as a photograph. */
async function writePhotograph(folder: string, index: number): Promise<CaptureFrame> {
  const file = `${index}.jpg`;
  const imagePath = join(folder, file);
  await sharp({
    create: { width, height, channels: 3, background: '#808080', noise: { type: 'gaussian', mean: 128, sigma: 40 } },
  })
    .blur(1.5)
    .jpeg({ quality: 92 })
    .toFile(imagePath);
  return {
    file,
    imagePath,
    rotate: false,
    split: null,
    intrinsics: { width, height, fx: width, fy: width, cx: width / 2, cy: height / 2, distortion: [0, 0, 0, 0, 0, 0] },
    worldFromCamera: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0],
  };
}
