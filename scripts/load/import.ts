import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Job } from '../../main/api/contract.ts';
import { seededRandom } from '../../main/testing/seeded-random.ts';
import { EngineProcess } from './engine-process.ts';
import { below, type Figure, inUnit, plain } from './figures.ts';

const WIDTH = 640;
const HEIGHT = 480;
/** Ten times the images may take this much more memory: what is known of each camera, and what the collector leaves. */
const ALLOWED_MEBIBYTES = 150;

/** Imports captures of 200 and of 2,000 photographs, each by a fresh engine, and compares what they held in memory. */
export async function measureImport(folder: string): Promise<Figure[]> {
  const peaks: number[] = [];
  const figures: Figure[] = [];
  for (const images of [200, 2000]) {
    const capture = join(folder, `capture-${images}`);
    const bytes = await writeCapture(capture, images);
    await using engine = await EngineProcess.start(folder);
    const atRest = engine.peakMebibytes();
    const startedAt = performance.now();
    const request = { capture, name: `${images} images`, project: join(folder, `import-${images}.lerf`), downscale: 2 };
    await engine.finish((await (await engine.post('/api/import', request)).json()) as Job);
    const seconds = (performance.now() - startedAt) / 1000;
    const peak = engine.peakMebibytes();
    peaks.push(peak);
    const what = `${images} photographs of ${WIDTH} × ${HEIGHT}, ${inUnit(bytes / 2 ** 20, 'MiB')}: import`;
    figures.push(plain(what, inUnit(seconds, 's')));
    figures.push(plain(`its peak of resident memory (at rest ${inUnit(atRest, 'MiB')})`, inUnit(peak, 'MiB')));
    await rm(capture, { recursive: true });
  }
  return [...figures, below('memory that 1,800 more take', peaks[1]! - peaks[0]!, ALLOWED_MEBIBYTES, 'MiB')];
}

/** Photographs of noise, which compress as badly as photographs can, from cameras in a ring. Returns their bytes. */
async function writeCapture(folder: string, images: number): Promise<number> {
  await mkdir(join(folder, 'images'), { recursive: true });
  const random = seededRandom(1);
  const noise = Uint8Array.from({ length: WIDTH * HEIGHT * 3 + images }, () => 256 * random());
  const raw = { width: WIDTH, height: HEIGHT, channels: 3 } as const;
  const frames: object[] = [];
  let bytes = 0;
  for (let image = 0; image < images; image++) {
    const file = `images/${image}.jpg`;
    const pixels = noise.subarray(image, image + WIDTH * HEIGHT * 3);
    bytes += (await sharp(pixels, { raw }).jpeg({ quality: 80 }).toFile(join(folder, file))).size;
    const [sine, cosine] = [Math.sin((2 * Math.PI * image) / images), Math.cos((2 * Math.PI * image) / images)];
    const pose = [
      [cosine, 0, sine, 2 * sine],
      [0, 1, 0, 0],
      [-sine, 0, cosine, 2 * cosine],
      [0, 0, 0, 1],
    ];
    frames.push({ file_path: file, transform_matrix: pose });
  }
  const intrinsics = { w: WIDTH, h: HEIGHT, fl_x: 600, fl_y: 600, cx: WIDTH / 2, cy: HEIGHT / 2 };
  await writeFile(join(folder, 'transforms.json'), JSON.stringify({ ...intrinsics, frames }));
  return bytes;
}
