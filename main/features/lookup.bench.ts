import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kernelsFor } from '../graph/executors/open-executor.ts';
import type { FeatureGrid } from '../store/features.ts';
import { ProjectFile } from '../store/project-file.ts';
import type { Bench } from '../testing/bench.ts';
import { seededRandom } from '../testing/seeded-random.ts';
import { LEVELS, pyramidLevels, tilePosition } from './pyramid.ts';
import { LanguageTargets } from './targets.ts';
import { addPhotographs } from './test-support.ts';

const dimensions = 512;
const frames = 12;
const rays = 1024;
const size = { width: 480, height: 360 };

/** The targets of one training step with CLIP, against tiles kept as arrays and blended by name. */
export default async function prepare(): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), 'lerf-bench-'));
  const project = ProjectFile.create(join(folder, 'bench.lerf'), { name: 'Bench' });
  await addPhotographs(project, Array(frames).fill(size));
  const random = seededRandom(1);
  const set = project.features.findOrCreate({ kind: 'pyramid', encoder: 'bench', fingerprint: 'be', dimensions });
  const grids: FeatureGrid[][] = [];
  for (let frame = 0; frame < frames; frame++) {
    const levels = pyramidLevels(size).map(({ rows, columns }) => ({
      rows,
      columns,
      values: Float16Array.from({ length: rows * columns * dimensions }, () => random() - 0.5),
    }));
    project.features.save(set, frame, levels);
    grids.push(levels);
  }
  const targets = LanguageTargets.open(project, { image: 'be', dense: null }, kernelsFor('auto'));
  project.close();
  rmSync(folder, { recursive: true });

  const points = Array.from({ length: rays }, () => ({
    frame: Math.floor(frames * random()),
    x: size.width * random(),
    y: size.height * random(),
    scale: random(),
  }));
  const places = {
    frame: Int32Array.from(points, ({ frame }) => frame),
    x: Float32Array.from(points, ({ x }) => x),
    y: Float32Array.from(points, ({ y }) => y),
    scale: Float32Array.from(points, ({ scale }) => scale),
  };
  const out = new Float32Array(dimensions * rays);
  const naive = naiveLookup(grids);
  return {
    name: `pyramid look-ups, ${dimensions} dimensions`,
    work: { count: rays, unit: 'look-ups' },
    rounds: 20,
    candidates: [
      {
        name: 'tiles as arrays',
        run: () => {
          for (const [ray, { frame, x, y, scale }] of points.entries()) {
            for (const [channel, value] of naive(frame, x, y, scale).entries()) out[channel * rays + ray] = value;
          }
          return undefined;
        },
      },
      {
        name: 'LanguageTargets, one after the other',
        run: () => {
          for (const [ray, { frame, x, y, scale }] of points.entries()) {
            targets.clip(frame, x, y, scale, out, ray, rays);
          }
          return undefined;
        },
      },
      {
        name: 'LanguageTargets, all at once by a native kernel',
        run: () => {
          targets.clipAll(places, out);
          return undefined;
        },
      },
    ],
  };
}

/** As one would write it down: every tile an array of numbers, every blend a new one. */
function naiveLookup(grids: readonly FeatureGrid[][]) {
  const levels = pyramidLevels(size);
  const tiles = grids.map((frame) =>
    frame.map(({ values, rows, columns }) =>
      Array.from({ length: rows * columns }, (_, tile) => [
        ...values.subarray(tile * dimensions, (tile + 1) * dimensions),
      ]),
    ),
  );
  const lerp = (a: number[], b: number[], t: number) => a.map((value, i) => value + t * (b[i]! - value));
  const at = (frame: number, level: number, x: number, y: number) => {
    const { rows, columns } = levels[level]!;
    const row = Math.max(0, Math.min(rows - 1, tilePosition(levels[level]!, y)));
    const column = Math.max(0, Math.min(columns - 1, tilePosition(levels[level]!, x)));
    const [top, left] = [Math.floor(row), Math.floor(column)];
    const tile = (r: number, c: number) =>
      tiles[frame]![level]![Math.min(r, rows - 1) * columns + Math.min(c, columns - 1)]!;
    return lerp(
      lerp(tile(top, left), tile(top, left + 1), column - left),
      lerp(tile(top + 1, left), tile(top + 1, left + 1), column - left),
      row - top,
    );
  };
  return (frame: number, x: number, y: number, scale: number) => {
    const position = scale * (LEVELS - 1);
    const level = Math.min(LEVELS - 2, Math.floor(position));
    return lerp(at(frame, level, x, y), at(frame, level + 1, x, y), position - level);
  };
}
