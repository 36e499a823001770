import { resizeRegion } from '../encoders/crop.ts';
import type { ImageTextEncoder } from '../encoders/types.ts';
import { UserError } from '../errors.ts';
import type { FeatureGrid } from '../store/features.ts';
import type { RgbImage } from '../view/images.ts';
import { pyramidLevels, tilesOf } from './pyramid.ts';

/** Of a batch: what keeps an encoder busy without filling the memory with what it computes on the way. */
const pixelsPerBatch = 32 * 224 * 224;
const maxCropsPerBatch = 256;

export function cropsPerBatch({ inputSize: { width, height } }: ImageTextEncoder): number {
  return Math.min(maxCropsPerBatch, Math.max(1, Math.floor(pixelsPerBatch / (width * height))));
}

/**
 * The embeddings of an image's crop pyramid, by level.
 * @param file of the image, for people
 * @param perform is given every batch: how many crops it has, and what encodes it
 * @throws UserError conflict if the encoder fails, and whatever `perform` throws
 */
export async function embedTiles(
  photograph: RgbImage,
  encoder: ImageTextEncoder,
  file: string,
  perform: (crops: number, encode: () => Promise<void>) => Promise<void>,
): Promise<FeatureGrid[]> {
  const { dimensions, inputSize } = encoder;
  const levels = pyramidLevels(photograph);
  const tiles = levels.flatMap(tilesOf);
  const embeddings = new Float16Array(tiles.length * dimensions);
  const cropBytes = 3 * inputSize.width * inputSize.height;
  const perBatch = cropsPerBatch(encoder);
  const pixels = new Uint8Array(perBatch * cropBytes);
  for (let first = 0; first < tiles.length; first += perBatch) {
    const batch = tiles.slice(first, first + perBatch);
    await perform(batch.length, async () => {
      for (const [i, { left, top, side }] of batch.entries()) {
        resizeRegion(photograph, { left, top, width: side, height: side }, inputSize, pixels, i * cropBytes);
      }
      const encoded = await encoder.encodeImages(pixels.subarray(0, batch.length * cropBytes), batch.length);
      embeddings.set(finite(encoded, encoder.id, file), first * dimensions);
    });
  }
  let begin = 0;
  return levels.map(({ rows, columns }) => {
    const end = begin + rows * columns * dimensions;
    const values = embeddings.subarray(begin, end);
    begin = end;
    return { rows, columns, values };
  });
}

/** The same values. @throws UserError if one of them is no number, as where a half-precision model overflows */
export function finite(values: Float32Array, encoder: string, file: string): Float32Array {
  if (values.every((value) => Number.isFinite(value))) return values;
  throw new UserError(
    'conflict',
    `The encoder ${encoder} gave values that are no numbers for ${file}.`,
    'Choose another encoder, or files of it in full precision.',
  );
}
