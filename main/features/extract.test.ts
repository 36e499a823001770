import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { UserError } from '../errors.ts';
import type { ProjectFile } from '../store/project-file.ts';
import { checkUserError, temporaryProject } from '../store/test-support.ts';
import { FakeDenseEncoder, FakeImageTextEncoder } from '../testing/fake-encoder.ts';
import { type ExtractionHooks, extractFeatures } from './extract.ts';
import { estimateExtraction } from './extraction-plan.ts';
import { tileCount } from './pyramid.ts';
import { LanguageTargets } from './targets.ts';
import { addPhotographs } from './test-support.ts';

const quiet: ExtractionHooks = { onProgress: () => {}, isCancelled: () => false };

const sizes = [
  { width: 48, height: 36 },
  { width: 40, height: 30, split: 'test' as const },
  { width: 36, height: 48 },
  { width: 30, height: 24 },
];
const crops = [sizes[0]!, sizes[2]!, sizes[3]!].map(tileCount);
const allCrops = crops.reduce((sum, count) => sum + count, 0);

async function projectWithPhotographs(): Promise<ProjectFile> {
  const project = temporaryProject();
  await addPhotographs(project, sizes);
  return project;
}

const encoders = () => ({ image: new FakeImageTextEncoder(), dense: new FakeDenseEncoder() });

/** What happens to an extraction whose process dies in the middle. */
class DyingEncoder extends FakeImageTextEncoder {
  readonly #crops: number;

  constructor(crops: number) {
    super();
    this.#crops = crops;
  }

  override encodeImages(pixels: Uint8Array, count: number): Promise<Float32Array> {
    if (this.encoded > this.#crops) throw new Error('device lost');
    return super.encodeImages(pixels, count);
  }
}

describe('extraction', () => {
  it('embeds the training photographs and leaves the held-out ones alone', async () => {
    const project = await projectWithPhotographs();
    const { image, dense } = encoders();
    const estimate = estimateExtraction(project, image, dense);
    expect(estimate).toMatchObject({ images: 3, crops: allCrops, denseImages: 3 });
    expect(estimate.freeBytes).toBeGreaterThan(0);

    const result = await extractFeatures(project, { image, dense }, quiet);
    expect(result).toMatchObject({ images: 3, crops: allCrops, resumedImages: 0 });
    const sets = project.features.list();
    expect(sets.map(({ kind, encoder, frames }) => [kind, encoder, frames])).toEqual([
      ['pyramid', 'fake', 3],
      ['dense', 'fake-dense', 3],
    ]);
    for (const set of sets) expect(project.features.frames(set)).toEqual([0, 2, 3]);
    expect(result.bytes).toBe(sets.reduce((sum, { bytes }) => sum + bytes, 0));
    expect(sets[0]!.bytes).toBe(2 * 16 * allCrops);
    expect(estimate.bytes).toBeGreaterThanOrEqual(result.bytes);
    expect(estimateExtraction(project, image, dense)).toMatchObject({ images: 0, crops: 0, denseImages: 0, bytes: 0 });
  });

  it('cuts each tile where it lies: a red and a blue half are seen as such', async () => {
    const project = temporaryProject();
    const { width, height } = { width: 80, height: 60 };
    const pixels = new Uint8Array(3 * width * height);
    for (let pixel = 0; pixel < width * height; pixel++) {
      pixels.set(pixel % width < width / 2 ? [220, 40, 30] : [40, 60, 200], 3 * pixel);
    }
    await addPhotographs(project, [{ width, height, pixels }]);
    const { image } = encoders();
    await extractFeatures(project, { image, dense: null }, quiet);
    const targets = LanguageTargets.open(project, { image: image.fingerprint, dense: null });
    const texts = await image.encodeTexts(['red', 'blue']);
    const similarity = (x: number, y: number, scale: number, text: number) => {
      const seen = new Float32Array(image.dimensions);
      targets.clip(0, x, y, scale, seen, 0, 1);
      return seen.reduce((sum, value, i) => sum + value * texts[text * image.dimensions + i]!, 0);
    };
    for (const scale of [0, 0.3]) {
      expect(similarity(20, 30, scale, 0)).toBeGreaterThan(0.99);
      expect(similarity(60, 30, scale, 1)).toBeGreaterThan(0.99);
      expect(similarity(60, 30, scale, 0)).toBeLessThan(0.5);
    }
    // In a corner, half of the largest tile lies outside, where it is black.
    expect(similarity(5, 5, 1, 0)).toBeLessThan(0.95);
  });

  it('says how far it is, and what lies ahead', async () => {
    const project = await projectWithPhotographs();
    const seen: Parameters<ExtractionHooks['onProgress']>[] = [];
    await extractFeatures(project, encoders(), { ...quiet, onProgress: (...progress) => seen.push(progress) });
    const total = allCrops + 3;
    expect(seen[0]).toEqual([
      0,
      total,
      expect.stringMatching(/^\d+ crops and dense features of 3 images, 1 MB, /),
      expect.any(Number),
    ]);
    expect(seen.at(-1)).toEqual([total, total, 'Image 3 of 3, dense features', 0]);
    const done = seen.map(([count]) => count);
    expect(done).toEqual(done.toSorted((a, b) => a - b));
    for (const [, , , secondsLeft] of seen) expect(secondsLeft).toBeGreaterThanOrEqual(0);
  });

  it('goes on after it was killed between two images', async () => {
    const project = await projectWithPhotographs();
    const dying = new DyingEncoder(256 + crops[0]!);
    await expect(extractFeatures(project, { image: dying, dense: null }, quiet)).rejects.toThrow('device lost');
    expect(project.features.list()).toMatchObject([{ frames: 1 }]);
    const before = project.features.load(project.features.list()[0]!, 0);

    const image = new FakeImageTextEncoder();
    expect(await extractFeatures(project, { image, dense: null }, quiet)).toMatchObject({
      images: 3,
      crops: allCrops - crops[0]!,
      resumedImages: 1,
    });
    expect(project.features.load(project.features.list()[0]!, 0)).toEqual(before);

    const uninterrupted = await projectWithPhotographs();
    await extractFeatures(uninterrupted, { image, dense: null }, quiet);
    const [resumed, whole] = [project, uninterrupted].map(({ features }) =>
      features.frames(features.list()[0]!).map((frame) => features.load(features.list()[0]!, frame)),
    );
    expect(resumed).toEqual(whole);
  });

  it('stops between batches when it is cancelled, and keeps what is done', async () => {
    const project = await projectWithPhotographs();
    const { image, dense } = encoders();
    const cancelled = extractFeatures(
      project,
      { image, dense },
      {
        onProgress: () => {},
        isCancelled: () => image.encoded > 256 + crops[0]!,
      },
    );
    checkUserError(await cancelled.catch((error) => error), 'cancelled');
    expect(project.features.list().map(({ frames }) => frames)).toEqual([1, 1]);
    expect(image.encoded).toBeLessThan(256 + allCrops);
  });

  it('does nothing where everything is there', async () => {
    const project = await projectWithPhotographs();
    await extractFeatures(project, encoders(), quiet);
    const again = encoders();
    expect(await extractFeatures(project, again, quiet)).toMatchObject({ images: 3, crops: 0, resumedImages: 3 });
    expect([again.image.encoded, again.dense.encoded]).toEqual([0, 0]);
  });

  it('adds dense features to image features that are there', async () => {
    const project = await projectWithPhotographs();
    const { image, dense } = encoders();
    await extractFeatures(project, { image, dense: null }, quiet);
    expect(await extractFeatures(project, { image, dense }, quiet)).toMatchObject({ crops: 0, resumedImages: 0 });
    expect(project.features.list().map(({ frames }) => frames)).toEqual([3, 3]);
  });

  it('keeps encoders apart, and versions of one', async () => {
    const project = await projectWithPhotographs();
    const first = new FakeImageTextEncoder({ id: 'a', fingerprint: '01' });
    const second = new FakeImageTextEncoder({ id: 'a', fingerprint: '02', dimensions: 24 });
    for (const image of [first, second]) await extractFeatures(project, { image, dense: null }, quiet);
    expect(project.features.list().map(({ fingerprint, frames }) => [fingerprint, frames])).toEqual([
      ['01', 3],
      ['02', 3],
    ]);
    expect(LanguageTargets.open(project, { image: '01', dense: null }).dimensions).toBe(16);
    expect(LanguageTargets.open(project, { image: '02', dense: null }).dimensions).toBe(24);
    project.features.delete(project.features.find('pyramid', '01')!);
    expect(() => LanguageTargets.open(project, { image: '01', dense: null })).toThrow(UserError);
    expect(LanguageTargets.open(project, { image: '02', dense: null }).dimensions).toBe(24);
  });

  it('computes damaged features again', async () => {
    const project = await projectWithPhotographs();
    const { image } = encoders();
    await extractFeatures(project, { image, dense: null }, quiet);
    const database = new Database(project.path);
    database
      .prepare(
        `UPDATE feature_chunk SET data = CAST(x'01' || substr(data, 2) AS BLOB) WHERE feature_grid =
           (SELECT id FROM feature_grid WHERE frame_index = 2 AND level = 3)`,
      )
      .run();
    database.close();
    expect(() => LanguageTargets.open(project, { image: image.fingerprint, dense: null })).toThrow(
      /image 2 .* damaged/,
    );
    expect(await extractFeatures(project, { image, dense: null }, quiet)).toMatchObject({
      crops: crops[1],
      resumedImages: 2,
    });
    LanguageTargets.open(project, { image: image.fingerprint, dense: null });
  });

  it('refuses an encoder that gives no numbers, and keeps nothing of it', async () => {
    const project = await projectWithPhotographs();
    const image = new FakeImageTextEncoder();
    image.encodeImages = async (_pixels, count) => new Float32Array(count * image.dimensions).fill(Number.NaN);
    const error = await extractFeatures(project, { image, dense: null }, quiet).catch((thrown) => thrown);
    checkUserError(error, 'conflict', 'images/0.png');
    expect(project.features.list()).toMatchObject([{ frames: 0, bytes: 0 }]);
  });
});
