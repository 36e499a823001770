import { z } from 'zod';
import type { Device } from '../api/contract.ts';
import { badEncoder, readModelJson } from './bad-encoder.ts';
import {
  differentSizes,
  embeddingOutput,
  type ImageTextFolder,
  imageInput,
  type ModelFile,
  tokenInput,
} from './model-folder.ts';
import type { OnnxValue } from './onnx-file.ts';
import { normalise, toUnitLength } from './preprocessing.ts';
import { chooseDevice, EncoderSession, type Feed } from './session.ts';
import { TextTokenizer } from './tokenizer.ts';
import type { ImageTextEncoder } from './types.ts';

export interface OpenModelOptions {
  readonly id: string;
  readonly fingerprint: string;
  readonly device: Device;
}

/** Which of the towers are needed: each takes time to open, and memory. */
export type Towers = 'image' | 'text' | 'both';

/** Opens a folder that `readModelFolder` found good. @throws UserError bad-encoder, device-unavailable */
export async function openTowers(
  folder: ImageTextFolder,
  { id, fingerprint, device, parts }: OpenModelOptions & { readonly parts: Towers },
): Promise<ImageTextEncoder> {
  const chosen = await chooseDevice(device);
  await using opened = new AsyncDisposableStack();
  const open = async (part: 'image' | 'text'): Promise<EncoderSession | null> =>
    parts === part || parts === 'both' ? opened.use(await EncoderSession.open(folder[part], chosen)) : null;
  const [imageSession, textSession] = [await open('image'), await open('text')];
  const image =
    imageSession && new ImageTower(imageSession, folder, chosen === 'cpu' ? pixelsPerRun.cpu : pixelsPerRun.gpu);
  const text = textSession && new TextTower(textSession, folder);
  // The first run tells what comes out, also where a model leaves the shapes of its outputs open.
  const sizes = [image && (await image.dimensions()), text && (await text.dimensions())] as const;
  const dimensions = sizes[0] ?? sizes[1]!;
  if (sizes[1] !== null && sizes[1] !== dimensions) throw differentSizes(folder.root, dimensions, sizes[1]);
  const vocabulary = folder.vocabulary && readVocabulary(folder.vocabulary);
  const sessions = opened.move();
  const needed = <Part>(tower: Part | null): Part => {
    if (!tower) throw new Error(`the encoder ${id} was opened for its ${parts} tower only`);
    return tower;
  };
  const { width, height } = folder.preprocessing;
  return {
    id,
    fingerprint,
    dimensions,
    inputSize: { width, height },
    encodeImages: (pixels, count) => needed(image).encode(pixels, count),
    encodeTexts: (texts) => needed(text).encode(texts),
    unknownWords: (phrase) => (vocabulary ? words(phrase).filter((word) => !vocabulary.has(word)) : []),
    [Symbol.asyncDispose]: () => sessions.disposeAsync(),
  };
}

/**
 * How much goes into one run. On a CPU more makes a large model no faster (measured: docs/onnxruntime.md), only the
 * memory for what is computed on the way larger; a small one gains a quarter, a GPU much more.
 */
const pixelsPerRun = { cpu: 8 * 224 ** 2, gpu: 64 * 224 ** 2 };
const mostImagesPerRun = 64;
const textsPerRun = 16;

class ImageTower {
  readonly #session: EncoderSession;
  readonly #folder: ImageTextFolder;
  readonly #input: OnnxValue;
  readonly #imagesPerRun: number;

  constructor(session: EncoderSession, folder: ImageTextFolder, pixelsPerRun: number) {
    this.#session = session;
    this.#folder = folder;
    this.#input = imageInput(folder.image.outline)!;
    const { width, height } = folder.preprocessing;
    this.#imagesPerRun = Math.min(Math.max(1, Math.floor(pixelsPerRun / (width * height))), mostImagesPerRun);
  }

  async dimensions(): Promise<number> {
    const { width, height } = this.#folder.preprocessing;
    return (await this.encode(new Uint8Array(3 * width * height), 1)).length;
  }

  encode(pixels: Uint8Array, count: number): Promise<Float32Array> {
    const { preprocessing, image } = this.#folder;
    const { width, height } = preprocessing;
    const length = 3 * width * height;
    if (pixels.length !== length * count) {
      throw new RangeError(`${pixels.length} bytes are no ${count} RGB images of ${width} × ${height}`);
    }
    return embedInBatches(
      this.#session,
      image,
      count,
      this.#input.shape[0] ?? null,
      this.#imagesPerRun,
      (begin, rows) => {
        const crops = rowsOf(pixels, length, begin, rows);
        return [{ input: this.#input, values: normalise(crops, rows, preprocessing), shape: [rows, 3, height, width] }];
      },
    );
  }
}

class TextTower {
  readonly #session: EncoderSession;
  readonly #folder: ImageTextFolder;
  readonly #tokenizer: TextTokenizer;
  readonly #input: OnnxValue;
  readonly #maskInput: OnnxValue | undefined;

  constructor(session: EncoderSession, folder: ImageTextFolder) {
    this.#session = session;
    this.#folder = folder;
    this.#tokenizer = new TextTokenizer(folder.tokenizer);
    this.#input = tokenInput(folder.text.outline)!;
    this.#maskInput = folder.text.outline.inputs.find(({ name }) => name === 'attention_mask');
  }

  async dimensions(): Promise<number> {
    return (await this.encode(['object'])).length;
  }

  encode(texts: readonly string[]): Promise<Float32Array> {
    const { ids, mask } = this.#tokenizer.encode(texts);
    const { length } = this.#tokenizer;
    const fixed = this.#input.shape[0] ?? null;
    return embedInBatches(this.#session, this.#folder.text, texts.length, fixed, textsPerRun, (begin, rows) => {
      const shape = [rows, length];
      const feeds: Feed[] = [{ input: this.#input, values: rowsOf(ids, length, begin, rows), shape }];
      if (this.#maskInput) feeds.push({ input: this.#maskInput, values: rowsOf(mask, length, begin, rows), shape });
      return feeds;
    });
  }
}

/**
 * Runs a tower over many rows, some at a time.
 * @param fixedRows how many rows the model takes at once, if it takes only that many
 * @param feeds the inputs of a run of `rows` rows from `begin` on; rows beyond the last are filled up with zeros
 */
async function embedInBatches(
  session: EncoderSession,
  { path, outline }: ModelFile,
  count: number,
  fixedRows: number | null,
  usualRows: number,
  feeds: (begin: number, rows: number) => Feed[],
): Promise<Float32Array> {
  const output = embeddingOutput(outline);
  if (!output) throw badEncoder(`${path} has no output that could be an embedding.`);
  let embeddings = new Float32Array(0);
  for (let begin = 0; begin < count; ) {
    const rows = fixedRows ?? Math.min(usualRows, count - begin);
    const { values, shape } = await session.run(feeds(begin, rows), output.name);
    const [outputRows, dimensions] = shape;
    if (shape.length !== 2 || outputRows !== rows || !dimensions) {
      throw badEncoder(`${path} answers with [${shape}] instead of one embedding for each of ${rows} inputs.`);
    }
    if (begin === 0) embeddings = new Float32Array(count * dimensions);
    const useful = Math.min(rows, count - begin);
    embeddings.set(toUnitLength(values.subarray(0, useful * dimensions), dimensions), begin * dimensions);
    begin += useful;
  }
  return embeddings;
}

/** Some rows of a table, with rows of zeros where it ends. */
function rowsOf<Values extends Uint8Array | Int32Array>(
  table: Values,
  length: number,
  begin: number,
  rows: number,
): Values {
  const part = table.subarray(begin * length, (begin + rows) * length);
  if (part.length === rows * length) return part as Values;
  const filled = table instanceof Uint8Array ? new Uint8Array(rows * length) : new Int32Array(rows * length);
  filled.set(part);
  return filled as Values;
}

function readVocabulary(path: string): ReadonlySet<string> {
  return new Set(readModelJson(path, z.array(z.string())).map((word) => word.toLowerCase()));
}

/** The words of a phrase, once each, as a vocabulary lists them. */
function words(phrase: string): string[] {
  return [...new Set(phrase.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])];
}
