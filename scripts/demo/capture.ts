/** `npm run demo:capture -- --seed N --out DIR`: a posed and labelled capture of a table that never was. */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type CaptureArguments, parseCaptureArguments } from './capture/arguments.ts';
import { captureScene, transformsOf, writeMask } from './capture/files.ts';
import { labelFrame, visibleObjects } from './capture/labels.ts';
import { targetsOf } from './capture/phrases.ts';
import { relationsOf } from './capture/relations.ts';
import { describeScene } from './scene/describe.ts';
import { Random } from './scene/random.ts';
import { walkAround } from './scene/views.ts';
import { openStudio } from './studio.ts';

const jpegQuality = 0.86;
/** As `lerf import` holds images out: every 8th, beginning with the first. */
const holdout = 8;

export async function makeCapture({
  seed,
  out,
  views: count,
  width,
  height,
  withMasks,
}: CaptureArguments): Promise<void> {
  const description = describeScene(seed);
  const views = walkAround(count, new Random(seed ^ 0x5eed));
  const names = views.map((_, index) => `frame_${String(index + 1).padStart(5, '0')}`);
  const heldOut = names.filter((_, index) => index % holdout === 0);
  const targets = targetsOf(description);
  const folder = `${out}.partial`;
  rmSync(folder, { recursive: true, force: true });
  for (const name of ['images', 'labels', ...(withMasks ? ['masks'] : [])])
    mkdirSync(join(folder, name), { recursive: true });
  try {
    await using studio = await openStudio(width, height);
    await studio.load(description);
    const seen = new Map<string, Set<number>>();
    for (const [index, view] of views.entries()) {
      const name = names[index]!;
      const picture = await studio.picture(view, jpegQuality);
      writeFileSync(join(folder, 'images', `${name}.jpg`), picture);
      const isLabelled = heldOut.includes(name);
      if (!isLabelled && !withMasks) continue;
      const ids = await studio.ids(view);
      if (withMasks) await writeMask(join(folder, 'masks', `${name}.png`), ids, { width, height });
      if (!isLabelled) continue;
      const frame = { width, height, ids, coverage: await studio.coverage(view) };
      seen.set(name, visibleObjects(frame, [...targets.values()].flat()));
      const labels = { info: { name: `${name}.jpg`, width, height }, objects: labelFrame(frame, targets) };
      writeFileSync(join(folder, 'labels', `${name}.json`), JSON.stringify(labels));
      writeFileSync(join(folder, 'labels', `${name}.jpg`), picture);
      console.log(`${name}: ${seen.get(name)!.size} of ${description.objects.length} objects labelled`);
    }
    const viewer = [...seen].toSorted(([, a], [, b]) => b.size - a.size)[0]!;
    const view = views[names.indexOf(viewer[0])]!;
    const relations = relationsOf(description.objects, viewer[1], { name: viewer[0], view }, new Random(seed ^ 0x7e1a));
    write(join(folder, 'transforms.json'), transformsOf(views, names, heldOut, width, height));
    write(join(folder, 'scene.json'), captureScene(description, targets, [...seen.keys()], relations));
    rmSync(out, { recursive: true, force: true });
    renameSync(folder, out);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

const write = (path: string, content: unknown) => writeFileSync(path, `${JSON.stringify(content, null, 1)}\n`);

if (import.meta.main) {
  const parsed = parseCaptureArguments(process.argv.slice(2));
  if ('problem' in parsed) {
    console.error(parsed.problem);
    process.exit(2);
  }
  const out = resolve(parsed.out);
  if (existsSync(out) && readdirSync(out).length > 0 && !existsSync(join(out, 'scene.json'))) {
    console.error(`${out} holds other things than a demo capture: choose another folder.`);
    process.exit(1);
  }
  mkdirSync(dirname(out), { recursive: true });
  await makeCapture({ ...parsed, out });
}
