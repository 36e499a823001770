/** `npm run demo:capture -- --seed N --out DIR`: a posed and labelled capture of a table that never was. */
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type CaptureArguments, parseCaptureArguments } from './capture/arguments.ts';
import { captureScene, transformsOf, writeMask } from './capture/files.ts';
import { labelFrame, visibleObjects } from './capture/labels.ts';
import { type Target, targetsOf } from './capture/phrases.ts';
import { relationsOf } from './capture/relations.ts';
import { describeScene } from './scene/describe.ts';
import type { View } from './scene/description.ts';
import { Random } from './scene/random.ts';
import { walkAround } from './scene/views.ts';
import { openStudio, type Studio } from './studio.ts';

const jpegQuality = 0.86;
/** As `lerf import` holds images out: every 8th, beginning with the first. */
const holdout = 8;

interface NamedView {
  readonly name: string;
  readonly view: View;
  readonly isHeldOut: boolean;
}

/** Writes the capture beside `out` first, so that a folder with that name is always a whole one. */
async function makeCapture({ seed, out, views: count, width, height, withMasks }: CaptureArguments): Promise<void> {
  const description = describeScene(seed);
  const phrases = targetsOf(description);
  const views = walkAround(count, new Random(seed ^ 0x5eed)).map((view, index) => ({
    name: `frame_${String(index + 1).padStart(5, '0')}`,
    view,
    isHeldOut: index % holdout === 0,
  }));
  const folder = `${out}.partial`;
  rmSync(folder, { recursive: true, force: true });
  for (const name of ['images', 'labels', ...(withMasks ? ['masks'] : [])]) {
    mkdirSync(join(folder, name), { recursive: true });
  }
  try {
    await using studio = await openStudio(width, height);
    await studio.load(description);
    const seen = new Map<NamedView, Set<number>>();
    for (const view of views) {
      await takePicture(studio, view, folder);
      if (!view.isHeldOut && !withMasks) continue;
      const ids = await studio.ids(view.view);
      if (withMasks) await writeMask(join(folder, 'masks', `${view.name}.png`), ids, { width, height });
      if (!view.isHeldOut) continue;
      const frame = { width, height, ids, coverage: await studio.coverage(view.view) };
      writeLabels(join(folder, 'labels', `${view.name}.json`), `${view.name}.jpg`, frame, phrases);
      seen.set(view, visibleObjects(frame, [...phrases.values()].flat()));
      console.log(`${view.name}: ${seen.get(view)!.size} of ${description.objects.length} objects labelled`);
    }
    // Who says "left of" stands where most of the table can be seen.
    const [viewer, visible] = [...seen].toSorted(([, a], [, b]) => b.size - a.size)[0]!;
    const relations = relationsOf(description.objects, visible, viewer, new Random(seed ^ 0x7e1a));
    const labelled = [...seen.keys()].map(({ name }) => name);
    writeJson(join(folder, 'transforms.json'), transformsOf(views, labelled, width, height));
    writeJson(join(folder, 'scene.json'), captureScene(description, phrases, labelled, relations));
    rmSync(out, { recursive: true, force: true });
    renameSync(folder, out);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** LERF's evaluation set has its pictures beside their labels: so have held-out views here. */
async function takePicture(studio: Studio, { name, view, isHeldOut }: NamedView, folder: string): Promise<void> {
  const picture = await studio.picture(view, jpegQuality);
  for (const place of isHeldOut ? ['images', 'labels'] : ['images']) {
    writeFileSync(join(folder, place, `${name}.jpg`), picture);
  }
}

function writeLabels(
  path: string,
  image: string,
  frame: Parameters<typeof labelFrame>[0],
  phrases: ReadonlyMap<string, readonly Target[]>,
): void {
  const info = { name: image, width: frame.width, height: frame.height };
  writeFileSync(path, JSON.stringify({ info, objects: labelFrame(frame, phrases) }));
}

const writeJson = (path: string, content: unknown) => writeFileSync(path, `${JSON.stringify(content, null, 1)}\n`);

/** Whether a capture may be written there: an empty place, or an earlier capture, which it replaces. */
function isFree(out: string): boolean {
  const place = statSync(out, { throwIfNoEntry: false });
  if (place === undefined) return true;
  if (!place.isDirectory()) return false;
  const names = readdirSync(out);
  return names.length === 0 || (names.includes('scene.json') && names.includes('transforms.json'));
}

const parsed = parseCaptureArguments(process.argv.slice(2));
if ('problem' in parsed) {
  console.error(parsed.problem);
  process.exitCode = 2;
} else {
  const out = resolve(parsed.out);
  if (isFree(out)) {
    mkdirSync(dirname(out), { recursive: true });
    await makeCapture({ ...parsed, out });
  } else {
    console.error(`${out} holds something else than a demo capture: choose another folder.`);
    process.exitCode = 1;
  }
}
