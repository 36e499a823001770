import { describe, expect, it } from 'vitest';
import { input } from '../graph/ops.ts';
import { evaluate } from '../testing/evaluate.ts';
import { Linear, Mlp } from './mlp.ts';
import { ParameterSet } from './parameters.ts';
import { Random } from './random.ts';

describe('Linear', () => {
  it('multiplies columns and adds the bias to each', async () => {
    const y = new Linear('l', 2, 3, new ParameterSet()).apply(input('x', [2, 2]));
    expect(y.shape).toEqual([3, 2]);
    const values = { 'l.weight': [1, 2, 3, 4, 5, 6], 'l.bias': [0, 10, 100], x: [1, 0, 0, 1] };
    expect((await evaluate({ y }, values)).y).toEqual([1, 2, 13, 14, 105, 106]);
  });

  it('starts uniformly within 1 / √inputs', () => {
    const parameters = new ParameterSet();
    new Linear('l', 25, 400, parameters);
    const { 'l.weight': weight, 'l.bias': bias } = parameters.initialState(Random.fromSeed(4));
    for (const values of [weight!, bias!]) {
      expect(Math.max(...values)).toBeLessThanOrEqual(0.2);
      expect(Math.max(...values)).toBeGreaterThan(0.19);
      expect(Math.min(...values)).toBeLessThan(-0.19);
    }
    const variance = weight!.reduce((sum, value) => sum + value * value, 0) / weight!.length;
    expect(variance).toBeCloseTo(0.2 ** 2 / 3, 3);
  });
});

describe('Mlp', () => {
  it('rectifies between its layers and not after the last', async () => {
    const y = new Mlp('m', [1, 2, 1], new ParameterSet()).apply(input('x', [1, 3]));
    // |x| as relu(x) + relu(-x), negated, plus 1.
    const values = { 'm.0.weight': [1, -1], 'm.0.bias': [0, 0], 'm.1.weight': [-1, -1], 'm.1.bias': [1] };
    expect((await evaluate({ y }, { ...values, x: [-3, 0, 2] })).y).toEqual([-2, 1, -1]);
  });

  it('leaves its input as it is: the first layer sees negative numbers', async () => {
    const y = new Mlp('m', [1, 1], new ParameterSet()).apply(input('x', [1, 1]));
    expect((await evaluate({ y }, { 'm.0.weight': [2], 'm.0.bias': [1], x: [-3] })).y).toEqual([-5]);
  });
});
