import type { DeviceTrial, SelfTestResult } from '../api/contract.ts';
import { UserError } from '../errors.ts';
import { PRESETS, type TrainingConfig } from '../field/config.ts';
import { Random } from '../field/random.ts';
import { CpuExecutor } from '../graph/executors/cpu.ts';
import { fastestDevice, probeDevice } from '../graph/executors/devices.ts';
import type { Executor } from '../graph/executors/executor.ts';
import { loadKernels } from '../graph/executors/kernels.ts';
import { LoopExecutor } from '../graph/executors/loop.ts';
import { WebGpuExecutor } from '../graph/executors/webgpu.ts';
import { useWebGpu } from '../graph/executors/webgpu-lock.ts';
import { adamScalars } from '../graph/optimizers.ts';
import type { Batch, State } from '../graph/program.ts';
import { type Photograph, RaySampler } from './dataset.ts';
import { initialState, trainingStep } from './step-program.ts';

/** Enough to tell the time of a step from that of the first, which compiles and allocates. */
const STEPS = 6;
const SEED = 1;
/** What GPUs round off in matrix products (TensorFloat-32) stays below; a wrong kernel does not. */
const TOLERANCE = 1e-2;
/** A training on the GPU keeps it for longer. */
const GPU_PATIENCE_MS = 3000;
const LOSSES = ['rgb', 'interlevel', 'distortion'] as const;

const { fast } = PRESETS;
const tinyGrid = { levels: 2, features: 2, log2TableSize: 8, baseResolution: 8, maxResolution: 32 };
/** With all its operators, but small: a software GPU compiles and runs its shaders on the CPU. */
const small: TrainingConfig = {
  ...fast,
  raysPerBatch: 32,
  radiance: {
    ...fast.radiance,
    grid: tinyGrid,
    densityHiddenSize: 16,
    colourHiddenSize: 16,
    proposals: [{ grid: tinyGrid, hiddenSize: 8, samples: 8 }],
    samples: 6,
  },
};
const FIELDS: Readonly<Record<DeviceTrial['field'], TrainingConfig>> = { fast, small };

interface Candidate {
  readonly device: DeviceTrial['device'];
  readonly kernels: DeviceTrial['kernels'];
  readonly field: DeviceTrial['field'];
  readonly name: string;
  open(state: State): Executor;
}

interface Run {
  readonly stepMs: number;
  /** Of every step, by loss. */
  readonly losses: State;
  /** What the first step's gradients left in the optimiser, by parameter. */
  readonly gradients: State;
}

interface SelfTestHooks {
  onProgress(done: number, total: number, message: string): void;
  isCancelled(): boolean;
}

/**
 * Takes the same few training steps on everything that trainings can run on, and compares them with those of
 * ONNX Runtime on the CPU. Gradients are compared and not parameters: of a gradient that is nothing but rounding,
 * Adam makes a whole step of the learning rate, in either direction.
 * @throws UserError cancelled
 */
export async function testDevices({ onProgress, isCancelled }: SelfTestHooks): Promise<SelfTestResult> {
  const began = performance.now();
  const candidates = await availableCandidates();
  const references = new Map<DeviceTrial['field'], Run>();
  const trials: DeviceTrial[] = [];
  for (const [done, candidate] of candidates.entries()) {
    onProgress(done, candidates.length, `Training ${STEPS} steps: ${candidate.name}`);
    if (isCancelled()) throw new UserError('cancelled', 'The self-test was cancelled.');
    const { field } = candidate;
    const reference = references.get(field) ?? (await train(FIELDS[field], (state) => new CpuExecutor(state)));
    references.set(field, reference);
    trials.push(await tryOut(candidate, reference));
  }
  return { trials, steps: STEPS, seconds: (performance.now() - began) / 1000 };
}

/** The reference first. */
async function availableCandidates(): Promise<Candidate[]> {
  const cpu = { device: 'cpu', field: 'fast' } as const;
  const candidates: Candidate[] = [
    { ...cpu, kernels: 'onnx', name: 'CPU, ONNX Runtime alone', open: (state) => new CpuExecutor(state) },
  ];
  const kernels = loadKernels();
  if (typeof kernels !== 'string') {
    const open = (state: State) => new CpuExecutor(state, { kernels });
    candidates.push({ ...cpu, kernels: 'native', name: 'CPU, native kernels', open });
  }
  const gpus = [
    { device: 'cuda', name: 'CUDA', open: (state: State) => new LoopExecutor(state, 'cuda') },
    { device: 'webgpu', name: 'WebGPU', open: (state: State) => new WebGpuExecutor(state) },
  ] as const;
  for (const gpu of gpus) {
    if (!(await probeDevice(gpu.device)).available) continue;
    const isSoftware = (await fastestDevice()) === 'cpu';
    candidates.push({ ...gpu, kernels: 'onnx', field: isSoftware ? 'small' : 'fast' });
  }
  return candidates;
}

async function tryOut(candidate: Candidate, reference: Run): Promise<DeviceTrial> {
  const { device, kernels, field, open } = candidate;
  const tried = { device, kernels, field };
  if (device === 'cpu' && kernels === 'onnx') {
    return {
      ...tried,
      outcome: 'reference',
      stepMs: reference.stepMs,
      lossDifference: 0,
      gradientDifference: 0,
      verdict: 'What the others are compared with.',
    };
  }
  const failed = (verdict: string): DeviceTrial => ({
    ...tried,
    outcome: 'failed',
    stepMs: null,
    lossDifference: null,
    gradientDifference: null,
    verdict,
  });
  let release = () => {};
  if (device === 'webgpu') {
    try {
      release = await useWebGpu(AbortSignal.timeout(GPU_PATIENCE_MS));
    } catch {
      return failed('A training uses the GPU at the moment: test it when that has ended.');
    }
  }
  let run: Run;
  try {
    run = await train(FIELDS[field], open);
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).split('\n')[0]!.replace(/\.$/, '');
    return failed(`It stopped with an error (${reason}): train on the CPU.`);
  } finally {
    release();
  }
  const lossDifference = largestDifference(run.losses, reference.losses);
  const gradientDifference = largestDifference(run.gradients, reference.gradients);
  const agrees = lossDifference < TOLERANCE && gradientDifference < TOLERANCE;
  return {
    ...tried,
    outcome: agrees ? 'agrees' : 'differs',
    stepMs: run.stepMs,
    lossDifference,
    gradientDifference,
    verdict: agrees
      ? `Agrees with the reference, and ${comparison(reference.stepMs / run.stepMs)}.`
      : 'Does not agree with the reference: train on the CPU, and tell us of it.',
  };
}

/** @param speedup how many times as fast */
function comparison(speedup: number): string {
  const times = (factor: number) => (factor < 10 ? factor.toFixed(1) : Math.round(factor).toString());
  if (speedup > 1.05) return `takes a step ${times(speedup)} times as fast`;
  return speedup < 0.95 ? `takes ${times(1 / speedup)} times as long for a step` : 'is as fast';
}

async function train(config: TrainingConfig, open: (state: State) => Executor): Promise<Run> {
  const executor = open(initialState(config, Random.fromSeed(SEED)));
  try {
    const step = await executor.compileStep(trainingStep(config, 'all'));
    const losses: State = Object.fromEntries(LOSSES.map((name) => [name, new Float32Array(STEPS)]));
    const durationsMs: number[] = [];
    let gradients: State = {};
    for (const [index, batch] of batches(config).entries()) {
      const began = performance.now();
      const [outputs] = await step.run([batch]);
      durationsMs.push(performance.now() - began);
      for (const name of LOSSES) losses[name]![index] = outputs![name]![0]!;
      if (index > 0) continue;
      const state = await executor.readState();
      gradients = Object.fromEntries(Object.entries(state).filter(([name]) => name.startsWith('adam.first.')));
    }
    const sorted = durationsMs.slice(1).sort((a, b) => a - b);
    return { losses, gradients, stepMs: sorted[sorted.length >> 1]! };
  } finally {
    await executor.dispose();
  }
}

/** The same for every candidate. */
function batches({ raysPerBatch, radiance }: TrainingConfig): Batch[] {
  const random = Random.fromSeed(SEED, 1);
  const sampler = new RaySampler(PHOTOGRAPHS);
  return Array.from({ length: STEPS }, (_, step) => {
    const { batch } = sampler.sample(raysPerBatch, random);
    const jitter = new Float32Array((radiance.proposals.length + 1) * raysPerBatch);
    random.fill(jitter);
    const adam = adamScalars(1e-2, step + 1);
    return { ...batch, jitter, scalars: Float32Array.of(0, ...adam, ...adam) };
  });
}

/** Waves of colour, seen from two sides. */
const PHOTOGRAPHS: readonly Photograph[] = [1, -1].map((side, index) => ({
  frame: {
    index,
    file: 'waves',
    split: 'train',
    mime: 'image/png',
    hasAlpha: false,
    intrinsics: { width: 64, height: 48, fx: 60, fy: 60, cx: 32, cy: 24, distortion: [0.01, 0, 0, 0, 0, 0] },
    // Along -z and along +z.
    worldFromCamera: [side, 0, 0, 0, 0, 1, 0, 0, 0, 0, side, side],
  },
  pixels: Uint8Array.from({ length: 3 * 64 * 48 }, (_, i) => 128 + 127 * Math.sin(0.01 * i * ((i % 3) + 1))),
}));

/** Of arrays by name: the largest difference in any, each as a part of its largest value. */
function largestDifference(actual: State, expected: State): number {
  return Math.max(
    ...Object.entries(expected).map(([name, values]) => {
      const largest = values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
      const difference = values.reduce((max, value, i) => Math.max(max, Math.abs(actual[name]![i]! - value)), 0);
      // No number at all is no small difference.
      if (Number.isNaN(difference)) return Number.MAX_VALUE;
      return largest === 0 ? difference : difference / largest;
    }),
  );
}
