import { describe, expect, it } from 'vitest';
import { input } from '../graph/ops.ts';
import { evaluate } from '../testing/evaluate.ts';
import { PRESETS } from './config.ts';
import { ParameterSet } from './parameters.ts';
import { ColourNetwork, DensityField } from './radiance-field.ts';
import { Random } from './random.ts';

const config = PRESETS.fast.radiance;
const proposal = config.proposals[0]!;

describe('DensityField', () => {
  it('starts out nearly empty, everywhere in space', async () => {
    const parameters = new ParameterSet();
    const field = new DensityField('f', proposal.grid, proposal.hiddenSize, 0, parameters);
    const points = [0, 0.5, -0.9, 30, 1e4, -2, 0, 0.1, 0.2, -800, 0, 5];
    const { logDensity, features } = field.evaluate(input('points', [3, 2, 2]));
    const result = await evaluate({ logDensity }, { points, ...parameters.initialState(Random.fromSeed(0)) });
    expect(features).toBeNull();
    expect(logDensity.shape).toEqual([2, 2]);
    for (const value of result.logDensity) {
      const density = config.initialDensity * Math.exp(value);
      expect(density).toBeGreaterThan(0.001);
      expect(density).toBeLessThan(0.1);
    }
  });

  it('hands on the rows of its network after the first as features', async () => {
    const parameters = new ParameterSet();
    const field = new DensityField('f', proposal.grid, 4, 3, parameters);
    const { logDensity, features } = field.evaluate(input('points', [3, 1, 2]));
    const state = parameters.initialState(Random.fromSeed(0));
    // With no weights in the last layer, its biases come through.
    state['f.density.1.weight']!.fill(0);
    state['f.density.1.bias']!.set([2, 10, 20, 30]);
    const result = await evaluate({ logDensity, features: features! }, { points: [0, 1, 0, 1, 0, 1], ...state });
    expect(result.logDensity).toEqual([2, 2]);
    expect(result.features).toEqual([10, 10, 20, 20, 30, 30]);
  });
});

describe('ColourNetwork', () => {
  it('is one network on harmonics and features, in the order of samples and rays', async () => {
    const parameters = new ParameterSet();
    const network = new ColourNetwork('c', config, parameters);
    const [rays, samples, hidden] = [2, 3, config.colourHiddenSize];
    const featureCount = config.geometryFeatures;
    const state = parameters.initialState(Random.fromSeed(2));
    const harmonics = Float32Array.from({ length: 16 * rays }, (_, i) => Math.sin(i));
    const features = Float32Array.from({ length: featureCount * samples * rays }, (_, i) => Math.cos(3 * i));
    const { colours } = await evaluate(
      { colours: network.evaluate(input('harmonics', [16, rays]), input('features', [featureCount, samples * rays])) },
      { ...state, harmonics, features },
    );

    const layer = (name: string, x: number[], bias = true): number[] => {
      const weight = state[`${name}.weight`]!;
      return Array.from({ length: weight.length / x.length }, (_, row) =>
        x.reduce(
          (sum, value, column) => sum + weight[row * x.length + column]! * value,
          bias ? state[`${name}.bias`]![row]! : 0,
        ),
      );
    };
    const relu = (x: number[]) => x.map((value) => Math.max(value, 0));
    for (let sample = 0; sample < samples; sample++) {
      for (let ray = 0; ray < rays; ray++) {
        const column = sample * rays + ray;
        const own = Array.from({ length: featureCount }, (_, row) => features[row * samples * rays + column]!);
        const direction = Array.from({ length: 16 }, (_, row) => harmonics[row * rays + ray]!);
        const fromDirection = layer('c.direction', direction, false);
        const first = relu(layer('c.features', own).map((value, i) => value + fromDirection[i]!));
        expect(first).toHaveLength(hidden);
        const raw = layer('c.colour.1', relu(layer('c.colour.0', first)));
        raw.forEach((value, channel) => {
          expect(colours[channel * samples * rays + column]).toBeCloseTo(1 / (1 + Math.exp(-value)), 5);
        });
      }
    }
  });

  it('starts as PyTorch starts the one layer that its two parts are', () => {
    const parameters = new ParameterSet();
    new ColourNetwork('c', config, parameters);
    const state = parameters.initialState(Random.fromSeed(0));
    const bound = 1 / Math.sqrt(16 + config.geometryFeatures);
    for (const name of ['c.features.weight', 'c.features.bias', 'c.direction.weight']) {
      const largest = Math.max(...state[name]!.map(Math.abs));
      expect(largest).toBeLessThanOrEqual(bound);
      expect(largest).toBeGreaterThan(0.9 * bound);
    }
  });
});
