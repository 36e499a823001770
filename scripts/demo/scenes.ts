/** `npm run demo:scenes`: many small scenes with masks and captions, for training the demo encoder. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { describeScene } from './scene/describe.ts';
import { Random } from './scene/random.ts';
import { scatteredViews } from './scene/views.ts';
import { sceneForTraining } from './scene-file.ts';
import { openStudio } from './studio.ts';

const { values } = parseArgs({
  options: {
    from: { type: 'string', default: '10000' },
    count: { type: 'string', default: '10' },
    views: { type: 'string', default: '8' },
    out: { type: 'string' },
  },
});
if (!values.out) throw new Error('--out DIR is missing');
await using studio = await openStudio(480, 360);
for (let seed = Number(values.from); seed < Number(values.from) + Number(values.count); seed++) {
  const description = describeScene(seed);
  const folder = join(values.out, String(seed));
  mkdirSync(join(folder, 'images'), { recursive: true });
  mkdirSync(join(folder, 'masks'), { recursive: true });
  await studio.load(description);
  const views = scatteredViews(Number(values.views), new Random(seed + 7));
  for (const [index, view] of views.entries()) {
    const name = `frame_${String(index).padStart(5, '0')}`;
    writeFileSync(join(folder, 'images', `${name}.jpg`), await studio.picture(view, 0.88));
    const ids = await studio.ids(view);
    await sharp(ids, { raw: { width: 480, height: 360, channels: 1 } })
      .png({ compressionLevel: 6 })
      .toColourspace('b-w')
      .toFile(join(folder, 'masks', `${name}.png`));
  }
  writeFileSync(join(folder, 'scene.json'), JSON.stringify(sceneForTraining(description), null, 1));
  console.log(`${folder}: ${description.objects.length} objects, ${views.length} views`);
}
