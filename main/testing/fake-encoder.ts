/**
 * Encoders that need no model: they embed the average colours of an image, so that a test can tell what
 * comes out. A phrase that names a colour is embedded like a crop of that colour.
 */
import type { DenseEncoder, ImageTextEncoder } from '../encoders/types.ts';
import { seededRandom } from './seeded-random.ts';

export interface FakeEncoderOptions {
  id?: string;
  fingerprint?: string;
  dimensions?: number;
  /** Side of a crop in pixels. */
  side?: number;
}

type Rgb = readonly [number, number, number];

const colours: Readonly<Record<string, Rgb>> = {
  black: [0, 0, 0],
  white: [255, 255, 255],
  grey: [128, 128, 128],
  red: [220, 40, 30],
  green: [40, 160, 50],
  blue: [40, 60, 200],
  yellow: [240, 220, 40],
  orange: [240, 140, 30],
  brown: [120, 80, 40],
  purple: [130, 50, 150],
};

/** Quarters of a crop, whose average colours make its embedding. */
const poolSide = 2;

export class FakeImageTextEncoder implements ImageTextEncoder {
  readonly id: string;
  readonly fingerprint: string;
  readonly dimensions: number;
  readonly inputSize: { readonly width: number; readonly height: number };
  /** Crops embedded so far. */
  encoded = 0;
  disposed = false;
  readonly #projection: Float32Array;

  constructor({ id = 'fake', fingerprint = 'fa4e', dimensions = 16, side = 8 }: FakeEncoderOptions = {}) {
    this.id = id;
    this.fingerprint = fingerprint;
    this.dimensions = dimensions;
    this.inputSize = { width: side, height: side };
    this.#projection = projection(dimensions, 3 * poolSide ** 2, fingerprint);
  }

  async encodeImages(pixels: Uint8Array, count: number): Promise<Float32Array> {
    const { width, height } = this.inputSize;
    if (pixels.length !== count * width * height * 3) {
      throw new RangeError(`${pixels.length} bytes are no ${count} crops of ${width} × ${height}`);
    }
    this.encoded += count;
    const embeddings = new Float32Array(count * this.dimensions);
    for (let crop = 0; crop < count; crop++) {
      const image = { pixels: pixels.subarray(crop * width * height * 3), width, height };
      embeddings.set(this.#embed(averageColours(image, poolSide, poolSide)), crop * this.dimensions);
    }
    return embeddings;
  }

  async encodeTexts(texts: readonly string[]): Promise<Float32Array> {
    const embeddings = new Float32Array(texts.length * this.dimensions);
    for (const [i, text] of texts.entries()) {
      const known = words(text).flatMap((word) => (colours[word] ? [colours[word]] : []));
      const colour = known[0] ?? colourOfWord(text);
      const flat = Float32Array.from({ length: 3 * poolSide ** 2 }, (_, at) => colour[at % 3]! / 255);
      embeddings.set(this.#embed(flat), i * this.dimensions);
    }
    return embeddings;
  }

  unknownWords(text: string): string[] {
    return words(text).filter((word) => !(word in colours));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.disposed = true;
  }

  #embed(pooled: Float32Array): Float32Array {
    const embedding = project(this.#projection, pooled, this.dimensions);
    const length = Math.hypot(...embedding);
    return embedding.map((value) => value / length);
  }
}

/** Patches of `side` pixels, or larger ones at the right and lower edge. */
export class FakeDenseEncoder implements DenseEncoder {
  readonly id: string;
  readonly fingerprint: string;
  readonly dimensions: number;
  /** Images encoded so far. */
  encoded = 0;
  disposed = false;
  readonly #side: number;
  readonly #projection: Float32Array;

  constructor({ id = 'fake-dense', fingerprint = 'de45e', dimensions = 6, side = 8 }: FakeEncoderOptions = {}) {
    this.id = id;
    this.fingerprint = fingerprint;
    this.dimensions = dimensions;
    this.#side = side;
    this.#projection = projection(dimensions, 3, fingerprint);
  }

  async encodeImage(image: { pixels: Uint8Array; width: number; height: number }) {
    this.encoded++;
    const rows = Math.max(1, Math.floor(image.height / this.#side));
    const columns = Math.max(1, Math.floor(image.width / this.#side));
    const averages = averageColours(image, rows, columns);
    const features = new Float32Array(rows * columns * this.dimensions);
    for (let patch = 0; patch < rows * columns; patch++) {
      const colour = averages.subarray(3 * patch, 3 * patch + 3);
      features.set(project(this.#projection, colour, this.dimensions), patch * this.dimensions);
    }
    return { rows, columns, features };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.disposed = true;
  }
}

/** Row by row the average colours of the cells of a grid over an image: r, g, b in [0, 1]. */
function averageColours(
  { pixels, width, height }: { pixels: Uint8Array; width: number; height: number },
  rows: number,
  columns: number,
): Float32Array {
  const averages = new Float32Array(rows * columns * 3);
  const counts = new Uint32Array(rows * columns);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const cell = Math.floor((y * rows) / height) * columns + Math.floor((x * columns) / width);
      counts[cell]!++;
      for (let channel = 0; channel < 3; channel++) {
        averages[3 * cell + channel]! += pixels[3 * (y * width + x) + channel]! / 255;
      }
    }
  }
  return averages.map((sum, i) => sum / counts[Math.floor(i / 3)]!);
}

/** [dimensions, inputs + 1] */
function projection(dimensions: number, inputs: number, seed: string): Float32Array {
  const random = seededRandom(hash(seed));
  return Float32Array.from({ length: dimensions * (inputs + 1) }, () => 2 * random() - 1);
}

/** The last column times a small constant keeps black from having no direction. */
function project(matrix: Float32Array, colours: Float32Array, dimensions: number): Float32Array {
  const width = colours.length + 1;
  return Float32Array.from({ length: dimensions }, (_, row) => {
    let sum = 0.1 * matrix[row * width + width - 1]!;
    for (const [column, value] of colours.entries()) sum += matrix[row * width + column]! * (value - 0.5);
    return sum;
  });
}

function words(text: string): string[] {
  return text.toLowerCase().match(/\p{L}+/gu) ?? [];
}

function colourOfWord(text: string): Rgb {
  const random = seededRandom(hash(text));
  return [255 * random(), 255 * random(), 255 * random()];
}

function hash(text: string): number {
  let sum = 0;
  for (const character of text) sum = (Math.imul(sum, 31) + character.codePointAt(0)!) >>> 0;
  return sum;
}
