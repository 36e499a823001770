import { describe, expect, it, onTestFinished } from 'vitest';
import { Random } from '../field/random.ts';
import { CpuExecutor } from '../graph/executors/cpu.ts';
import type { Executor } from '../graph/executors/executor.ts';
import { type Kernels, loadKernels } from '../graph/executors/kernels.ts';
import { LoopExecutor } from '../graph/executors/loop.ts';
import { WebGpuExecutor } from '../graph/executors/webgpu.ts';
import type { State } from '../graph/program.ts';
import { useSoftwareGpu } from '../testing/software-gpu.ts';
import { tinyConfig } from '../testing/tiny-training.ts';
import type { Photograph } from './dataset.ts';
import { initialState } from './step-program.ts';
import { type StepLosses, Trainer } from './trainer.ts';

/** Pipelines of a software GPU are compiled on the CPU: half a minute for a training step. */
const GPU_TIMEOUT_MS = 300_000;
/** Past the tenth step, where steps with and without proposals begin to take turns. */
const STEPS = 14;
const SEED = 5;
const kernels = loadKernels();

const config = {
  ...tinyConfig,
  raysPerBatch: 32,
  radiance: {
    ...tinyConfig.radiance,
    grid: { ...tinyConfig.radiance.grid, levels: 2, log2TableSize: 8 },
    samples: 6,
    proposals: tinyConfig.radiance.proposals.map((proposal) => ({ ...proposal, samples: 8 })),
  },
};

/** One photograph of a gradient, from a camera at the origin that looks along -z. */
const photograph: Photograph = {
  frame: {
    index: 0,
    file: 'gradient.png',
    split: 'train',
    mime: 'image/png',
    hasAlpha: false,
    intrinsics: { width: 16, height: 12, fx: 16, fy: 16, cx: 8, cy: 6, distortion: [0, 0, 0, 0, 0, 0] },
    worldFromCamera: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0],
  },
  pixels: Uint8Array.from({ length: 3 * 16 * 12 }, (_, index) => (7 * index) % 256),
};

async function train(create: (state: State) => Executor): Promise<{ losses: StepLosses[]; state: State }> {
  const executor = create(initialState(config, Random.fromSeed(SEED)));
  onTestFinished(() => executor.dispose());
  const trainer = await Trainer.compile(
    executor,
    { config, photographs: [photograph], language: null, freezesRadiance: false },
    Trainer.start(SEED),
  );
  const losses: StepLosses[] = [];
  while (losses.length < STEPS) losses.push(...(await trainer.advance(STEPS - losses.length)));
  return { losses, state: await executor.readState() };
}

function expectSameLosses(actual: StepLosses[], expected: StepLosses[], tolerance: number): void {
  expect(actual.map(({ step, interlevel }) => [step, interlevel === null])).toEqual(
    expected.map(({ step, interlevel }) => [step, interlevel === null]),
  );
  for (const [index, { step, rgb, distortion }] of expected.entries()) {
    expect(Math.abs(actual[index]!.rgb! / rgb! - 1), `rgb of step ${step}`).toBeLessThan(tolerance);
    expect(Math.abs(actual[index]!.distortion! / distortion! - 1), `distortion of step ${step}`).toBeLessThan(
      tolerance,
    );
  }
}

describe('a training', { timeout: GPU_TIMEOUT_MS }, () => {
  const stepByStep = (state: State) => new CpuExecutor(state);

  it('in Loops takes the steps of one that goes step by step', async () => {
    const expected = await train(stepByStep);
    const looped = await train((state) => new LoopExecutor(state, 'cpu'));
    // The same kernels on the same numbers: not a bit may differ.
    expect(looped.losses).toEqual(expected.losses);
    expect(looped.state).toEqual(expected.state);
  });

  it.skipIf(typeof kernels === 'string')('with native kernels takes the steps of one without', async () => {
    const expected = await train(stepByStep);
    const native = await train((state) => new CpuExecutor(state, { kernels: kernels as Kernels }));
    expectSameLosses(native.losses, expected.losses, 1e-3);
    expect(native.losses[0]!.rgb! / expected.losses[0]!.rgb!).toBeCloseTo(1, 5);
    // The same again to the last bit.
    expect(await train((state) => new CpuExecutor(state, { kernels: kernels as Kernels }))).toEqual(native);
  });

  it.skipIf(!useSoftwareGpu())('on WebGPU takes the steps of one on the CPU', async () => {
    const expected = await train(stepByStep);
    const onGpu = await train((state) => new WebGpuExecutor(state));
    // Sums have another order there. What rounding leaves of a gradient that should be zero, Adam
    // turns into a whole step of the learning rate, either way: losses agree, not every parameter does.
    expectSameLosses(onGpu.losses, expected.losses, 1e-3);
  });
});
