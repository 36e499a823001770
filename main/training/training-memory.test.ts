import { describe, expect, it } from 'vitest';
import { loadKernels } from '../graph/executors/kernels.ts';
import { growthOf } from '../testing/resident-growth.ts';

const module = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);

/** Trains a small field; `each` runs after every step. */
const training = (kernels: string, each = '') => `
  const { measureGrowth } = await import(${module('../testing/resident-growth.ts')});
  const { openStepper } = await import(${module('../testing/stepper.ts')});
  const stepper = await openStepper(${JSON.stringify(kernels)}, 'small');
  const kept = [];
  const result = await measureGrowth(400, async () => {
    const outputs = await stepper.step();
    ${each}
  });
  await stepper.dispose();
  console.log(JSON.stringify(result));
`;

/** Five per cent in 5,000 steps is what is allowed; in 400 the noise is larger than that part of it. */
const ALLOWED = 0.05;

describe('the memory of a training', { timeout: 120_000 }, () => {
  const choices = typeof loadKernels() === 'string' ? ['onnx'] : ['native', 'onnx'];
  it.each(choices)('does not grow (%s kernels)', async (kernels) => {
    expect((await growthOf(training(kernels))).growth).toBeLessThan(ALLOWED);
  });

  it('is seen to grow where a step keeps 100 KB', async () => {
    const leaking = training('onnx', 'kept.push(new Float32Array(25_000).fill(1));');
    expect((await growthOf(leaking)).growth).toBeGreaterThan(ALLOWED);
  });
});
