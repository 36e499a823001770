import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openDenseEncoder, openImageTextEncoder } from './open.ts';
import { EncoderShelf } from './shelf.ts';
import {
  dinoFiles,
  type Files,
  openClipFiles,
  siglipFiles,
  tinyImageTower,
  tinySide,
  tinyTextTower,
  transformersFiles,
  writeFiles,
} from './test-models.ts';

const scratch = mkdtempSync(join(tmpdir(), 'lerf-encoders-'));
afterAll(() => rmSync(scratch, { recursive: true }));

let count = 0;
/** A data folder, and the id under which the files were added to it. */
async function added(files: Files): Promise<{ dataFolder: string; id: string }> {
  const dataFolder = join(scratch, String(count++));
  const folder = writeFiles(join(dataFolder, 'mine'), files);
  return { dataFolder, id: await new EncoderShelf(dataFolder).addFolder(folder) };
}

async function openClip(files: Files) {
  const { dataFolder, id } = await added(files);
  return openImageTextEncoder(id, { dataFolder, device: 'cpu' });
}
async function openDino(files: Files) {
  const { dataFolder, id } = await added(files);
  return openDenseEncoder(id, { dataFolder, device: 'cpu' });
}

/** Crops of one colour each. */
const crops = (...colours: [number, number, number][]) =>
  Uint8Array.from(
    colours.flatMap((colour) =>
      Array(tinySide ** 2)
        .fill(colour)
        .flat(),
    ),
  );
const lengthsOf = (rows: Float32Array, dimensions: number) =>
  Array.from({ length: rows.length / dimensions }, (_, row) =>
    Math.hypot(...rows.subarray(row * dimensions, (row + 1) * dimensions)),
  );

/** The greatest of all places. */
const difference = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]!)));

describe.each([
  ['CLIP as transformers.js has it', transformersFiles],
  ['OpenCLIP', openClipFiles],
  ['SigLIP', siglipFiles],
] as const)('%s', (_, files) => {
  it('embeds images, each as if it were alone, at unit length', async () => {
    await using encoder = await openClip(files());
    const { dimensions } = encoder;
    expect(encoder).toMatchObject({ id: 'folder:mine', dimensions: 6, inputSize: { width: 4, height: 4 } });
    const colours = Array.from({ length: 70 }, (_, i): [number, number, number] => [i * 3, 255 - i, i]);
    const together = await encoder.encodeImages(crops(...colours), colours.length);
    for (const length of lengthsOf(together, dimensions)) expect(length).toBeCloseTo(1, 5);
    for (const i of [0, 63, 64, 69]) {
      const alone = await encoder.encodeImages(crops(colours[i]!), 1);
      const inRow = together.subarray(i * dimensions, (i + 1) * dimensions);
      expect(difference(alone, inRow)).toBeLessThan(1e-5);
    }
  });

  it('embeds texts, each as if it were alone, whatever their case', async () => {
    await using encoder = await openClip(files());
    const texts = ['red cup', 'green book', 'RED  Cup', ...Array(20).fill('cup')];
    const rows = await encoder.encodeTexts(texts);
    const row = (i: number) => [...rows.subarray(6 * i, 6 * i + 6)];
    expect(row(2)).toEqual(row(0));
    expect(row(1)).not.toEqual(row(0));
    expect(row(22)).toEqual(row(3));
    expect(difference(row(1), await encoder.encodeTexts(['green book']))).toBeLessThan(1e-5);
    for (const length of lengthsOf(rows, 6)) expect(length).toBeCloseTo(1, 5);
  });

  it('knows every word', async () => {
    await using encoder = await openClip(files());
    expect(encoder.unknownWords('a blue bicycle')).toEqual([]);
  });
});

it('normalises images as the model says: by mean and deviation, [0, 1] before that', async () => {
  // The weights of the tower are the identity, so that its answer is the normalised colour itself.
  const identity = tinyImageTower({ dimensions: 3, identity: true });
  await using encoder = await openClip({
    ...transformersFiles(),
    'onnx/vision_model.onnx': identity,
    'onnx/text_model.onnx': tinyTextTower({ dimensions: 3 }),
  });
  const embedding = await encoder.encodeImages(crops([255, 0, 51]), 1);
  const expected = [(1 - 0.48145466) / 0.26862954, (0 - 0.4578275) / 0.26130258, (0.2 - 0.40821073) / 0.27577711];
  const length = Math.hypot(...expected);
  expect(
    difference(
      embedding,
      expected.map((value) => value / length),
    ),
  ).toBeLessThan(1e-5);
});

it('feeds half-precision models, and says which words are new to a model with a word list', async () => {
  await using encoder = await openClip({
    ...transformersFiles('_fp16'),
    'onnx/vision_model_fp16.onnx': tinyImageTower({ type: 'float16' }),
    'vocabulary.json': ['cup', 'red', 'the'],
  });
  await using exact = await openClip(transformersFiles());
  const pixels = crops([10, 200, 90]);
  const [half, full] = [await encoder.encodeImages(pixels, 1), await exact.encodeImages(pixels, 1)];
  expect(difference(half, full)).toBeLessThan(1e-2);
  expect(half).not.toEqual(full);
  expect(encoder.unknownWords("The red bicycle's cup, a bicycle")).toEqual(['bicycle', 's', 'a']);
  expect(encoder.fingerprint).not.toBe(exact.fingerprint);
});

it('masks what fills texts up where the model wants to know', async () => {
  const text = (mask: boolean) => openClip({ ...transformersFiles(), 'onnx/text_model.onnx': tinyTextTower({ mask }) });
  await using masked = await text(true);
  await using unmasked = await text(false);
  expect(await masked.encodeTexts(['cup'])).not.toEqual(await unmasked.encodeTexts(['cup']));
});

it('opens one tower without the other', async () => {
  const { id, dataFolder } = await added(transformersFiles());
  await using images = await openImageTextEncoder(id, { dataFolder, device: 'cpu', parts: 'image' });
  await using texts = await openImageTextEncoder(id, { dataFolder, device: 'cpu', parts: 'text' });
  expect(images.fingerprint).toBe(texts.fingerprint);
  expect(images.dimensions).toBe(texts.dimensions);
  expect(() => images.encodeTexts(['cup'])).toThrow('image tower only');
});

describe('a dense encoder', () => {
  /** Left half black, right half white. */
  const halves = (width: number, height: number) => ({
    width,
    height,
    pixels: Uint8Array.from({ length: 3 * width * height }, (_, i) =>
      Math.floor(i / 3) % width < width / 2 ? 0 : 255,
    ),
  });

  it('gives one feature for each patch of the image, row by row, and leaves the class token out', async () => {
    await using encoder = await openDino(dinoFiles());
    const { rows, columns, features } = await encoder.encodeImage(halves(8, 4));
    expect({ rows, columns, dimensions: encoder.dimensions }).toEqual({ rows: 2, columns: 4, dimensions: 3 });
    const row = [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1];
    expect([...features]).toEqual([...row, ...row]);
  });

  it('makes large images smaller, in proportion, to whole patches', async () => {
    await using encoder = await openDino(dinoFiles({ patch: 8, extraTokens: 5 }));
    const { rows, columns } = await encoder.encodeImage(halves(1000, 700));
    expect({ rows, columns }).toEqual({ rows: 44, columns: 63 });
  });

  it('makes the image as large as a model of one size takes it', async () => {
    await using encoder = await openDino(dinoFiles({ fixed: 6 }));
    const { rows, columns } = await encoder.encodeImage(halves(40, 30));
    expect({ rows, columns }).toEqual({ rows: 3, columns: 3 });
  });

  it('looks at an image in windows where the position embeddings fit one size only', async () => {
    // The tiny model has no positions: in windows and as a whole it sees the same.
    await using whole = await openDino(dinoFiles());
    await using windows = await openDino(dinoFiles({ resizes: false }));
    const image = { width: 22, height: 12, pixels: Uint8Array.from({ length: 3 * 22 * 12 }, (_, i) => (i * 37) % 256) };
    const [expected, answer] = [await whole.encodeImage(image), await windows.encodeImage(image)];
    expect({ rows: answer.rows, columns: answer.columns }).toEqual({ rows: 6, columns: 11 });
    expect(difference(answer.features, expected.features)).toBeLessThan(1e-6);
    const small = await windows.encodeImage(halves(4, 4));
    expect({ rows: small.rows, columns: small.columns }).toEqual({ rows: 4, columns: 4 });
  });
});

describe('what cannot be opened', () => {
  it('is an encoder that is not there', async () => {
    const dataFolder = join(scratch, 'nothing');
    await expect(openImageTextEncoder('clip-vit-b16', { dataFolder })).rejects.toThrow(/has not been downloaded/);
    await expect(openImageTextEncoder('folder:mine', { dataFolder })).rejects.toThrow(
      /There is no encoder folder:mine/,
    );
    await expect(openImageTextEncoder('../../etc', { dataFolder })).rejects.toThrow(/There is no encoder/);
  });

  it('is a dense encoder where one for texts is wanted, and the other way round', async () => {
    const dino = await added(dinoFiles());
    await expect(openImageTextEncoder(dino.id, dino)).rejects.toThrow(/understands no text/);
    const clip = await added(transformersFiles());
    await expect(openDenseEncoder(clip.id, clip)).rejects.toThrow(/not their patches/);
  });

  it('is a model that ONNX Runtime refuses, and says so in one line', async () => {
    const broken = tinyImageTower({ brokenOperator: true });
    const failure = await openClip({ ...transformersFiles(), 'onnx/vision_model.onnx': broken }).catch(
      (error) => error,
    );
    expect(failure.code).toBe('bad-encoder');
    expect(failure.message).toMatch(/vision_model\.onnx cannot be run/);
    expect(failure.message).not.toContain('\n');
  });

  it('is a pair of towers of different size, though the files do not say so', async () => {
    const files = { ...transformersFiles(), 'onnx/text_model.onnx': tinyTextTower({ dimensions: 5, silent: true }) };
    await expect(openClip(files)).rejects.toThrow(/do not belong together: images have 6 dimensions, texts 5/);
  });
});
