import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import type { Bench } from '../testing/bench.ts';
import { openTowers } from './image-text-encoder.ts';
import { readModelFolder } from './model-folder.ts';
import { tinyTextTower, transformersFiles, writeFiles } from './test-models.ts';
import { vitB16 } from './test-vit.ts';

/** Of one measurement. */
const crops = 4;
const { side, dimensions } = vitB16;

/** Writes the tower in a process of its own, whose memory does not count here. */
function writeTower(path: string): void {
  const module = JSON.stringify(new URL('./test-vit.ts', import.meta.url).href);
  const script = `import { vitB16, vitTower } from ${module};
    import { writeFileSync } from 'node:fs';
    writeFileSync(process.argv[1], vitTower(vitB16));`;
  execFileSync(process.execPath, ['--input-type=module', '--eval', script, path]);
}

const megabytes = (bytes: number) => `${Math.round(bytes / 1024 ** 2)} MiB`;

/** An image tower of true size, ViT-B/16 with random weights: through the encoder and through the bare session. */
export default async function prepare(): Promise<Bench> {
  const root = mkdtempSync(join(tmpdir(), 'lerf-bench-'));
  const preprocessing = { size: side, image_mean: [0.5, 0.5, 0.5], image_std: [0.5, 0.5, 0.5] };
  writeFiles(root, {
    ...transformersFiles(),
    'onnx/text_model.onnx': tinyTextTower({ dimensions }),
    'preprocessor_config.json': preprocessing,
  });
  writeTower(join(root, 'onnx/vision_model.onnx'));
  const before = process.memoryUsage.rss();
  const folder = readModelFolder(root);
  if (folder.kind !== 'image-text') throw new Error('the folder holds two towers');
  const encoder = await openTowers(folder, { id: 'bench', fingerprint: '', device: 'cpu', parts: 'image' });
  const pixels = Uint8Array.from({ length: crops * 3 * side * side }, (_, i) => (i * 31) % 256);
  await encoder.encodeImages(pixels, crops);
  console.error(
    `resident with the encoder open: ${megabytes(process.memoryUsage.rss() - before)} more than without it`,
  );

  const session = await ort.InferenceSession.create(folder.image.path, { executionProviders: ['cpu'] });
  const bare = (batch: number) => ({
    name: `bare session, ${batch} at a time`,
    run: async () => {
      const input = new ort.Tensor('float32', new Float32Array(batch * 3 * side * side), [batch, 3, side, side]);
      for (let done = 0; done < crops; done += batch) await session.run({ pixel_values: input });
      return undefined;
    },
  });
  return {
    name: 'image tower of ViT-B/16, CPU',
    work: { count: crops, unit: 'crops' },
    rounds: 2,
    candidates: [
      bare(4),
      bare(1),
      { name: 'encoder', run: () => encoder.encodeImages(pixels, crops).then(() => undefined) },
    ],
    dispose: async () => {
      await session.release();
      await encoder[Symbol.asyncDispose]();
      rmSync(root, { recursive: true });
    },
  };
}
