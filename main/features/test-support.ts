import sharp from 'sharp';
import type { NewFrame } from '../store/captures.ts';
import type { ProjectFile } from '../store/project-file.ts';
import { exampleCapture } from '../store/test-support.ts';

interface NewPhotograph {
  width: number;
  height: number;
  split?: 'train' | 'test';
  /** Row-major r, g, b; random-looking if left out. */
  pixels?: Uint8Array;
}

/** Adds photographs as a capture to an empty project, numbered from 0. */
export async function addPhotographs(project: ProjectFile, photographs: readonly NewPhotograph[]): Promise<void> {
  project.captures.save(exampleCapture);
  for (const [index, { width, height, split = 'train', pixels }] of photographs.entries()) {
    const raw = pixels ?? Uint8Array.from({ length: 3 * width * height }, (_, i) => (i * i + 97 * index) % 251);
    const frame: NewFrame = {
      index,
      file: `images/${index}.png`,
      split,
      intrinsics: { width, height, fx: 50, fy: 50, cx: width / 2, cy: height / 2, distortion: [0, 0, 0, 0, 0, 0] },
      worldFromCamera: [1, 0, 0, index, 0, 1, 0, 0, 0, 0, 1, 0],
      hasAlpha: false,
      mime: 'image/png',
      image: await sharp(raw, { raw: { width, height, channels: 3 } })
        .png()
        .toBuffer(),
      thumbnail: Buffer.from('thumbnail'),
    };
    project.captures.addFrame(frame);
  }
}
