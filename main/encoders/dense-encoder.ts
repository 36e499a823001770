import { badEncoder } from './bad-encoder.ts';
import { type RgbPixels, resizeRegion } from './crop.ts';
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

class PatchModel {
  readonly #session: EncoderSession;
  readonly #folder: DenseFolder;

  constructor(session: EncoderSession, folder: DenseFolder) {
    this.#session = session;
    this.#folder = folder;
  }

  async encode(image: RgbPixels): Promise<PatchGrid> {
    const { model, patchSize, preprocessing } = this.#folder;
    const { width, height } = this.#inputSize(image);
    const resized = new Uint8Array(3 * width * height);
    const { width: imageWidth, height: imageHeight } = image;
    resizeRegion(image, { left: 0, top: 0, width: imageWidth, height: imageHeight }, { width, height }, resized, 0);
    const values = normalise(resized, 1, { ...preprocessing, width, height });
    const feed = { input: imageInput(model.outline)!, values, shape: [1, 3, height, width] };
    const { values: tokens, shape } = await this.#session.run([feed], this.#output());
    const [rows, columns] = [height / patchSize, width / patchSize];
    const [, count, dimensions] = shape;
    // The class token, and registers where a model has them, come before the patches.
    if (shape.length !== 3 || !count || !dimensions || count < rows * columns || count > rows * columns + 16) {
      throw badEncoder(`${model.path} answers with [${shape}] instead of features of ${rows} × ${columns} patches.`);
    }
    return { rows, columns, dimensions, features: tokens.slice((count - rows * columns) * dimensions) };
  }

  /** What the model takes: always the same size, or the image's own proportions as far as whole patches allow. */
  #inputSize(image: { width: number; height: number }): { width: number; height: number } {
    const { model, patchSize, preprocessing } = this.#folder;
    const [, , fixedHeight, fixedWidth] = imageInput(model.outline)!.shape;
    if (fixedHeight && fixedWidth) return { width: fixedWidth, height: fixedHeight };
    // Position embeddings are made for one size; only a model that resizes them takes others.
    if (!model.outline.operators.has('Resize')) return preprocessing;
    const scale = Math.min(1, longestSide / Math.max(image.width, image.height));
    const wholePatches = (length: number) => Math.max(1, Math.round((length * scale) / patchSize)) * patchSize;
    return { width: wholePatches(image.width), height: wholePatches(image.height) };
  }

  #output(): string {
    const { outputs } = this.#folder.model.outline;
    return (outputs.find(({ name }) => name === 'last_hidden_state') ?? outputs[0])!.name;
  }
}
