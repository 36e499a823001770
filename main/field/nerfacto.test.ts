import { describe, expect, it } from 'vitest';
import { gradients } from '../graph/gradients.ts';
import { add, input, mul, slice } from '../graph/ops.ts';
import { evaluate, largestDifference, openEvaluator } from '../testing/evaluate.ts';
import type { RadianceConfig } from './config.ts';
import { PRESETS } from './config.ts';
import { Nerfacto } from './nerfacto.ts';
import { Random } from './random.ts';

const small = { levels: 2, features: 2, log2TableSize: 8, baseResolution: 4, maxResolution: 16 };
const config: RadianceConfig = {
  ...PRESETS.fast.radiance,
  grid: small,
  proposals: [
    { grid: small, hiddenSize: 4, samples: 12 },
    { grid: small, hiddenSize: 4, samples: 8 },
  ],
  samples: 6,
  // Something to see from the start.
  initialDensity: 1,
};
const rays = 5;

function scene() {
  const random = Random.fromSeed(1);
  const model = new Nerfacto(config);
  const state = { ...model.parameters.initialState(random), ...model.proposalParameters.initialState(random) };
  // As after some training: tables that matter.
  for (const [name, values] of Object.entries(state)) if (name.includes('table')) random.fill(values);
  const directions = Array.from({ length: rays }, () => {
    const [x, y, z] = [random.next() - 0.5, random.next() - 0.5, random.next() - 0.5];
    return [x, y, z].map((value) => value / Math.hypot(x, y, z));
  });
  const values = {
    ...state,
    origins: Array.from({ length: 3 * rays }, () => random.next() - 0.5),
    directions: [0, 1, 2].flatMap((axis) => directions.map((direction) => direction[axis]!)),
    jitter: Array.from({ length: 3 * rays }, () => random.next()),
    target: Array.from({ length: 3 * rays }, () => random.next()),
    anneal: [1],
  };
  return { model, values };
}

function render(model: Nerfacto, jittered: boolean) {
  const jitter = input('jitter', [3, rays]);
  return model.render({
    origins: input('origins', [3, rays]),
    directions: input('directions', [3, rays]),
    jitter: jittered ? [0, 1, 2].map((round) => slice(jitter, 0, round, round + 1)) : null,
    anneal: input('anneal', []),
  });
}

describe('Nerfacto', () => {
  it('samples each round where it says, with weights that are shares of the light', async () => {
    const { model, values } = scene();
    for (const jittered of [false, true]) {
      const rendered = render(model, jittered);
      const [first, second] = rendered.proposals;
      expect([first, second, rendered].map((round) => round!.weights.shape[0])).toEqual([12, 8, 6]);
      const result = await evaluate(
        { weights: rendered.weights, edges: rendered.bins.euclidean, colour: rendered.colour },
        values,
      );
      for (let ray = 0; ray < rays; ray++) {
        const weights = result.weights.filter((_, i) => i % rays === ray);
        const edges = result.edges.filter((_, i) => i % rays === ray);
        expect(weights.reduce((a, b) => a + b)).toBeLessThanOrEqual(1 + 1e-6);
        expect(weights.every((weight) => weight >= 0)).toBe(true);
        expect(edges[0]).toBeGreaterThanOrEqual(config.near - 1e-6);
        expect(edges.at(-1)).toBeLessThanOrEqual(config.far * 1.001);
        expect(edges).toEqual(edges.toSorted((a, b) => a - b));
      }
      expect(result.colour.every((value) => value > 0 && value < 1)).toBe(true);
    }
  });

  it('trains proposals by the interlevel loss alone, and the field by the others alone', async () => {
    const { model, values } = scene();
    const losses = model.losses(render(model, true), input('target', [3, rays]));
    const field = model.parameters.tensors();
    const proposals = model.proposalParameters.tensors();
    const largest = async (loss: keyof typeof losses, group: typeof field) => {
      const outputs = Object.fromEntries(gradients(losses[loss], group).map((gradient, i) => [`g${i}`, gradient]));
      return Math.max(
        ...Object.values(await evaluate(outputs, values)).map((g) =>
          largestDifference(
            g,
            g.map(() => 0),
          ),
        ),
      );
    };
    expect(await largest('interlevel', proposals)).toBeGreaterThan(0);
    expect(await largest('interlevel', field)).toBe(0);
    for (const loss of ['rgb', 'distortion'] as const) {
      expect(await largest(loss, field)).toBeGreaterThan(0);
      expect(await largest(loss, proposals)).toBe(0);
    }
  });

  it('has gradients that differences show', async () => {
    const { model, values } = scene();
    const losses = model.losses(render(model, true), input('target', [3, rays]));
    const loss = add(losses.rgb, mul(losses.distortion, 10));
    const names = [...model.parameters].map(({ name }) => name);
    const outputs = Object.fromEntries(
      gradients(loss, model.parameters.tensors()).map((gradient, i) => [`gradient of ${names[i]}`, gradient]),
    );
    await using evaluator = await openEvaluator({ loss, ...outputs }, { doublePrecision: true });
    const analytic: Record<string, number[]> = await evaluator.run(values);
    for (const name of names) {
      // Along one direction through two thirds of the entries, with signs that do not cancel out.
      const gradient = analytic[`gradient of ${name}`]!;
      const direction = gradient.map((value, i) => (i % 3 === 1 ? 0 : Math.sign(value)));
      const at = async (step: number) => {
        const moved = Float64Array.from(values[name as 'target'], (value, i) => value + step * direction[i]!);
        return (await evaluator.run({ ...values, [name]: moved })).loss[0]!;
      };
      const numeric = ((await at(1e-6)) - (await at(-1e-6))) / 2e-6;
      const expected = gradient.reduce((sum, value, i) => sum + value * direction[i]!, 0);
      expect(numeric / expected, name).toBeCloseTo(1, 4);
    }
  });

  it('resamples evenly while annealing begins, and by the weights when it is over', async () => {
    const { model, values } = scene();
    const edges = render(model, false).bins.spacing;
    const even = await evaluate({ edges }, { ...values, anneal: [0] });
    // Nine quantiles of the ray, then seven of what lies between the first and the last of them.
    const expected = (edge: number) => 1 / 18 + (16 / 18) * ((edge + 0.5) / 7);
    even.edges.forEach((edge, i) => {
      expect(edge).toBeCloseTo(expected(Math.floor(i / rays)), 5);
    });
    const annealed = await evaluate({ edges }, { ...values, anneal: [1] });
    expect(largestDifference(even.edges, annealed.edges)).toBeGreaterThan(0.01);
  });
});
