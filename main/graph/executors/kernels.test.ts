import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished, test } from 'vitest';
import { type Camera, RayCaster } from '../../capture/rays.ts';
import { relativeDifference } from '../../testing/evaluate.ts';
import { seededRandom } from '../../testing/seeded-random.ts';
import {
  alphaComposite,
  contractToGrid,
  hashEncode,
  mlp,
  opticalDepth,
  outerMeasure,
  renderEmbeddings,
  resample,
  samplePoints,
  samplingDensity,
  spacingToDistance,
} from '../composites.ts';
import { gradients } from '../gradients.ts';
import { inputName } from '../onnx-writer.ts';
import * as ops from '../ops.ts';
import { ADAM, adam, adamScalars, radam, radamScalars } from '../optimizers.ts';
import type { State } from '../program.ts';
import { elementCount, type Shape, type Tensor } from '../tensor.ts';
import { CpuExecutor } from './cpu.ts';
import { type Kernels, loadKernels } from './kernels.ts';

const loaded = loadKernels();
const kernels = typeof loaded === 'string' ? null : loaded;
/** What this machine has of them; the fastest are what trainings use. */
const instructionSets = (['baseline', 'avx2', 'avx512'] as const).filter((name) => kernels?.use(name));
const seeds = [1, 2, 3];

type Given = Readonly<Record<string, Float32Array<ArrayBuffer>>>;

/** Outputs, and gradients of all inputs that are listed, native and by ONNX Runtime: they are to agree. */
async function expectAgreement(outputs: Record<string, Tensor>, given: Given, differentiable: readonly Tensor[] = []) {
  const inputs = Object.entries(given).map(([name]) => inputsByName.get(name)!);
  const all: Record<string, Tensor> = { ...outputs };
  for (const [name, output] of Object.entries(outputs)) {
    if (differentiable.length === 0) continue;
    // Every number counts differently, so that a gradient in the wrong place shows.
    const count = elementCount(output.shape);
    const factors = Array.from({ length: count }, (_, i) => Math.sin(1 + i));
    const loss = ops.sum(ops.mul(output, ops.constant(factors, output.shape)));
    for (const [i, gradient] of gradients(loss, differentiable).entries()) {
      all[`${name}.${inputName(differentiable[i]!)}`] = gradient;
    }
  }
  const compute = async (withKernels: Kernels | null) => {
    const executor = new CpuExecutor({}, { kernels: withKernels });
    try {
      const compiled = await executor.compileFunction({ name: 'test', inputs, state: [], outputs: all });
      return [await compiled.run(given), await compiled.run(given)] as const;
    } finally {
      await executor.dispose();
    }
  };
  const [expected] = await compute(null);
  const [actual, again] = await compute(kernels);
  for (const [name, values] of Object.entries(expected)) {
    const largest = values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
    if (largest === 0)
      expect(
        actual[name]!.every((value) => value === 0),
        name,
      ).toBe(true);
    else expect(relativeDifference(actual[name]!, values), name).toBeLessThan(1e-4);
  }
  expect(again).toEqual(actual);
}

const inputsByName = new Map<string, Tensor>();
function input(name: string, shape: Shape): Tensor {
  const tensor = ops.input(name, shape);
  inputsByName.set(name, tensor);
  return tensor;
}

const filled = (shape: Shape, next: () => number) => Float32Array.from({ length: elementCount(shape) }, next);
/** Ascending columns of [rows, columns] between 0 and 1, some of them equal. */
function ascending(rows: number, columns: number, random: () => number): Float32Array<ArrayBuffer> {
  const values = new Float32Array(rows * columns);
  for (let column = 0; column < columns; column++) {
    const sorted = Array.from({ length: rows }, () => (random() < 0.2 ? 0.5 : random())).sort((a, b) => a - b);
    for (const [row, value] of sorted.entries()) values[row * columns + column] = value;
  }
  return values;
}

describe.skipIf(kernels === null)('native kernels and ONNX Runtime agree', () => {
  afterEach(() => {
    kernels?.use(null);
  });

  describe.each(instructionSets)('%s', (instructions) => {
    const grids = [
      { resolutions: [4], features: 1, log2TableSize: 6, points: 5 },
      { resolutions: [16, 26, 43, 70, 115], features: 2, log2TableSize: 15, points: 1000 },
      { resolutions: [3, 11, 40], features: 4, log2TableSize: 6, points: 333 },
      { resolutions: [5, 9], features: 3, log2TableSize: 5, points: 64 },
      { resolutions: [16, 2048], features: 8, log2TableSize: 12, points: 257 },
    ];
    test.each(grids.flatMap((grid) => seeds.map((seed) => ({ ...grid, seed }))))(
      'on hash grids: $resolutions, $features features, 2^$log2TableSize entries, $points points (seed $seed)',
      async ({ resolutions, features, log2TableSize, points: count, seed }) => {
        kernels!.use(instructions);
        const random = seededRandom(seed);
        const finest = resolutions.at(-1)!;
        // On borders of cells, corners of the cube, next to both, at one place twice, and anywhere.
        const special = [0, 1, 0.5, 1 / finest, (finest - 1) / finest, 1 - 2 ** -24, 2 ** -24];
        const coordinate = () => (random() < 0.3 ? special[Math.floor(random() * special.length)]! : random());
        const values = filled([3, count], coordinate);
        for (let axis = 0; axis < 3; axis++) values[axis * count + 1] = values[axis * count]!;
        const given: Record<string, Float32Array<ArrayBuffer>> = { points: values };
        const points = input('points', [3, count]);
        const tables = Array.from({ length: features }, (_, feature) => {
          const table = input(`table${feature}`, [resolutions.length, 2 ** log2TableSize]);
          given[`table${feature}`] = filled(table.shape, () => random() - 0.5);
          return table;
        });
        const encoded = hashEncode(points, tables, { resolutions, log2TableSize });
        await expectAgreement({ encoded }, given, tables);
      },
    );

    const networks = [
      { sizes: [10, 16, 1], columns: 1000, period: 1 },
      { sizes: [16, 64, 16], columns: 64, period: 1 },
      { sizes: [15, 64, 64, 3], columns: 24 * 100, period: 100 },
      { sizes: [3, 5], columns: 1, period: 1 },
      { sizes: [33, 7, 9, 2], columns: 65, period: 65 },
    ];
    test.each(networks.flatMap((network) => seeds.map((seed) => ({ ...network, seed }))))(
      'on networks: $sizes, $columns columns, biases repeat after $period (seed $seed)',
      async ({ sizes, columns, period, seed }) => {
        kernels!.use(instructions);
        const random = seededRandom(seed);
        const given: Record<string, Float32Array<ArrayBuffer>> = {};
        const parameter = (name: string, shape: Shape) => {
          given[name] = filled(shape, () => random() - 0.5);
          return input(name, shape);
        };
        const x = parameter('x', [sizes[0]!, columns]);
        const layers = sizes.slice(1).map((size, i) => ({
          weight: parameter(`weight${i}`, [size, sizes[i]!]),
          bias: parameter(`bias${i}`, [size, i === 0 ? period : 1]),
        }));
        const parameters = layers.flatMap(({ weight, bias }) => [weight, bias]);
        await expectAgreement({ y: mlp(x, layers) }, given, [x, ...parameters]);
      },
    );

    const norms = ['inf', 'l2'] as const;
    test.each(norms.flatMap((norm) => seeds.map((seed) => ({ norm, seed }))))(
      'on contraction in the $norm norm, also at the origin, on the ball and far beyond (seed $seed)',
      async ({ norm, seed }) => {
        kernels!.use(instructions);
        const random = seededRandom(seed);
        const special = [0, 1, -1, 1 + 2 ** -20, 1e-20, 1e6, -1e18];
        const coordinate = () =>
          random() < 0.4 ? special[Math.floor(random() * special.length)]! : 3 * (random() - 0.5);
        const points = input('points', [3, 333]);
        await expectAgreement({ inGrid: contractToGrid(points, norm) }, { points: filled([3, 333], coordinate) }, [
          points,
        ]);
      },
    );

    test.each(seeds)('on samples of rays, whose bins may be empty (seed %i)', async (seed) => {
      kernels!.use(instructions);
      const random = seededRandom(seed);
      const [samples, rays] = [7, 37];
      const given = {
        origins: filled([3, rays], () => random() - 0.5),
        directions: filled([3, rays], () => random() - 0.5),
        edges: ascending(samples + 1, rays, random),
      };
      const operands = [
        input('origins', [3, rays]),
        input('directions', [3, rays]),
        input('edges', [samples + 1, rays]),
      ];
      const [origins, directions, edges] = operands as [Tensor, Tensor, Tensor];
      await expectAgreement({ points: samplePoints(origins, directions, edges) }, given, operands);
    });

    test.each(seeds)('on distances, on both sides of where disparity begins (seed %i)', async (seed) => {
      kernels!.use(instructions);
      const random = seededRandom(seed);
      for (const range of [
        { near: 0.05, far: 1000 },
        { near: 0.5, far: 2 },
        { near: 2, far: 5 },
      ]) {
        // Where s is 1/2 and distance 1, next to it, at the ends, and anywhere.
        const spacing = input('spacing', [13, 25]);
        const special = [0, 1, 0.4885, 0.5, 1 - 2 ** -24];
        const given = filled(spacing.shape, () =>
          random() < 0.3 ? special[Math.floor(random() * special.length)]! : random(),
        );
        await expectAgreement({ distances: spacingToDistance(spacing, range) }, { spacing: given }, [spacing]);
      }
    });

    test.each(seeds)('on optical depths, also of densities beyond all measure (seed %i)', async (seed) => {
      kernels!.use(instructions);
      const random = seededRandom(seed);
      const [samples, rays] = [9, 31];
      const x = input('x', [samples, rays]);
      const edges = input('edges', [samples + 1, rays]);
      const given = {
        x: filled(x.shape, () => [-100, -15, 15, 100, 20 * (random() - 0.5)][Math.floor(5 * random())]!),
        edges: ascending(samples + 1, rays, random),
      };
      await expectAgreement({ depth: opticalDepth(x, edges, 0.01) }, given, [x]);
      await expectAgreement({ depth: opticalDepth(x, edges, 0.01) }, given, [x, edges]);
    });

    test.each([...seeds, 0])(
      'on sampling densities, also of rays that hit nothing (exponent of seed %i)',
      async (seed) => {
        kernels!.use(instructions);
        const random = seededRandom(seed);
        const weights = input('weights', [32, 70]);
        const given = {
          weights: filled(weights.shape, () => [0, 1e-30, 1e-12, 1, random()][Math.floor(5 * random())]!),
          exponent: Float32Array.of(seed / 3),
        };
        await expectAgreement({ density: samplingDensity(weights, input('exponent', []), 0.01) }, given);
      },
    );

    test.each(seeds)('on compositing, also of nothing and of walls (seed %i)', async (seed) => {
      kernels!.use(instructions);
      const random = seededRandom(seed);
      const depth = input('depth', [24, 100]);
      const values = filled(depth.shape, () => [0, 1e-8, 1e6, random(), 5 * random()][Math.floor(5 * random())]!);
      await expectAgreement({ weights: alphaComposite(depth) }, { depth: values }, [depth]);
    });

    test.each(seeds)('on embeddings of rays, also of no length (seed %i)', async (seed) => {
      kernels!.use(instructions);
      const random = seededRandom(seed);
      const [dimensions, samples, rays] = [19, 5, 67];
      const embeddings = input('embeddings', [dimensions, samples * rays]);
      const weights = input('weights', [samples, rays]);
      const given = {
        embeddings: filled(embeddings.shape, () => random() - 0.5),
        weights: filled(weights.shape, () => (random() < 0.2 ? 0 : random())),
      };
      const plain = renderEmbeddings(embeddings, weights, { isUnit: false });
      await expectAgreement({ plain }, given, [embeddings]);
      const unit = renderEmbeddings(embeddings, weights, { isUnit: true });
      await expectAgreement({ unit }, given, [embeddings]);
      await expectAgreement({ unit }, given, [embeddings, weights]);
      for (let d = 0; d < dimensions; d++) given.embeddings[d * samples * rays + 3] = 0;
      await expectAgreement({ unit }, given);
    });

    test.each(seeds)('on resampling, also where all is in one bin (seed %i)', async (seed) => {
      kernels!.use(instructions);
      const random = seededRandom(seed);
      const [bins, rays, count] = [32, 70, 25];
      const density = filled([bins, rays], () => 0.01 + (random() < 0.1 ? random() : 0));
      for (let ray = 0; ray < rays; ray++) {
        let total = 0;
        for (let bin = 0; bin < bins; bin++) total += density[bin * rays + ray]!;
        for (let bin = 0; bin < bins; bin++) density[bin * rays + ray]! /= total;
      }
      const given = {
        edges: ascending(bins + 1, rays, random),
        density,
        quantiles: ascending(count, rays, random),
      };
      const resampled = resample(
        input('edges', [bins + 1, rays]),
        input('density', [bins, rays]),
        input('quantiles', [count, rays]),
      );
      await expectAgreement({ resampled }, given);
    });

    test.each(seeds)('on outer measures, also of bins that are empty or only touch (seed %i)', async (seed) => {
      kernels!.use(instructions);
      const random = seededRandom(seed);
      const [samples, bins, rays] = [24, 32, 70];
      const given = {
        edges: ascending(samples + 1, rays, random),
        otherEdges: ascending(bins + 1, rays, random),
        weights: filled([bins, rays], random),
      };
      const weights = input('weights', [bins, rays]);
      const measured = outerMeasure(
        input('edges', [samples + 1, rays]),
        input('otherEdges', [bins + 1, rays]),
        weights,
      );
      await expectAgreement({ measured }, given, [weights]);
    });

    test.each([
      ['Adam', (updates: number) => adamScalars(1e-2, updates)],
      ['RAdam', (updates: number) => radamScalars(1e-2, updates)],
    ])('on ten updates of %s, in place', async (name, scalarsOf) => {
      kernels!.use(instructions);
      const shape = [3, 11_000];
      const [x, first, second, gradient] = ['x', 'first', 'second', 'gradient'].map((key) => ops.input(key, shape));
      const scalars = ops.input('scalars', [scalarsOf(1).length]);
      const moments = { first: first!, second: second! };
      const next =
        name === 'Adam'
          ? adam(x!, gradient!, moments, scalars, ADAM)
          : radam(x!, gradient!, moments, scalars, 1e-2, ADAM);
      const program = {
        name: 'update',
        batch: [gradient!, scalars],
        state: [
          { input: x!, next: next.parameter },
          { input: first!, next: next.moments.first },
          { input: second!, next: next.moments.second },
        ],
        outputs: {},
      };
      const random = seededRandom(4);
      const state = { x: filled(shape, random), first: filled(shape, () => 0), second: filled(shape, () => 0) };
      const batches = Array.from({ length: 10 }, (_, i) => ({
        // Some gradients are zero, as those of table entries that no point is near.
        gradient: filled(shape, () => (random() < 0.5 ? 0 : random() - 0.5)),
        scalars: Float32Array.from(scalarsOf(i + 1)),
      }));
      const train = async (withKernels: Kernels | null): Promise<State> => {
        const executor = new CpuExecutor(state, { kernels: withKernels });
        onTestFinished(() => executor.dispose());
        await (await executor.compileStep(program)).run(batches);
        return executor.readState();
      };
      const [expected, actual] = [await train(null), await train(kernels)];
      for (const [key, values] of Object.entries(expected)) {
        expect(relativeDifference(actual[key]!, values), key).toBeLessThan(1e-5);
      }
    });
  });
});

describe.skipIf(kernels === null)('the kernels', () => {
  it('refuse arrays of a wrong length instead of writing beyond their end', () => {
    const short = new Float32Array(5);
    expect(() => kernels!.alphaComposite(2, 3, new Float32Array(6), short)).toThrow('argument 4 should be 6 floats');
    expect(() => kernels!.mlp([2, 1], 3, 1, [short], [short], short, short)).toThrow('2 floats');
  });

  it('blend tiles of half precision, of every size a half can have, and none outside of their frames', () => {
    const numbers = [0, -0, 1, -1, 65504, -65504, 2 ** -14, 2 ** -24, -(2 ** -20), 1 / 3];
    const halves = Float16Array.from({ length: 160 }, (_, i) => numbers[i % numbers.length]!);
    const bits = new Uint16Array(halves.buffer);
    const [dimensions, rays] = [10, 3];
    const begins = Int32Array.from({ length: 8 * rays }, (_, i) => (i % 16) * 10);
    const weights = Float32Array.from({ length: 8 * rays }, (_, i) => (i % 3) / 8);
    const output = new Float32Array(dimensions * rays).fill(7);
    for (const instructions of instructionSets) {
      kernels!.use(instructions);
      kernels!.blendTiles(dimensions, rays, [bits], Int32Array.of(0, -1, 0), begins, weights, output);
      for (const ray of [0, 2]) {
        for (let d = 0; d < dimensions; d++) {
          let expected = 0;
          for (let tile = 8 * ray; tile < 8 * ray + 8; tile++) expected += weights[tile]! * halves[begins[tile]! + d]!;
          expect(output[d * rays + ray]! - expected).toBeCloseTo(0, 2);
          if (expected !== 0) expect(output[d * rays + ray]! / expected).toBeCloseTo(1, 5);
        }
      }
      expect(output[1]).toBe(7);
    }
    kernels!.use(null);
    const frame = Int32Array.of(0, 0, 0);
    const blend = () => kernels!.blendTiles(dimensions, rays, [bits], frame, begins, weights, output);
    begins[9] = 151;
    expect(blend).toThrow('tiles within their frames');
    begins[9] = -1;
    expect(blend).toThrow('tiles within their frames');
    frame[1] = 1;
    expect(blend).toThrow('frames that are there');
  });

  it('cast the rays that are cast one by one, through distorted images too', () => {
    const random = seededRandom(5);
    const cameras = Array.from({ length: 9 }, (_, i) => ({
      intrinsics: {
        ...{ width: 640, height: 480, fx: 400 + 200 * random(), fy: 500, cx: 320, cy: 200 + 80 * random() },
        // The first has none, the last two are such that the model cannot be inverted everywhere.
        distortion: Array.from({ length: 6 }, () => (i === 0 ? 0 : (i > 6 ? 3 : 0.05) * (random() - 0.5))),
      },
      worldFromCamera: Array.from({ length: 12 }, () => 2 * random() - 1),
    })) as unknown as Camera[];
    for (const rays of [1, 64, 1000]) {
      const camera = Int32Array.from({ length: rays }, () => Math.floor(cameras.length * random()));
      const columns = Float32Array.from({ length: rays }, () => 640 * random());
      const rows = Float32Array.from({ length: rays }, () => 480 * random());
      const castWith = (kernel: Kernels | null) => {
        const out = { origins: new Float32Array(3 * rays), directions: new Float32Array(3 * rays) };
        new RayCaster(cameras, kernel).cast(camera, columns, rows, out);
        return out;
      };
      const expected = castWith(null);
      for (const instructions of instructionSets) {
        kernels!.use(instructions);
        const { origins, directions } = castWith(kernels);
        expect(origins).toEqual(expected.origins);
        expect(relativeDifference(directions, expected.directions)).toBeLessThan(1e-5);
      }
      kernels!.use(null);
    }
    const arrays = [new Float32Array(1), new Float32Array(1), new Float32Array(3), new Float32Array(3)] as const;
    const cast = (camera: number, numbers = 22) =>
      kernels!.castRays(1, new Float64Array(numbers), Int32Array.of(camera), ...arrays);
    for (const camera of [-1, 1]) expect(() => cast(camera)).toThrow('cameras that are there');
    expect(() => cast(0, 21)).toThrow('cameras that are there');
    expect(() => cast(0)).not.toThrow();
  });

  it('know the processor they are on', () => {
    expect(kernels!.describe()).toMatchObject({ instructions: instructionSets.at(-1), threads: expect.any(Number) });
    expect(kernels!.use('nothing' as 'baseline')).toBe(false);
    kernels!.use(null);
  });
});

describe('loadKernels', () => {
  it('says so where there are none, or none that can be loaded', () => {
    expect(loadKernels(['/nowhere/kernels.node'])).toBe('The native kernels are not built.');
    const folder = mkdtempSync(join(tmpdir(), 'lerf-kernels-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const broken = join(folder, 'broken.node');
    writeFileSync(broken, 'no machine code');
    expect(loadKernels([broken])).toMatch(/^The native kernels cannot be loaded: .+\.$/);
  });
});
