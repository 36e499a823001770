/** Scores an exported encoder on scenes that it was not trained on, and prints a table for its model card. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cropSquare } from '../../../main/encoders/crop.ts';
import { openPatchModel } from '../../../main/encoders/dense-encoder.ts';
import { openTowers } from '../../../main/encoders/image-text-encoder.ts';
import { readModelFolder } from '../../../main/encoders/model-folder.ts';
import type { DenseEncoder, ImageTextEncoder } from '../../../main/encoders/types.ts';
import { entryOf, kindNames } from '../scene/vocabulary.ts';
import { classOfPatch } from './dense.ts';
import type { LabelledImage } from './labelled-image.ts';
import { type Localisation, localise } from './localisation.ts';
import { canonicalPhrases, heldOutSeeds, loadScenes, seedsIn } from './scenes.ts';

const { values: options } = parseArgs({
  options: {
    encoder: { type: 'string', default: 'assets/demo/encoder' },
    /** A folder with scenes of held-out seeds. */
    from: { type: 'string', default: '.cache/demo-encoder/scenes' },
    images: { type: 'string', default: '24' },
  },
});

const seeds = seedsIn(options.from, heldOutSeeds);
const all = await loadScenes(options.from, seeds);
// From as many scenes as there are.
const stride = Math.max(1, Math.floor(all.length / Number(options.images)));
const images = all.filter((_, index) => index % stride === 0).slice(0, Number(options.images));
console.log(`${images.length} photographs of ${seeds.length} held-out scenes (seeds ${seeds[0]} to ${seeds.at(-1)})`);

const folder = readModelFolder(options.encoder);
if (folder.kind !== 'image-text') throw new Error(`${options.encoder} is no image-text encoder`);
const opened = { id: 'demo', fingerprint: '', device: 'cpu' } as const;
await using encoder = await openTowers(folder, { ...opened, parts: 'both' });
await printLocalisation(encoder);
await printRecall(encoder);
const dense = readModelFolder(join(options.encoder, 'dense'));
if (dense.kind === 'dense') {
  await using patches = await openPatchModel(dense, opened);
  await printDense(patches);
}

async function printLocalisation(of: ImageTextEncoder): Promise<void> {
  const found: Localisation[] = [];
  for (const image of images) found.push(...(await localise(image, of, canonicalPhrases)));
  const groups = Map.groupBy(found, ({ phrase }) => sortOf(phrase));
  for (const [sort, list] of [...groups, ['all phrases', found] as const]) {
    const inside = list.filter(({ isInside }) => isInside).length;
    const sure = list.filter(({ peak }) => peak > 0.5).length;
    console.log(
      `localisation, ${sort}: ${percent(inside / list.length)} of ${list.length} inside; ` +
        `${percent(sure / list.length)} with a peak above one half`,
    );
  }
  const wrong = Map.groupBy(
    found.filter(({ isInside }) => !isInside),
    ({ phrase }) => phrase,
  );
  const worst = [...wrong].sort((a, b) => b[1].length - a[1].length).slice(0, 12);
  console.log(`most often outside: ${worst.map(([phrase, list]) => `${phrase} (${list.length})`).join(', ')}`);
}

function sortOf(phrase: string): string {
  const entries = kindNames.map(entryOf);
  if (entries.some(({ names }) => names.includes(phrase))) return 'names';
  if (entries.some(({ categories }) => categories.includes(phrase))) return 'categories';
  if (entries.some(({ uses }) => uses.includes(phrase))) return 'uses';
  return 'colour or material and name';
}

/** For a crop around each thing: whether its kind's name is nearest of all names. */
async function printRecall(of: ImageTextEncoder): Promise<void> {
  const texts = await of.encodeTexts(kindNames.map((kind) => entryOf(kind).names[0]));
  let [right, amongThree, count] = [0, 0, 0];
  for (const image of images) {
    for (const { kind, left, top, side } of thingsIn(image)) {
      const pixels = new Uint8Array(3 * of.inputSize.width ** 2);
      cropSquare(image, left, top, side, of.inputSize.width, pixels, 0);
      const embedding = await of.encodeImages(pixels, 1);
      const cosines = kindNames.map((_, row) => dot(embedding, texts, row, of.dimensions));
      const own = cosines[(kindNames as readonly string[]).indexOf(kind)]!;
      const better = cosines.filter((cosine) => cosine > own).length;
      count += 1;
      if (better === 0) right += 1;
      if (better < 3) amongThree += 1;
    }
  }
  console.log(
    `names of ${count} things seen alone: ${percent(right / count)} right of ${kindNames.length}, ` +
      `${percent(amongThree / count)} among the first three`,
  );
}

/** Squares around things of which enough is seen, with what they are. */
function thingsIn(image: LabelledImage) {
  const boxes = new Map<number, { kind: string; x: number[]; y: number[] }>();
  for (const [pixel, part] of image.mask.entries()) {
    const { thing } = image.parts.get(part)!;
    if (thing === null) continue;
    const box = boxes.get(thing) ?? { kind: image.classes.get(part)!, x: [], y: [] };
    boxes.set(thing, box);
    box.x.push(pixel % image.width);
    box.y.push(Math.floor(pixel / image.width));
  }
  return [...boxes.values()]
    .filter(({ x }) => x.length > 400)
    .map(({ kind, x, y }) => {
      const [x0, x1, y0, y1] = [least(x), most(x), least(y), most(y)];
      const side = Math.min(Math.round(1.15 * Math.max(x1 - x0, y1 - y0)), image.height / 2);
      return { kind, left: Math.round((x0 + x1 - side) / 2), top: Math.round((y0 + y1 - side) / 2), side };
    });
}

/** How often the most similar patch of another photograph shows the same kind of thing. */
async function printDense(of: DenseEncoder): Promise<void> {
  const grids = [];
  for (const image of images) {
    const { rows, columns, features } = await of.encodeImage(image);
    grids.push({ rows, columns, features, image });
  }
  let [right, count] = [0, 0];
  const known = grids.map(({ rows, columns, image }) =>
    Array.from({ length: rows * columns }, (_, patch) =>
      classOfPatch(image, patch % columns, Math.floor(patch / columns)),
    ),
  );
  for (const [index, { features }] of grids.entries()) {
    for (let patch = 3; patch < known[index]!.length; patch += 29) {
      const label = known[index]![patch]!;
      if (label === null || !label.isThing) continue;
      const isElsewhere = known.some((list, other) => other !== index && list.some((own) => own?.name === label.name));
      if (!isElsewhere) continue;
      let best = { similarity: -2, name: '' };
      for (const [other, grid] of grids.entries()) {
        if (other === index) continue;
        for (let row = 0; row < known[other]!.length; row++) {
          const name = known[other]![row]?.name;
          if (name === undefined) continue;
          const own = features.subarray(patch * of.dimensions, (patch + 1) * of.dimensions);
          const similarity = dot(own, grid.features, row, of.dimensions);
          if (similarity > best.similarity) best = { similarity, name };
        }
      }
      count += 1;
      if (best.name === label.name) right += 1;
    }
  }
  console.log(
    `dense features: the nearest of other photographs' patches is of the same kind for ${percent(right / count)} of ${count}`,
  );
}

function dot(a: Float32Array, rows: Float32Array, row: number, dimensions: number): number {
  let sum = 0;
  for (let d = 0; d < dimensions; d++) sum += a[d]! * rows[row * dimensions + d]!;
  return sum;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function least(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b));
}

function most(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b));
}
