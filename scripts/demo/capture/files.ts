import sharp from 'sharp';
import type { SceneDescription, View } from '../scene/description.ts';
import { intrinsics } from '../scene/views.ts';
import { entryOf, phrasesOf, phrasesOfPart } from '../scene/vocabulary.ts';
import type { Target } from './phrases.ts';
import type { Relation } from './relations.ts';
import { up, worldBox, worldFromCamera } from './world.ts';

/** nerfstudio's transforms.json, with its split. */
export function transformsOf(
  views: readonly { readonly name: string; readonly view: View }[],
  heldOut: readonly string[],
  width: number,
  height: number,
) {
  const { fx, fy, cx, cy } = intrinsics(width, height);
  const file = (name: string) => `images/${name}.jpg`;
  const names = views.map(({ name }) => name);
  return {
    camera_model: 'PINHOLE',
    fl_x: fx,
    fl_y: fy,
    cx,
    cy,
    w: width,
    h: height,
    frames: views.map(({ name, view }) => ({ file_path: file(name), transform_matrix: worldFromCamera(view) })),
    train_filenames: names.filter((name) => !heldOut.includes(name)).map(file),
    test_filenames: heldOut.map(file),
  };
}

/** What stands in the scene, in the world of transforms.json, and what may be asked about it. */
export function captureScene(
  { seed, objects }: SceneDescription,
  targets: ReadonlyMap<string, readonly Target[]>,
  labelled: readonly string[],
  relations: readonly Relation[],
) {
  return {
    seed,
    up,
    labelled,
    phrases: [...targets].map(([phrase, fitting]) => ({
      phrase,
      objects: [...new Set(fitting.map(({ object }) => object.id))],
      isPart: fitting.every(({ isPart }) => isPart),
    })),
    objects: objects.map((object) => ({
      id: object.id,
      name: entryOf(object.kind).names[0],
      phrases: phrasesOf(object),
      colour: object.colour,
      material: object.material,
      category: entryOf(object.kind).categories[0],
      box: worldBox(object.box),
      on: object.host,
      parts: object.parts.map(({ id, name }) => ({ id, name, phrases: phrasesOfPart(object.kind, name) })),
    })),
    relations,
  };
}

/** Part ids, one a pixel, as an 8-bit grey PNG. */
export async function writeMask(path: string, ids: Uint8Array, size: { width: number; height: number }): Promise<void> {
  await sharp(ids, { raw: { ...size, channels: 1 } })
    .toColourspace('b-w')
    .png()
    .toFile(path);
}
