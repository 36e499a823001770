import { describe, expect, it } from 'vitest';
import { renderEmbeddings } from '../graph/composites.ts';
import { gradients } from '../graph/gradients.ts';
import { add, constant, expand, gatherElements, input, mul, reshape, topK } from '../graph/ops.ts';
import { axesReversed, evaluate, openEvaluator, relativeDifference } from '../testing/evaluate.ts';
import { seededRandom } from '../testing/seeded-random.ts';
import { loadReference } from '../testing/shared-data.ts';
import type { LanguageConfig } from './config.ts';
import { PRESETS } from './config.ts';
import { LanguageField } from './language-field.ts';
import { clipLoss, dinoLoss, largestSamples, renderLanguage } from './language-rendering.ts';
import { Random } from './random.ts';

describe('the rays of the reference implementation', async () => {
  const reference = loadReference('language_rendering');
  const rendering = loadReference('volume_rendering');
  const [rays, samples, channels] = reference.raw.shape as [number, number, number];
  const dinoChannels = reference.dino_raw.shape[2]!;
  const count = reference.weights.shape[1]!;
  const raw = input('raw', [channels, samples, rays]);
  const dinoRaw = input('dinoRaw', [dinoChannels, samples, rays]);
  const weights = constant(axesReversed(rendering.weights), [samples, rays]);
  const largest = topK(weights, count, 0);
  const take = (x: typeof raw) =>
    gatherElements(x, expand(reshape(largest.indices, [1, count, rays]), x.shape.with(1, count)), 1);
  const flat = (x: typeof raw) => reshape(x, [x.shape[0]!, count * rays]);
  const clip = renderEmbeddings(flat(take(raw)), largest.values, { isUnit: true });
  const dino = renderEmbeddings(flat(take(dinoRaw)), largest.values, { isUnit: false });

  const hasTarget = constant(
    Array.from({ length: rays }, (_, ray) => Number(ray !== reference.clip_target_missing_ray)),
    [rays],
  );
  const finite = (values: number[]) => values.map((value) => (Number.isFinite(value) ? value : 0));
  const lossOfClip = clipLoss(clip, constant(finite(axesReversed(reference.clip_target)), [channels, rays]), hasTarget);
  const lossOfDino = dinoLoss(
    dino,
    constant(axesReversed(reference.dino_target), [dinoChannels, rays]),
    constant(new Array(rays).fill(1), [rays]),
  );
  const result = await evaluate(
    {
      clip,
      dino,
      clipLoss: mul(lossOfClip, PRESETS.full.language.clipLoss),
      dinoLoss: lossOfDino,
      gradClip: gradients(mul(lossOfClip, PRESETS.full.language.clipLoss), [raw])[0]!,
      gradDino: gradients(lossOfDino, [dinoRaw])[0]!,
    },
    { raw: axesReversed(reference.raw), dinoRaw: axesReversed(reference.dino_raw) },
  );

  it('give its embeddings', () => {
    expect(relativeDifference(result.clip, axesReversed(reference.clip))).toBeLessThan(1e-5);
    expect(relativeDifference(result.dino, axesReversed(reference.dino))).toBeLessThan(1e-5);
  });

  it('give its losses', () => {
    expect(result.clipLoss[0]! / reference.clip_loss).toBeCloseTo(1, 5);
    expect(result.dinoLoss[0]! / reference.dino_loss).toBeCloseTo(1, 5);
  });

  it('give its gradients', () => {
    expect(relativeDifference(result.gradClip, axesReversed(reference.grad_raw_clip))).toBeLessThan(1e-4);
    expect(relativeDifference(result.gradDino, axesReversed(reference.grad_dino_raw))).toBeLessThan(1e-4);
  });
});

describe('the samples that language is rendered from', () => {
  it('are those with the largest weights, where they lie on the ray', async () => {
    const rays = {
      origins: constant([0, 1, 0, 0, 0, 0], [3, 2]),
      directions: constant([0, 1, 0, 0, -1, 0], [3, 2]),
    };
    const edges = constant([0, 0, 2, 1, 4, 3, 8, 5, 10, 7], [5, 2]);
    const weights = constant([0.1, 0.4, 0.5, 0.2, 0.3, 0, 0.05, 0.3], [4, 2]);
    const found = largestSamples(rays, weights, edges, 2);
    const { points, distances, weights: values } = await evaluate({ ...found });
    expect(distances).toEqual([3, 0.5, 6, 6]);
    expect(values.map((value) => Number(value.toFixed(6)))).toEqual([0.5, 0.4, 0.3, 0.3]);
    expect(points).toEqual([0, 1.5, 0, 7, 0, 0, 0, 0, -3, 0, -6, 0]);
  });
});

const tiny: LanguageConfig = {
  ...PRESETS.fast.language,
  grids: [
    { levels: 2, features: 2, log2TableSize: 6, baseResolution: 4, maxResolution: 8 },
    { levels: 1, features: 2, log2TableSize: 6, baseResolution: 16, maxResolution: 16 },
  ],
  clipHiddenSize: 6,
  clipHiddenLayers: 2,
  dinoHiddenSize: 5,
};

/** The language losses of a few rays as a function of the field's parameters. */
function tinyLosses(seed: number, singleScale: boolean) {
  const random = seededRandom(seed);
  const numbers = (length: number, scale = 1) => Array.from({ length }, () => (2 * random() - 1) * scale);
  const [rays, samples, clipSize, dinoSize] = [5, 3, 4, 3];
  const field = new LanguageField(tiny, { clip: clipSize, dino: dinoSize });
  const rendered = renderLanguage(
    field,
    {
      points: constant(numbers(3 * samples * rays, 1.5), [3, samples * rays]),
      distances: constant(numbers(samples * rays).map(Math.abs), [samples, rays]),
      weights: constant(numbers(samples * rays, 0.5).map(Math.abs), [samples, rays]),
    },
    singleScale ? null : constant(numbers(rays).map(Math.abs), [1, rays]),
  );
  const hasTarget = constant([1, 0, 1, 1, 1], [rays]);
  const loss = add(
    clipLoss(rendered.clip, constant(numbers(clipSize * rays), [clipSize, rays]), hasTarget),
    dinoLoss(rendered.dino!, constant(numbers(dinoSize * rays), [dinoSize, rays]), hasTarget),
  );
  return { field, loss, state: field.parameters.initialState(Random.fromSeed(seed)) };
}

it.each([1, 2, 3])('the gradients of a language step are its differences (seed %i)', async (seed) => {
  const { field, loss, state } = tinyLosses(seed, seed === 3);
  const parameters = [...field.parameters];
  const gradientOf = gradients(
    loss,
    parameters.map(({ tensor }) => tensor),
  );
  const outputs: Record<string, typeof loss> = { loss };
  for (const [index, { name }] of parameters.entries()) outputs[`d ${name}`] = gradientOf[index]!;
  await using evaluator = await openEvaluator(outputs, { doublePrecision: true });
  // Larger than at the start of a training: embeddings of almost nothing are all curvature.
  const values = Object.fromEntries(
    Object.entries(state).map(([name, data]) => [
      name,
      Array.from(data, (value) => (/grid/.test(name) ? 300 : 1) * value),
    ]),
  );
  const expected = await evaluator.run(values);

  const step = 1e-6;
  for (const { name } of parameters) {
    const analytic = expected[`d ${name}`]!;
    const steepest = analytic.reduce((best, value, i) => (Math.abs(value) > Math.abs(analytic[best]!) ? i : best), 0);
    for (const position of new Set([0, analytic.length >> 1, steepest])) {
      const moved = async (by: number) => {
        const changed = values[name]!.with(position, values[name]![position]! + by);
        return (await evaluator.run({ ...values, [name]: changed })).loss![0]!;
      };
      const difference = ((await moved(step)) - (await moved(-step))) / (2 * step);
      expect(Math.abs(difference - analytic[position]!), `${name}[${position}]`).toBeLessThan(
        1e-6 + 1e-5 * Math.abs(difference),
      );
    }
  }
});

it('a field of a single scale does not ask how large a crop was', async () => {
  const { field, loss } = tinyLosses(4, true);
  const scaleWeights = [...field.parameters].find(({ name }) => name === 'language.scale.weight')!;
  const { gradient } = await evaluate(
    { gradient: gradients(loss, [scaleWeights.tensor])[0]! },
    field.parameters.initialState(Random.fromSeed(4)),
  );
  expect(gradient.every((value) => value === 0)).toBe(true);
});
