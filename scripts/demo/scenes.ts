/** `npm run demo:scenes`: many small scenes with masks and captions, for training the demo encoder. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseScenesArguments, type ScenesArguments } from './capture/arguments.ts';
import { writeMask } from './capture/files.ts';
import { describeScene } from './scene/describe.ts';
import { Random } from './scene/random.ts';
import { scatteredViews } from './scene/views.ts';
import { sceneForTraining } from './scene-file.ts';
import { openStudio } from './studio.ts';

const size = { width: 480, height: 360 };

/** Writes DIR/SEED/{images,masks,scene.json}; a folder is complete once it has its scene.json. */
async function renderScenes({ from, count, views: viewCount, out }: ScenesArguments): Promise<void> {
  await using studio = await openStudio(size.width, size.height);
  for (let seed = from; seed < from + count; seed++) {
    const description = describeScene(seed);
    const folder = join(out, String(seed));
    for (const name of ['images', 'masks']) mkdirSync(join(folder, name), { recursive: true });
    await studio.load(description);
    const views = scatteredViews(viewCount, new Random(seed + 7));
    for (const [index, view] of views.entries()) {
      const name = `frame_${String(index).padStart(5, '0')}`;
      writeFileSync(join(folder, 'images', `${name}.jpg`), await studio.picture(view, 0.88));
      await writeMask(join(folder, 'masks', `${name}.png`), await studio.ids(view), size);
    }
    writeFileSync(join(folder, 'scene.json'), JSON.stringify(sceneForTraining(description), null, 1));
    console.log(`${folder}: ${description.objects.length} objects, ${views.length} views`);
  }
}

const parsed = parseScenesArguments(process.argv.slice(2));
if ('problem' in parsed) {
  console.error(parsed.problem);
  process.exitCode = 2;
} else {
  await renderScenes(parsed);
}
