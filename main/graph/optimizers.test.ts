import { expect, test } from 'vitest';
import { seededRandom } from '../testing/seeded-random.ts';
import { CpuExecutor } from './executors/cpu.ts';
import { input } from './ops.ts';
import { ADAM, adam, adamScalars, radam, radamScalars } from './optimizers.ts';

/** Adam as it is written in the paper, on plain numbers. */
function plainAdam(parameters: number[], gradientsOfSteps: number[][], rates: number[]): number[] {
  const { beta1, beta2, epsilon } = ADAM;
  const values = [...parameters];
  const m = parameters.map(() => 0);
  const v = parameters.map(() => 0);
  gradientsOfSteps.forEach((gradient, step) => {
    for (let i = 0; i < values.length; i++) {
      m[i] = beta1 * m[i]! + (1 - beta1) * gradient[i]!;
      v[i] = beta2 * v[i]! + (1 - beta2) * gradient[i]! ** 2;
      const mHat = m[i]! / (1 - beta1 ** (step + 1));
      const vHat = v[i]! / (1 - beta2 ** (step + 1));
      values[i] = values[i]! - (rates[step]! * mHat) / (Math.sqrt(vHat) + epsilon);
    }
  });
  return values;
}

test('adam takes the steps of the paper, with a learning rate that changes', async () => {
  const random = seededRandom(1);
  const size = 6;
  const parameters = Array.from({ length: size }, () => random() - 0.5);
  // One entry never has a gradient: as in a hash table, most of which no ray of a step touches.
  const gradientsOfSteps = Array.from({ length: 20 }, () =>
    Array.from({ length: size }, (_, i) => (i === 0 ? 0 : random() - 0.5)),
  );
  const rates = gradientsOfSteps.map((_, step) => 1e-2 * 0.9 ** step);

  const [x, gradient, scalars] = [input('x', [size]), input('gradient', [size]), input('scalars', [2])];
  const [first, second] = [input('first', [size]), input('second', [size])];
  const next = adam(x, gradient, { first, second }, scalars);
  const zeros = new Float32Array(size);
  const executor = new CpuExecutor({ x: Float32Array.from(parameters), first: zeros, second: zeros });
  const step = await executor.compileStep({
    name: 'adam',
    batch: [gradient, scalars],
    state: [
      { input: x, next: next.parameter },
      { input: first, next: next.moments.first },
      { input: second, next: next.moments.second },
    ],
    outputs: {},
  });
  await step.run(
    gradientsOfSteps.map((values, i) => ({
      gradient: Float32Array.from(values),
      scalars: Float32Array.from(adamScalars(rates[i]!, i + 1)),
    })),
  );
  const { x: trained } = await executor.readState();
  await executor.dispose();

  expect(trained![0]).toBe(Math.fround(parameters[0]!));
  plainAdam(parameters, gradientsOfSteps, rates).forEach((value, i) => {
    // 20 steps of single precision, each of which rounds a value of about 0.5.
    expect(Math.abs(trained![i]! - value)).toBeLessThan(20 * 2 ** -24);
  });
});

/** RAdam as PyTorch describes it, on plain numbers. */
function plainRadam(parameters: number[], gradientsOfSteps: number[][], rate: number, weightDecay: number): number[] {
  const { beta1, beta2, epsilon } = ADAM;
  const values = [...parameters];
  const m = parameters.map(() => 0);
  const v = parameters.map(() => 0);
  const rhoInfinity = 2 / (1 - beta2) - 1;
  gradientsOfSteps.forEach((gradient, step) => {
    const t = step + 1;
    const rho = rhoInfinity - (2 * t * beta2 ** t) / (1 - beta2 ** t);
    for (let i = 0; i < values.length; i++) {
      const g = gradient[i]! + weightDecay * values[i]!;
      m[i] = beta1 * m[i]! + (1 - beta1) * g;
      v[i] = beta2 * v[i]! + (1 - beta2) * g ** 2;
      let factor = 1;
      if (rho > 5) {
        const rectification = Math.sqrt(
          (((rho - 4) / (rhoInfinity - 4)) * ((rho - 2) / (rhoInfinity - 2)) * rhoInfinity) / rho,
        );
        factor = (rectification * Math.sqrt(1 - beta2 ** t)) / (Math.sqrt(v[i]!) + epsilon);
      }
      values[i] = values[i]! - ((rate * m[i]!) / (1 - beta1 ** t)) * factor;
    }
  });
  return values;
}

test('radam takes the steps of the paper: momentum at first, then rectified', async () => {
  const random = seededRandom(2);
  const [size, rate, weightDecay] = [6, 1e-2, 1e-2];
  const parameters = Array.from({ length: size }, () => random() - 0.5);
  const gradientsOfSteps = Array.from({ length: 20 }, () => Array.from({ length: size }, () => random() - 0.5));

  const [x, gradient, scalars] = [input('x', [size]), input('gradient', [size]), input('scalars', [3])];
  const [first, second] = [input('first', [size]), input('second', [size])];
  const next = radam(x, gradient, { first, second }, scalars, weightDecay);
  const zeros = new Float32Array(size);
  const executor = new CpuExecutor({ x: Float32Array.from(parameters), first: zeros, second: zeros });
  const step = await executor.compileStep({
    name: 'radam',
    batch: [gradient, scalars],
    state: [
      { input: x, next: next.parameter },
      { input: first, next: next.moments.first },
      { input: second, next: next.moments.second },
    ],
    outputs: {},
  });
  const after = async (steps: number, from: number) => {
    await step.run(
      gradientsOfSteps.slice(from, steps).map((values, i) => ({
        gradient: Float32Array.from(values),
        scalars: Float32Array.from(radamScalars(rate, from + i + 1)),
      })),
    );
    return (await executor.readState()).x!;
  };
  // The variance can be told from the sixth step on.
  for (const [from, steps] of [
    [0, 5],
    [5, 6],
    [6, 20],
  ] as const) {
    const trained = await after(steps, from);
    plainRadam(parameters, gradientsOfSteps.slice(0, steps), rate, weightDecay).forEach((value, i) => {
      expect(Math.abs(trained[i]! - value), `after ${steps} steps`).toBeLessThan(1e-5);
    });
  }
  await executor.dispose();
});
