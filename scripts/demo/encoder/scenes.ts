import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { z } from 'zod';
import { palette } from '../scene/palette.ts';
import {
  canonicalPhrases,
  captionsOf,
  captionsOfPart,
  type Described,
  entryOf,
  kindNames,
  surfaceCaptions,
} from '../scene/vocabulary.ts';
import type { LabelledImage, PartLabel } from './labelled-image.ts';

/** Seeds of the scenes that the encoder learns from, and of those that it is scored on. */
export const trainingSeeds = { first: 10_000, last: 19_999 } as const;
export const heldOutSeeds = { first: 20_000, last: 20_999 } as const;

const phrases = z.array(z.string());
/** As much of a scene.json as training needs. */
const sceneSchema = z.object({
  objects: z.array(
    z.object({
      id: z.number().int(),
      name: z.string(),
      phrases,
      captions: phrases,
      parts: z.array(z.object({ id: z.number().int(), captions: phrases })),
    }),
  ),
  surfaces: z.array(z.object({ id: z.number().int(), name: z.string(), captions: phrases })),
});

/** Seeds between two that have a complete scene in `folder`, which is called by its seed. */
export function seedsIn(folder: string, { first, last }: { readonly first: number; readonly last: number }): number[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .map(Number)
    .filter((seed) => seed >= first && seed <= last && existsSync(join(folder, String(seed), 'scene.json')))
    .sort((a, b) => a - b);
}

/** The views of scenes, decoded: about 0.7 MB each. */
export async function loadScenes(folder: string, seeds: readonly number[]): Promise<LabelledImage[]> {
  const images: LabelledImage[] = [];
  for (const seed of seeds) {
    const scene = join(folder, String(seed));
    const labels = labelsOf(sceneSchema.parse(JSON.parse(readFileSync(join(scene, 'scene.json'), 'utf8'))));
    for (const file of readdirSync(join(scene, 'images')).sort()) {
      const photograph = sharp(join(scene, 'images', file)).removeAlpha();
      const { data, info } = await photograph.raw().toBuffer({ resolveWithObject: true });
      const mask = await sharp(join(scene, 'masks', file.replace('.jpg', '.png')))
        .toColourspace('b-w')
        .raw()
        .toBuffer();
      const { width, height } = info;
      if (mask.length !== width * height) throw new Error(`the mask of ${file} in ${scene} is of another size`);
      images.push({ pixels: Uint8Array.from(data), width, height, mask: Uint8Array.from(mask), ...labels });
    }
  }
  return images;
}

/** What the numbers in a scene's masks stand for, in words. */
function labelsOf({ objects, surfaces }: z.output<typeof sceneSchema>) {
  const parts = new Map<number, PartLabel>([[0, { thing: null, captions: ['background'], own: [] }]]);
  const classes = new Map([[0, 'background']]);
  for (const { id, name, captions } of surfaces) {
    parts.set(id, { thing: null, captions, own: [] });
    classes.set(id, name);
  }
  for (const object of objects) {
    for (const part of object.parts) {
      parts.set(part.id, { thing: object.id, captions: object.captions, own: part.captions });
      classes.set(part.id, object.name);
    }
  }
  const questions = new Map(objects.map((object) => [object.id, object.phrases]));
  return { parts, questions, classes };
}

/** Every phrase that could be said of anything in any scene. */
export function allPhrases(): string[] {
  const all = new Set<string>(['background']);
  const addAll = (captions: readonly string[]) => {
    for (const caption of captions) all.add(caption);
  };
  for (const kind of kindNames) {
    for (const look of entryOf(kind).looks) {
      for (const colour of look.colours) {
        for (const pattern of look.patterns ?? (['plain'] as const)) {
          const thing: Described = { kind, colour, material: look.material, pattern };
          addAll(captionsOf(thing));
          for (const part of Object.keys(entryOf(kind).parts ?? {})) addAll(captionsOfPart(thing, part));
        }
      }
    }
  }
  for (const surface of ['table', 'wall', 'floor', 'window', 'picture', 'furniture', 'leg'] as const) {
    for (const finish of ['wood', 'stone', 'cloth'] as const) addAll(surfaceCaptions(surface, finish));
  }
  return [...all].sort();
}

/** One name for each kind of thing and of surroundings. */
export function allNames(): string[] {
  const surroundings = (['table', 'wall', 'floor', 'window', 'picture', 'furniture', 'leg'] as const).map(
    (surface) => surfaceCaptions(surface, 'wood')[0]!,
  );
  return [...kindNames.map((kind) => entryOf(kind).names[0]), ...surroundings];
}

/** The words for colours, of which phrases with another one are made. */
export { canonicalPhrases };
export const colours: readonly string[] = Object.keys(palette);
