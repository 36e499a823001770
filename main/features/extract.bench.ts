import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cropSquare, openImageTextEncoder } from '../encoders/index.ts';
import { ProjectFile } from '../store/project-file.ts';
import type { Bench } from '../testing/bench.ts';
import { loadPhotograph, type RgbImage } from '../view/images.ts';
import { extractFeatures } from './extract.ts';
import { pyramidLevels, tileCount, tilesOf } from './pyramid.ts';
import { addPhotographs } from './test-support.ts';

const images = 2;
const size = { width: 480, height: 360 };

/** Extraction with the demo encoder, against the encoder alone on crops that were cut beforehand. */
export default async function prepare(): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), 'lerf-bench-'));
  const project = ProjectFile.create(join(folder, 'bench.lerf'), { name: 'Bench' });
  await addPhotographs(project, Array(images).fill(size));
  const encoder = await openImageTextEncoder('demo', { dataFolder: folder, device: 'cpu', parts: 'image' });
  const side = encoder.inputSize.width;
  const tiles = pyramidLevels(size).flatMap(tilesOf);
  const photographs: RgbImage[] = [];
  for (const frame of project.captures.frames()) photographs.push(await loadPhotograph(project, frame));
  const cut = (pixels: Uint8Array) => {
    for (const [image, photograph] of photographs.entries()) {
      for (const [i, tile] of tiles.entries()) {
        cropSquare(
          photograph,
          tile.left,
          tile.top,
          tile.side,
          side,
          pixels,
          (image * tiles.length + i) * 3 * side * side,
        );
      }
    }
    return pixels;
  };
  const crops = new Uint8Array(images * tiles.length * 3 * side * side);
  cut(crops);
  return {
    name: 'extraction, demo encoder, CPU',
    work: { count: images * tileCount(size), unit: 'crops' },
    rounds: 4,
    candidates: [
      {
        name: 'encoder alone',
        run: async () => {
          await encoder.encodeImages(crops, images * tiles.length);
          return undefined;
        },
      },
      {
        name: 'cutting the crops alone',
        run: () => {
          cut(crops);
          return undefined;
        },
      },
      {
        name: 'extraction into the project',
        run: async () => {
          for (const set of project.features.list()) project.features.delete(set);
          const hooks = { onProgress: () => {}, isCancelled: () => false };
          return 1000 * (await extractFeatures(project, { image: encoder, dense: null }, hooks)).seconds;
        },
      },
    ],
    dispose: async () => {
      await encoder[Symbol.asyncDispose]();
      project.close();
      rmSync(folder, { recursive: true });
    },
  };
}
