import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gradients } from '../graph/gradients.ts';
import { input, mul, sum } from '../graph/ops.ts';
import type { State } from '../graph/program.ts';
import { evaluate, largestDifference, openEvaluator, relativeDifference } from '../testing/evaluate.ts';
import { seededRandom } from '../testing/seeded-random.ts';
import type { HashGridConfig } from './config.ts';
import { PRESETS } from './config.ts';
import { HashEncoding, levelResolutions } from './hash-encoding.ts';
import { ParameterSet } from './parameters.ts';
import { Random } from './random.ts';

type Point = readonly [number, number, number];

const configs: Record<string, HashGridConfig> = {
  'one level': { levels: 1, features: 1, log2TableSize: 6, baseResolution: 4, maxResolution: 4 },
  'a proposal of preset fast': PRESETS.fast.radiance.proposals[1]!.grid,
  'preset fast': PRESETS.fast.radiance.grid,
  'four features, tiny table': { levels: 3, features: 4, log2TableSize: 6, baseResolution: 3, maxResolution: 40 },
  'finer than any preset': { levels: 2, features: 2, log2TableSize: 19, baseResolution: 64, maxResolution: 2048 },
};

/** The hash in whole numbers of any size. */
const spatialHash = ([x, y, z]: Point, size: number) =>
  Number((BigInt(x) + ((BigInt(y) * 2654435761n) ^ (BigInt(z) * 805459861n))) % BigInt(size));

/** The slow and obvious way: features [features · levels, N] of points, in double precision from float32 cells. */
function encodeSlowly(config: HashGridConfig, tables: State, points: readonly Point[]): number[] {
  const size = 2 ** config.log2TableSize;
  const result: number[] = [];
  for (let feature = 0; feature < config.features; feature++) {
    for (const [level, resolution] of levelResolutions(config).entries()) {
      for (const point of points) {
        const scaled = point.map((coordinate) => Math.fround(Math.fround(coordinate) * resolution));
        const base = scaled.map(Math.floor);
        let value = 0;
        for (let corner = 0; corner < 8; corner++) {
          const step = [corner & 1, (corner >> 1) & 1, corner >> 2];
          const vertex = base.map((cell, axis) => cell + step[axis]!) as unknown as Point;
          const weight = scaled.reduce((product, position, axis) => {
            const fraction = position - base[axis]!;
            return product * (step[axis] === 1 ? fraction : 1 - fraction);
          }, 1);
          value += weight * tables[`grid.table${feature}`]![level * size + spatialHash(vertex, size)]!;
        }
        result.push(value);
      }
    }
  }
  return result;
}

/** A grid with its initial values and the program that encodes `count` points. */
function grid(config: HashGridConfig, count: number) {
  const parameters = new ParameterSet();
  const encoding = new HashEncoding('grid', config, parameters);
  const encoded = encoding.encode(input('points', [3, count]));
  return { encoding, parameters, encoded, tables: parameters.initialState(Random.fromSeed(1)) };
}

const rows = (points: readonly Point[]) => [0, 1, 2].flatMap((axis) => points.map((point) => point[axis]!));

describe('HashEncoding', () => {
  describe.each(Object.entries(configs))('%s', (_name, config) => {
    it('agrees with the slow implementation at random points, cell borders and corners of the cube', async () => {
      const random = seededRandom(7);
      const [coarsest, finest] = [levelResolutions(config)[0]!, levelResolutions(config).at(-1)!];
      const borders = [0, 1, 0.5, 1 / coarsest, 1 / finest, (finest - 1) / finest, 1 - 2 ** -24, 2 ** -24];
      const points: Point[] = [];
      for (const x of borders) for (const y of borders) for (const z of borders) points.push([x, y, z]);
      for (let i = 0; i < 500; i++) points.push([random(), random(), random()]);
      points.push(points.at(-1)!, points.at(-1)!);
      const { encoded, tables } = grid(config, points.length);
      const result = await evaluate({ encoded }, { ...tables, points: rows(points) });
      expect(relativeDifference(result.encoded, encodeSlowly(config, tables, points))).toBeLessThan(1e-5);
    });

    it('has as many outputs and parameters as it says, and small initial values', () => {
      const { encoding, encoded, tables } = grid(config, 2);
      expect(encoded.shape).toEqual([encoding.outputSize, 2]);
      expect(encoding.outputSize).toBe(config.levels * config.features);
      const values = Object.values(tables);
      expect(values.every((table) => table.every((value) => Math.abs(value) <= 1e-3))).toBe(true);
      const parameters = values.reduce((count, table) => count + table.length, 0);
      expect(parameters).toBe(config.levels * config.features * 2 ** config.log2TableSize);
    });
  });

  it('agrees with the slow implementation wherever points are', async () => {
    const config = configs['four features, tiny table']!;
    const { encoded, tables } = grid(config, 8);
    const coordinate = fc.float({ min: 0, max: 1, noNaN: true });
    const points = fc.array(fc.tuple(coordinate, coordinate, coordinate), { minLength: 8, maxLength: 8 });
    await using evaluator = await openEvaluator({ encoded });
    await fc.assert(
      fc.asyncProperty(points, async (given) => {
        const result = await evaluator.run({ ...tables, points: rows(given) });
        expect(largestDifference(result.encoded, encodeSlowly(config, tables, given))).toBeLessThan(1e-8);
      }),
      { numRuns: 30 },
    );
  });

  it('has the gradients of its tables that differences show, also where points share corners', async () => {
    const config: HashGridConfig = { levels: 2, features: 2, log2TableSize: 4, baseResolution: 2, maxResolution: 5 };
    const points: Point[] = [
      [0.1, 0.7, 0.3],
      [0.1, 0.7, 0.3],
      [0.9, 0.2, 0.6],
      [0, 1, 0.5],
      [1, 1, 1],
    ];
    const { parameters, encoded, tables } = grid(config, points.length);
    // Every output counts differently, so that a gradient in the wrong place shows.
    const factors = Float32Array.from({ length: 4 * points.length }, (_, i) => Math.sin(1 + i));
    const loss = sum(mul(encoded, input('factors', [4, points.length])));
    const tensors = parameters.tensors();
    const outputs = Object.fromEntries(gradients(loss, tensors).map((gradient, i) => [`gradient${i}`, gradient]));
    const values = { ...tables, points: rows(points), factors };
    const analytic = await evaluate(outputs, values, { doublePrecision: true });
    await using losses = await openEvaluator({ loss }, { doublePrecision: true });

    for (const [i, name] of Object.keys(tables).entries()) {
      const differences = [];
      for (let entry = 0; entry < tables[name]!.length; entry++) {
        const at = async (step: number) => {
          const moved = Float64Array.from(tables[name]!);
          moved[entry]! += step;
          return (await losses.run({ ...values, [name]: moved })).loss[0]!;
        };
        differences.push((await at(1e-4)) - (await at(-1e-4)));
      }
      const numeric = differences.map((difference) => difference / 2e-4);
      expect(relativeDifference(analytic[`gradient${i}`]!, numeric)).toBeLessThan(1e-8);
    }
  });
});

describe('levelResolutions', () => {
  it('grows geometrically from the coarsest to exactly the finest', () => {
    expect(levelResolutions(PRESETS.fast.radiance.grid)).toEqual([16, 26, 43, 70, 115, 190, 312, 512]);
    expect(levelResolutions(PRESETS.full.radiance.grid)).toEqual([
      16, 22, 30, 42, 58, 80, 111, 153, 212, 294, 406, 561, 776, 1072, 1482, 2048,
    ]);
  });

  it('follows the formula for any grid', () => {
    const resolution = fc.integer({ min: 1, max: 100 });
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 24 }), resolution, resolution, (levels, base, ratio) => {
        const config = { levels, features: 2, log2TableSize: 16, baseResolution: base, maxResolution: base * ratio };
        const resolutions = levelResolutions(config);
        expect(resolutions).toHaveLength(levels);
        expect(resolutions[0]).toBe(base);
        expect(resolutions.at(-1)).toBe(base * ratio);
        for (const [level, actual] of resolutions.entries()) {
          const exact = base * ratio ** (level / (levels - 1));
          expect(actual).toBeLessThanOrEqual(exact + 1e-5);
          expect(actual).toBeGreaterThan(exact - 1);
        }
      }),
    );
    expect(levelResolutions({ ...configs['one level']!, baseResolution: 5 })).toEqual([5]);
  });
});
