import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { FrameBuilder } from './frame-builder.ts';
import { readJson } from './read-file.ts';
import { candidates, transformsSchema } from './transforms.ts';
import type { RawCapture } from './types.ts';

export const BLENDER_TRAIN = 'transforms_train.json';

/**
 * Reads NeRF-synthetic captures: transforms_train.json is trained on, transforms_test.json held out;
 * the validation split, which nerfstudio uses for watching only, is left out. The objects stand in
 * nothing, so that the same normalisation as for photographs fits: cameras within the unit box, the
 * object between them.
 * @throws UserError bad-capture
 */
export async function readBlender(folder: string): Promise<RawCapture> {
  const builder = new FrameBuilder([folder]);
  const warnings = ['Transparent pixels are shown over white.'];
  for (const split of ['train', 'test'] as const) {
    const file = join(folder, `transforms_${split}.json`);
    if (split === 'test' && !existsSync(file)) {
      warnings.push('There is no transforms_test.json: no image is held out by the capture itself.');
      continue;
    }
    const transforms = await readJson(file, transformsSchema);
    await builder.addAll(candidates(transforms, file, split));
  }
  if (existsSync(join(folder, 'transforms_val.json'))) {
    warnings.push('The validation split (transforms_val.json) is not used.');
  }
  const { frames, skipped } = builder;
  return { kind: 'blender', source: folder, frames, skipped, warnings, points: null, worldFromOriginal: null };
}
