import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { type Kernels, loadKernels } from '../graph/executors/kernels.ts';
import type { ProjectFile } from '../store/project-file.ts';
import { expectUserError, temporaryProject } from '../store/test-support.ts';
import { seededRandom } from '../testing/seeded-random.ts';
import { loadReference } from '../testing/shared-data.ts';
import { type PyramidLevel, pyramidLevels, type Tile, tilesOf } from './pyramid.ts';
import { LanguageTargets } from './targets.ts';
import { addPhotographs } from './test-support.ts';

const reference = loadReference('clip_pyramid');

describe('the reference', () => {
  const [images, channels, height, width] = reference.images.shape as [number, number, number, number];
  const [dimensions] = reference.M.shape as [number, number];
  const [levels, points] = reference.values.shape as [number, number];

  /** Zeros outside the image, averaged over 4 × 4 cells as adaptive_avg_pool does it, projected, normalised. */
  function embed(image: number, { left, top, side }: Tile): number[] {
    const cells = 4;
    const pooled: number[] = [];
    for (let channel = 0; channel < channels; channel++) {
      const pixel = (x: number, y: number) =>
        x < 0 || y < 0 || x >= width || y >= height
          ? 0
          : reference.images.data[((image * channels + channel) * height + y) * width + x]!;
      for (let row = 0; row < cells; row++) {
        for (let column = 0; column < cells; column++) {
          let sum = 0;
          let count = 0;
          for (let y = Math.floor((row * side) / cells); y < Math.ceil(((row + 1) * side) / cells); y++) {
            for (let x = Math.floor((column * side) / cells); x < Math.ceil(((column + 1) * side) / cells); x++) {
              sum += pixel(left + x, top + y);
              count++;
            }
          }
          pooled.push(sum / count);
        }
      }
    }
    const projected = Array.from({ length: dimensions }, (_, i) =>
      pooled.reduce((sum, value, j) => sum + value * reference.M.data[i * pooled.length + j]!, 0),
    );
    const length = Math.hypot(...projected);
    return projected.map((value) => value / length);
  }

  it('sees the same at every level', async () => {
    const project = temporaryProject();
    await addPhotographs(
      project,
      Array.from({ length: images }, () => ({ width, height })),
    );
    const set = project.features.findOrCreate({ kind: 'pyramid', encoder: 'M', fingerprint: 'ab', dimensions });
    for (let image = 0; image < images; image++) {
      project.features.save(
        set,
        image,
        pyramidLevels({ width, height }).map((level) => ({
          rows: level.rows,
          columns: level.columns,
          values: new Float16Array(tilesOf(level).flatMap((tile) => embed(image, tile))),
        })),
      );
    }
    const targets = LanguageTargets.open(project, { image: 'ab', dense: null });
    const seen = new Float32Array(dimensions);
    for (let level = 0; level < levels; level++) {
      for (let point = 0; point < points; point++) {
        const [image, row, column] = reference.points.data.slice(3 * point, 3 * point + 3) as [number, number, number];
        expect(targets.clip(image, column + 0.5, row + 0.5, level / (levels - 1), seen, 0, 1)).toBe(true);
        const start = (level * points + point) * dimensions;
        for (const [channel, value] of seen.entries()) {
          expect(Math.abs(value - reference.values.data[start + channel]!)).toBeLessThan(5e-3);
        }
      }
    }
  });
});

/** Two frames of different sizes; the value of a tile says where it lies: [frame, level, row, column]. */
async function projectOfPlaces(): Promise<ProjectFile> {
  const project = temporaryProject();
  await addPhotographs(project, [
    { width: 100, height: 80 },
    { width: 60, height: 120, split: 'test' },
    { width: 60, height: 120 },
  ]);
  const set = project.features.findOrCreate({ kind: 'pyramid', encoder: 'places', fingerprint: 'cd', dimensions: 4 });
  for (const { index, split, intrinsics } of project.captures.frames()) {
    if (split === 'train') project.features.save(set, index, pyramidLevels(intrinsics).map(placesOf(index)));
  }
  return project;
}

const placesOf = (frame: number) => (level: PyramidLevel, i: number) => ({
  rows: level.rows,
  columns: level.columns,
  values: new Float16Array(
    tilesOf(level).flatMap((_, tile) => [frame, i, Math.floor(tile / level.columns), tile % level.columns]),
  ),
});

describe('targets of the crop pyramid', () => {
  it('are bilinear between tiles and linear between levels, by the size of each frame', async () => {
    const targets = LanguageTargets.open(await projectOfPlaces(), { image: 'cd', dense: null });
    expect(targets).toMatchObject({ dimensions: 4, denseDimensions: null, levels: 7 });
    for (const [frame, size] of [
      [0, { width: 100, height: 80 }],
      [2, { width: 60, height: 120 }],
    ] as const) {
      const levels = pyramidLevels(size);
      const place = (level: PyramidLevel, at: number) => (at + level.padding - level.side / 2) / level.stride;
      for (const [x, y, position] of [
        [40, 30, 3],
        [33.3, 51.7, 2.25],
        [41.25, 37.5, 5.9],
      ] as const) {
        const seen = new Float32Array(4);
        expect(targets.clip(frame, x, y, position / 6, seen, 0, 1)).toBe(true);
        const [lower, upper, part] = [Math.floor(position), Math.ceil(position), position % 1];
        const mixed = (at: number) => (1 - part) * place(levels[lower]!, at) + part * place(levels[upper]!, at);
        const expected = [frame, position, mixed(y), mixed(x)];
        for (const [i, value] of expected.entries()) expect(seen[i]).toBeCloseTo(value, 4);
      }
    }
  });

  it('repeats the outermost tiles beyond their centres', async () => {
    const targets = LanguageTargets.open(await projectOfPlaces(), { image: 'cd', dense: null });
    const { rows, columns } = pyramidLevels({ width: 100, height: 80 })[6]!;
    const seen = new Float32Array(4);
    targets.clip(0, 100, 80, 1, seen, 0, 1);
    expect([...seen]).toEqual([0, 6, rows - 1, columns - 1]);
    targets.clip(0, 0, 0, 0, seen, 0, 1);
    expect([...seen]).toEqual([0, 0, 0, 0]);
  });

  it('are written where they are wanted, and nothing else is', async () => {
    const targets = LanguageTargets.open(await projectOfPlaces(), { image: 'cd', dense: null });
    const out = new Float32Array(20).fill(-1);
    expect(targets.clip(2, 30, 60, 0.5, out, 3, 5)).toBe(true);
    const dense = new Float32Array(4);
    targets.clip(2, 30, 60, 0.5, dense, 0, 1);
    expect([...out]).toEqual(Array.from({ length: 20 }, (_, i) => (i % 5 === 3 ? dense[(i - 3) / 5]! : -1)));
  });

  const kernels = loadKernels();
  const sets: (Kernels | null)[] = typeof kernels === 'string' ? [null] : [null, kernels];
  it.each(sets)('are the same for many places at once (kernels %#)', async (kernels) => {
    const targets = LanguageTargets.open(await projectOfPlaces(), { image: 'cd', dense: null }, kernels);
    const random = seededRandom(5);
    const count = 300;
    // Corners, edges, places outside, frames that are held out or not there, scales between, at the ends and beyond.
    const any = (special: readonly number[], reach: number) =>
      random() < 0.3 ? special[Math.floor(random() * special.length)]! : random() * reach;
    const places = {
      frame: Int32Array.from({ length: count }, () => Math.floor(random() * 5) - 1),
      x: Float32Array.from({ length: count }, () => any([0, 60, 100, -0.01, Number.NaN], 100)),
      y: Float32Array.from({ length: count }, () => any([0, 80, 120, 120.01], 120)),
      scale: Float32Array.from({ length: count }, () => any([0, 1, 0.5, 1 / 6, 1.01], 1)),
    };
    const out = new Float32Array(4 * count).fill(-1);
    const has = targets.clipAll(places, out);
    expect(has.some((value) => value === 1) && has.some((value) => value === 0)).toBe(true);
    const { frame, x, y, scale } = places;
    for (let place = 0; place < count; place++) {
      const expected = new Float32Array(4).fill(-1);
      const isThere = targets.clip(frame[place]!, x[place]!, y[place]!, scale[place]!, expected, 0, 1);
      expect(has[place]).toBe(Number(isThere));
      for (let d = 0; d < 4; d++) expect(out[d * count + place]).toBeCloseTo(expected[d]!, 4);
    }
  });

  it('are not there for held-out and unknown frames, outside the image and outside the scales', async () => {
    const targets = LanguageTargets.open(await projectOfPlaces(), { image: 'cd', dense: null });
    const out = new Float32Array(4).fill(-1);
    for (const [frame, x, y, scale] of [
      [1, 30, 30, 0.5],
      [3, 30, 30, 0.5],
      [0, -0.01, 30, 0.5],
      [0, 30, 80.1, 0.5],
      [0, Number.NaN, 30, 0.5],
      [0, 30, 30, 1.01],
      [0, 30, 30, -0.01],
    ] as const) {
      expect(targets.clip(frame, x, y, scale, out, 0, 1)).toBe(false);
    }
    expect(targets.dense(0, 30, 30, out, 0, 1)).toBe(false);
    expect([...out]).toEqual([-1, -1, -1, -1]);
  });
});

describe('dense targets', () => {
  it('are those of the patch that a pixel lies in', async () => {
    const project = await projectOfPlaces();
    const set = project.features.findOrCreate({ kind: 'dense', encoder: 'patches', fingerprint: 'ef', dimensions: 2 });
    const grid = { rows: 2, columns: 3, values: new Float16Array([0, 0, 0, 1, 0, 2, 1, 0, 1, 1, 1, 2]) };
    project.features.save(set, 0, [grid]);
    project.features.save(set, 2, [grid]);
    const targets = LanguageTargets.open(project, { image: 'cd', dense: 'ef' });
    expect(targets.denseDimensions).toBe(2);
    const out = new Float32Array(4);
    for (const [x, y, row, column] of [
      [0, 0, 0, 0],
      [33, 39.9, 0, 0],
      [34, 40.1, 1, 1],
      [100, 80, 1, 2],
    ] as const) {
      expect(targets.dense(0, x, y, out, 1, 2)).toBe(true);
      expect([...out]).toEqual([0, row, 0, column]);
    }
    expect(targets.dense(1, 10, 10, out, 0, 1)).toBe(false);
  });
});

describe('features that cannot be trained on', () => {
  it('are refused where there are none, or only of another encoder', async () => {
    const project = await projectOfPlaces();
    const error = expectUserError(() => LanguageTargets.open(project, { image: 'other', dense: null }), 'conflict');
    expect(error.hint).toContain('lerf extract');
    expectUserError(() => LanguageTargets.open(project, { image: 'cd', dense: 'cd' }), 'conflict', 'dense features');
  });

  it('are refused where an image lacks them', async () => {
    const project = await projectOfPlaces();
    const set = project.features.findOrCreate({ kind: 'pyramid', encoder: 'half', fingerprint: '12', dimensions: 4 });
    project.features.save(set, 0, pyramidLevels({ width: 100, height: 80 }).map(placesOf(0)));
    const error = expectUserError(() => LanguageTargets.open(project, { image: '12', dense: null }), 'conflict');
    expect(error.message).toBe('1 of 2 training images have no image features of half yet.');
  });

  it('are refused where they would fill the memory', async () => {
    const project = await projectOfPlaces();
    const database = new Database(project.path);
    database.prepare('UPDATE feature_grid SET bytes = ? WHERE level = 0').run(4e9);
    database.close();
    const error = expectUserError(() => LanguageTargets.open(project, { image: 'cd', dense: null }), 'conflict');
    expect(error.message).toContain('7.5 GB in memory, more than the 6.0 GB');
  });

  it('are refused where they are those of another image', async () => {
    const project = await projectOfPlaces();
    const set = project.features.find('pyramid', 'cd')!;
    project.features.save(set, 2, pyramidLevels({ width: 100, height: 80 }).map(placesOf(2)));
    expectUserError(() => LanguageTargets.open(project, { image: 'cd', dense: null }), 'bad-project', 'images/2.png');
  });
});
