import { badEncoder } from './bad-encoder.ts';
import { type Region, type RgbPixels, resizeRegion } from './crop.ts';
import type { OpenModelOptions } from './image-text-encoder.ts';
import { type DenseFolder, imageInput } from './model-folder.ts';
import { normalise } from './preprocessing.ts';
import { chooseDevice, EncoderSession } from './session.ts';
import type { DenseEncoder } from './types.ts';

/** As large as the reference has images for DINO. */
const longestSide = 500;

/** Opens a folder that `readModelFolder` found good. @throws UserError bad-encoder, device-unavailable */
export async function openPatchModel(
  folder: DenseFolder,
  { id, fingerprint, device }: OpenModelOptions,
): Promise<DenseEncoder> {
  const chosen = await chooseDevice(device);
  await using opened = new AsyncDisposableStack();
  const session = opened.use(await EncoderSession.open(folder.model, chosen));
  const model = new PatchModel(session, folder);
  const { width, height } = folder.preprocessing;
  const { dimensions } = await model.encode({ pixels: new Uint8Array(3 * width * height), width, height });
  const sessions = opened.move();
  return {
    id,
    fingerprint,
    dimensions,
    encodeImage: (image) => model.encode(image),
    [Symbol.asyncDispose]: () => sessions.disposeAsync(),
  };
}

interface PatchGrid {
  readonly rows: number;
  readonly columns: number;
  readonly dimensions: number;
  /** [rows · columns, dimensions] */
  readonly features: Float32Array;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

class PatchModel {
  readonly #session: EncoderSession;
  readonly #folder: DenseFolder;

  constructor(session: EncoderSession, folder: DenseFolder) {
    this.#session = session;
    this.#folder = folder;
  }

  /** The image as large as it suits the model, in windows where it takes less at once; their overlaps are averaged. */
  async encode(image: RgbPixels): Promise<PatchGrid> {
    const { size, window } = this.#sizes(image);
    const resized = resizedRegion(image, { left: 0, top: 0, ...sizeOf(image) }, size);
    const patches = ({ width, height }: Size) => [this.#patches(height), this.#patches(width)] as const;
    const [rows, columns] = patches(size);
    const [windowRows, windowColumns] = patches(window);
    const counts = new Float32Array(rows * columns);
    let sums = new Float32Array(0);
    let dimensions = 0;
    for (const top of windowStarts(rows, windowRows)) {
      for (const left of windowStarts(columns, windowColumns)) {
        const { patchSize } = this.#folder;
        const region = { left: left * patchSize, top: top * patchSize, ...window };
        const part = await this.#run(resizedRegion(resized, region, window));
        dimensions = part.dimensions;
        if (sums.length === 0) sums = new Float32Array(rows * columns * dimensions);
        for (let row = 0; row < windowRows; row++) {
          for (let column = 0; column < windowColumns; column++) {
            const [from, to] = [row * windowColumns + column, (top + row) * columns + left + column];
            counts[to]! += 1;
            for (let i = 0; i < dimensions; i++) sums[to * dimensions + i]! += part.features[from * dimensions + i]!;
          }
        }
      }
    }
    return { rows, columns, dimensions, features: sums.map((sum, i) => sum / counts[Math.floor(i / dimensions)]!) };
  }

  async #run({ pixels, width, height }: RgbPixels): Promise<PatchGrid> {
    const { model, preprocessing } = this.#folder;
    const values = normalise(pixels, 1, { ...preprocessing, width, height });
    const feed = { input: imageInput(model.outline)!, values, shape: [1, 3, height, width] };
    const { values: tokens, shape } = await this.#session.run([feed], this.#output());
    const [rows, columns] = [this.#patches(height), this.#patches(width)];
    const [, count, dimensions] = shape;
    // The class token, and registers where a model has them, come before the patches.
    if (shape.length !== 3 || !count || !dimensions || count < rows * columns || count > rows * columns + 16) {
      throw badEncoder(`${model.path} answers with [${shape}] instead of features of ${rows} × ${columns} patches.`);
    }
    return { rows, columns, dimensions, features: tokens.subarray((count - rows * columns) * dimensions) };
  }

  /** How large an image is made, and how much of that the model takes at once. */
  #sizes(image: Size): { size: Size; window: Size } {
    const { model, patchSize, preprocessing } = this.#folder;
    const [, , height, width] = imageInput(model.outline)!.shape;
    // A model of one size was made for whole images of that size, whatever their proportions were.
    if (height && width) return { size: { width, height }, window: { width, height } };
    const scale = Math.min(1, longestSide / Math.max(image.width, image.height));
    const wholePatches = (length: number) => Math.max(1, Math.round((length * scale) / patchSize)) * patchSize;
    const size = { width: wholePatches(image.width), height: wholePatches(image.height) };
    if (model.outline.operators.has('Resize')) return { size, window: size };
    // Without an operator that resizes the position embeddings they fit one size only, though the shape is open.
    const window = sizeOf(preprocessing);
    const atLeast = { width: Math.max(size.width, window.width), height: Math.max(size.height, window.height) };
    return { size: atLeast, window };
  }

  #patches(length: number): number {
    return Math.floor(length / this.#folder.patchSize);
  }

  #output(): string {
    const { outputs } = this.#folder.model.outline;
    return (outputs.find(({ name }) => name === 'last_hidden_state') ?? outputs[0])!.name;
  }
}

const sizeOf = ({ width, height }: Size): Size => ({ width, height });

function resizedRegion(image: RgbPixels, region: Region, size: Size): RgbPixels {
  const pixels = new Uint8Array(3 * size.width * size.height);
  resizeRegion(image, region, size, pixels, 0);
  return { pixels, ...size };
}

/** Where windows begin that cover a length, as few as can be and evenly spread. */
function windowStarts(length: number, window: number): number[] {
  const count = Math.ceil(length / window);
  return Array.from({ length: count }, (_, i) => (count === 1 ? 0 : Math.round((i * (length - window)) / (count - 1))));
}
