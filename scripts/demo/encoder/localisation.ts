import { cropSquare } from '../../../main/encoders/crop.ts';
import type { ImageTextEncoder } from '../../../main/encoders/types.ts';
import { pyramidLevels, tilePosition, tilesOf } from '../../../main/features/pyramid.ts';
import type { LabelledImage } from './labelled-image.ts';

export interface Localisation {
  readonly phrase: string;
  /** Relevancy at its highest point, over all sizes of crops. */
  readonly peak: number;
  /** Whether that point shows what the phrase speaks of. */
  readonly isInside: boolean;
}

const cropsPerBatch = 128;
/** Every so many pixels a point of the relevancy map is looked at. */
const raster = 4;
const relevancyScale = 10;
/** What shows less of itself is not asked for, in pixels. */
const fewestPixels = 200;

/**
 * LERF without a field: the pyramid of crops over one image, and for each phrase that an object in it can be
 * asked by, where its relevancy is highest.
 */
export async function localise(image: LabelledImage, encoder: ImageTextEncoder, canonical: readonly string[]) {
  const asked = [...questionsOf(image)];
  if (asked.length === 0) return [];
  const texts = await encoder.encodeTexts([...asked.map(([phrase]) => phrase), ...canonical]);
  const count = asked.length + canonical.length;
  const best = asked.map(() => ({ peak: -1, x: 0, y: 0 }));
  for (const level of pyramidLevels(image)) {
    const tiles = tilesOf(level);
    const cosines = await tileCosines(image, tiles, encoder, texts, count);
    const row = new Float64Array(count);
    for (let y = raster / 2; y < image.height; y += raster) {
      for (let x = raster / 2; x < image.width; x += raster) {
        interpolate(cosines, level, x, y, row);
        const threshold = Math.max(...row.subarray(asked.length));
        for (const [index, found] of best.entries()) {
          const relevancy = 1 / (1 + Math.exp(-relevancyScale * (row[index]! - threshold)));
          if (relevancy > found.peak) best[index] = { peak: relevancy, x, y };
        }
      }
    }
  }
  return asked.map(([phrase, things], index): Localisation => {
    const { peak, x, y } = best[index]!;
    const { thing } = image.parts.get(image.mask[y * image.width + x]!)!;
    return { phrase, peak, isInside: thing !== null && things.has(thing) };
  });
}

/** The phrases that hold for some thing that is seen, with all the things they hold for. */
function questionsOf(image: LabelledImage): Map<string, Set<number>> {
  const pixels = new Map<number, number>();
  for (const part of image.mask) {
    const { thing } = image.parts.get(part)!;
    if (thing !== null) pixels.set(thing, (pixels.get(thing) ?? 0) + 1);
  }
  const asked = new Set<string>();
  for (const [thing, phrases] of image.questions) {
    if ((pixels.get(thing) ?? 0) >= fewestPixels) for (const phrase of phrases) asked.add(phrase);
  }
  const holds = new Map([...asked].map((phrase) => [phrase, new Set<number>()]));
  for (const { thing, captions } of image.parts.values()) {
    if (thing !== null) for (const phrase of captions) holds.get(phrase)?.add(thing);
  }
  return holds;
}

/** Cosines of every tile with every text, [tiles, texts]. */
async function tileCosines(
  image: LabelledImage,
  tiles: readonly { left: number; top: number; side: number }[],
  encoder: ImageTextEncoder,
  texts: Float32Array,
  count: number,
): Promise<Float32Array> {
  const { dimensions } = encoder;
  const imageSize = encoder.inputSize.width;
  const cosines = new Float32Array(tiles.length * count);
  const size = 3 * imageSize ** 2;
  for (let first = 0; first < tiles.length; first += cropsPerBatch) {
    const batch = tiles.slice(first, first + cropsPerBatch);
    const pixels = new Uint8Array(batch.length * size);
    for (const [i, { left, top, side }] of batch.entries()) {
      cropSquare(image, left, top, side, imageSize, pixels, i * size);
    }
    const embeddings = await encoder.encodeImages(pixels, batch.length);
    for (let i = 0; i < batch.length; i++) {
      for (let text = 0; text < count; text++) {
        let sum = 0;
        for (let d = 0; d < dimensions; d++) sum += embeddings[i * dimensions + d]! * texts[text * dimensions + d]!;
        cosines[(first + i) * count + text] = sum;
      }
    }
  }
  return cosines;
}

/** The cosines at a place, bilinear between the tiles around it. */
function interpolate(
  cosines: Float32Array,
  level: ReturnType<typeof pyramidLevels>[number],
  x: number,
  y: number,
  out: Float64Array,
): void {
  const along = (position: number, count: number) => {
    const place = Math.max(0, Math.min(count - 1, tilePosition(level, position)));
    const first = Math.min(Math.floor(place), Math.max(0, count - 2));
    return { first, second: Math.min(first + 1, count - 1), fraction: place - first };
  };
  const [across, down] = [along(x, level.columns), along(y, level.rows)];
  const count = out.length;
  const at = (row: number, column: number) => (row * level.columns + column) * count;
  const [a, b] = [at(down.first, across.first), at(down.first, across.second)];
  const [c, d] = [at(down.second, across.first), at(down.second, across.second)];
  for (let i = 0; i < count; i++) {
    const upper = cosines[a + i]! + across.fraction * (cosines[b + i]! - cosines[a + i]!);
    const lower = cosines[c + i]! + across.fraction * (cosines[d + i]! - cosines[c + i]!);
    out[i] = upper + down.fraction * (lower - upper);
  }
}
