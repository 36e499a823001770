import { Random } from '../../../main/field/random.ts';
import { CpuExecutor } from '../../../main/graph/executors/cpu.ts';
import { adamScalars } from '../../../main/graph/optimizers.ts';
import type { Batch, State, StepProgram } from '../../../main/graph/program.ts';
import { loadCheckpoint, saveCheckpoint } from './checkpoint.ts';
import { adamOptions } from './step.ts';

export interface Schedule {
  readonly steps: number;
  readonly warmUp: number;
  readonly learningRate: number;
  /** Taken off the weights in each step, times the learning rate. */
  readonly weightDecay: number;
}

/** The rate of a step: up in a line, down in half a cosine. */
export function learningRateAt({ steps, warmUp, learningRate }: Schedule, step: number): number {
  if (step < warmUp) return (learningRate * (step + 1)) / warmUp;
  return learningRate * (0.02 + 0.98 * 0.5 * (1 + Math.cos((Math.PI * (step - warmUp)) / (steps - warmUp))));
}

export interface TrainingOptions {
  readonly program: StepProgram;
  readonly initialState: (random: Random) => State;
  readonly schedule: Schedule;
  readonly seed: number;
  /** Everything of a batch but the scalars. */
  readonly nextBatch: (random: Random) => Batch;
  readonly checkpointPath: string;
  /** What makes this training another one than a training of other settings or data. */
  readonly key: string;
  readonly log: (line: string) => void;
  /** Called at each checkpoint with the state of then. */
  readonly onCheckpoint?: (state: State) => Promise<void>;
  readonly stepsPerCheckpoint: number;
  readonly stepsPerLine: number;
  /** Of the processor; 0 for as many as it has cores. */
  readonly threads: number;
}

/** Trains, or goes on with what was trained before; answers with the last state. */
export async function trainProgram(options: TrainingOptions): Promise<State> {
  const { program, schedule, log, checkpointPath, key, stepsPerLine } = options;
  const found = loadCheckpoint(checkpointPath, key);
  const random = found ? new Random(found.random) : Random.fromSeed(options.seed, 1);
  const executor = new CpuExecutor(found?.state ?? options.initialState(Random.fromSeed(options.seed)), {
    intraOpNumThreads: options.threads,
  });
  const first = found?.steps ?? 0;
  if (found) log(`${program.name}: goes on after ${first} steps`);
  try {
    const step = await executor.compileStep(program);
    let began = performance.now();
    let batchMs = 0;
    const sums = new Map<string, number>();
    for (let done = first; done < schedule.steps; ) {
      const prepared = performance.now();
      const rate = learningRateAt(schedule, done);
      const adamNumbers = adamScalars(rate, done + 1, adamOptions);
      const scalars = Float32Array.of(...adamNumbers, rate * schedule.weightDecay, rate);
      const batch = { ...options.nextBatch(random), scalars };
      batchMs += performance.now() - prepared;
      const [outputs] = await step.run([batch]);
      for (const [name, [value]] of Object.entries(outputs!)) sums.set(name, (sums.get(name) ?? 0) + value!);
      done += 1;
      if (done % stepsPerLine === 0) {
        const means = [...sums].map(([name, sum]) => `${name} ${(sum / stepsPerLine).toFixed(4)}`).join(', ');
        const perStep = (performance.now() - began) / stepsPerLine;
        log(
          `${program.name}: step ${done} of ${schedule.steps}, ${means}, ${perStep.toFixed(0)} ms a step ` +
            `(${(batchMs / stepsPerLine).toFixed(0)} for the batch), ${minutes(perStep * (schedule.steps - done))} left`,
        );
        sums.clear();
        [began, batchMs] = [performance.now(), 0];
      }
      if (done % options.stepsPerCheckpoint === 0 || done === schedule.steps) {
        const paused = performance.now();
        const state = await executor.readState();
        saveCheckpoint(checkpointPath, { key, steps: done, random: random.state, state });
        await options.onCheckpoint?.(state);
        began += performance.now() - paused;
      }
    }
    return await executor.readState();
  } finally {
    await executor.dispose();
  }
}

const minutes = (ms: number) => `${(ms / 60_000).toFixed(1)} min`;
