import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Frame } from '../api/contract.ts';
import { Random } from '../field/random.ts';
import { CpuExecutor } from '../graph/executors/cpu.ts';
import type { State } from '../graph/program.ts';
import { largestDifference } from '../testing/evaluate.ts';
import { tinyConfig } from '../testing/tiny-training.ts';
import { initialLanguageState, initialState } from '../training/step-program.ts';
import { LanguageRenderer, type Queries, SCALES } from './language-renderer.ts';

/** More pixels than two chunks of rays. */
const camera: Frame = {
  index: 0,
  file: 'images/view.png',
  split: 'test',
  intrinsics: { width: 61, height: 43, fx: 60, fy: 60, cx: 30.5, cy: 21.5, distortion: [0, 0, 0, 0, 0, 0] },
  worldFromCamera: [1, 0, 0, 0.1, 0, 0, -1, 0, 0, 1, 0, 0.2],
};
const DIMENSIONS = 6;
const dimensions = { clip: DIMENSIONS, dino: null };

/** A field that says something else from place to place and from scale to scale. */
function variedState(): State {
  const random = Random.fromSeed(3);
  const state = { ...initialState(tinyConfig, random), ...initialLanguageState(tinyConfig, dimensions, random) };
  for (const [name, values] of Object.entries(state)) {
    if (/^(field|proposal0|language)\.grid/.test(name)) random.fill(values);
    if (name === 'language.scale.weight') state[name] = values.map((value) => 8 * value);
  }
  return state;
}

function unitRows(count: number, random: Random): Float32Array {
  const rows = Float32Array.from({ length: count * DIMENSIONS }, () => random.next() - 0.5);
  for (let row = 0; row < count; row++) {
    const values = rows.subarray(row * DIMENSIONS, (row + 1) * DIMENSIONS);
    const length = Math.hypot(...values);
    values.forEach((value, i) => {
      values[i] = value / length;
    });
  }
  return rows;
}

describe('LanguageRenderer', () => {
  const random = Random.fromSeed(8);
  const queries: Queries = { phrases: unitRows(3, random), canonical: unitRows(2, random) };
  let executor: CpuExecutor;
  let renderer: LanguageRenderer;
  beforeAll(async () => {
    executor = new CpuExecutor(variedState());
    renderer = await LanguageRenderer.compile(executor, tinyConfig, { dimensions, isSingleScale: false }, 1);
  });
  afterAll(() => executor.dispose());

  it('renders each phrase at the scale where its peak is highest', async () => {
    const scales = [0, 0.4, 0.8, 1.2];
    const views = await renderer.relevancy(camera, queries, { scales });
    const atEach = await Promise.all(
      [0, 1, 2, 3].map((index) => renderer.relevancy(camera, queries, { scales: [scales[index]!] })),
    );
    expect(new Set(views.map(({ scale }) => scale)).size, 'scales that differ').toBeGreaterThan(1);
    for (const [phrase, { width, height, map, scale, peaks }] of views.entries()) {
      expect([width, height, map.length]).toEqual([61, 43, 61 * 43]);
      const expectedPeaks = atEach.map((viewsAt) => Math.max(...viewsAt[phrase]!.map));
      expect(largestDifference(peaks, expectedPeaks)).toBeLessThan(1e-6);
      const best = expectedPeaks.indexOf(Math.max(...expectedPeaks));
      expect(scale).toBe(scales[best]);
      expect(map).toEqual(atEach[best]![phrase]!.map);
    }
  });

  it('says of a phrase the same alone and among others', async () => {
    const [alone] = await renderer.relevancy(
      camera,
      { ...queries, phrases: queries.phrases.slice(DIMENSIONS, 2 * DIMENSIONS) },
      { scales: [0.3] },
    );
    const among = await renderer.relevancy(camera, queries, { scales: [0.3] });
    expect(largestDifference(alone!.map, among[1]!.map)).toBeLessThan(1e-6);
  });

  it('says of points what they mean at a scale, however many are asked for at once', async () => {
    const points = 5000;
    const positions = Float32Array.from({ length: 3 * points }, () => 2 * random.next() - 1);
    const all = await renderer.embeddings(positions, 0.4);
    expect(all).toHaveLength(points * DIMENSIONS);
    for (const point of [0, 4095, 4096, 4999]) {
      const alone = await renderer.embeddings(positions.subarray(3 * point, 3 * point + 3), 0.4);
      const among = all.subarray(point * DIMENSIONS, (point + 1) * DIMENSIONS);
      expect(largestDifference(alone, among)).toBeLessThan(1e-6);
      expect(Math.hypot(...alone)).toBeCloseTo(1, 5);
    }
    const other = await renderer.embeddings(positions.subarray(0, 3), 1.2);
    expect(largestDifference(other, all.subarray(0, DIMENSIONS))).toBeGreaterThan(0.01);
  });

  it('leaves out pixels as the stride says', async () => {
    const [full] = await renderer.relevancy(camera, queries, { scales: [0.3] });
    const [coarse] = await renderer.relevancy(camera, queries, { scales: [0.3], stride: 4 });
    expect([coarse!.width, coarse!.height]).toEqual([16, 11]);
    coarse!.map.forEach((value, pixel) => {
      const [column, row] = [pixel % 16, Math.floor(pixel / 16)];
      expect(value).toBeCloseTo(full!.map[4 * row * 61 + 4 * column]!, 5);
    });
  });

  it('tries thirty scales up to 1.5, and reports progress over both passes', async () => {
    const progress: [number, number][] = [];
    const [view] = await renderer.relevancy(camera, queries, {
      stride: 8,
      onProgress: (done, total) => progress.push([done, total]),
    });
    expect([SCALES.length, SCALES[0], SCALES.at(-1), view!.peaks.length]).toEqual([30, 0, 1.5, 30]);
    expect(progress).toEqual([
      [48, 96],
      [96, 96],
    ]);
  });

  it('of a field of a single scale tries no others', async () => {
    const single = await LanguageRenderer.compile(executor, tinyConfig, { dimensions, isSingleScale: true }, 1);
    const [view] = await single.relevancy(camera, queries, { scales: [0.2, 0.9], stride: 4 });
    const [atZero] = await renderer.relevancy(camera, queries, { scales: [0], stride: 4 });
    expect(view!.scale).toBe(0);
    expect(view!.map).toEqual(atZero!.map);
  });

  it('can be cancelled between scales', async () => {
    let asked = 0;
    const cancelled = renderer.relevancy(camera, queries, { isCancelled: () => ++asked > 3 });
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled', message: expect.stringContaining('view.png') });
    expect(asked).toBe(4);
  });
});
