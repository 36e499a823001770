import type { TrainingConfig } from '../field/config.ts';
import { Random } from '../field/random.ts';
import { sequence, sequenceBatch, sequenceOutputs } from '../graph/compose.ts';
import type { CompiledStep, Executor } from '../graph/executors/executor.ts';
import { adamScalars } from '../graph/optimizers.ts';
import type { Batch } from '../graph/program.ts';
import { type Photograph, RaySampler } from './dataset.ts';
import { learningRate, planSteps, proposalAnneal } from './schedules.ts';
import { radianceStep } from './step-program.ts';

/** Everything besides the tensors that a resumed run needs to go on as if nothing had happened. */
export interface TrainerProgress {
  /** Steps completed. */
  step: number;
  proposalUpdates: number;
  /** Steps since the proposals were last updated. */
  sinceProposalUpdate: number;
  /** Words of the generator that draws rays and jitter. */
  random: number[];
}

export interface StepLosses {
  readonly step: number;
  readonly rgb: number;
  readonly distortion: number;
  /** Only in steps that update the proposals. */
  readonly interlevel: number | null;
}

/** Runs training steps of one radiance field: batches, schedules and the choice between the two step programs. */
export class Trainer {
  private readonly executor: Executor;
  private readonly config: TrainingConfig;
  private readonly sampler: RaySampler;
  /** Compiled windows of steps, by which of their steps update the proposals. */
  private readonly windows = new Map<string, CompiledStep>();
  private readonly random: Random;
  private current: Omit<TrainerProgress, 'random'>;

  private constructor(
    executor: Executor,
    config: TrainingConfig,
    sampler: RaySampler,
    { random, ...progress }: TrainerProgress,
  ) {
    this.executor = executor;
    this.config = config;
    this.sampler = sampler;
    this.current = progress;
    this.random = new Random(Uint32Array.from(random));
  }

  static async compile(
    executor: Executor,
    config: TrainingConfig,
    photographs: readonly Photograph[],
    progress: TrainerProgress,
  ): Promise<Trainer> {
    const trainer = new Trainer(executor, config, new RaySampler(photographs), progress);
    // Step by step there are just two windows, and no step has to wait for one of them later.
    if (executor.stepsPerRun === 1) for (const updates of [true, false]) await trainer.compiled([updates]);
    return trainer;
  }

  /** The beginning of a run. Stream 0 of the seed draws the parameters, stream 1 what happens in training. */
  static start(seed: number): TrainerProgress {
    const random = [...Random.fromSeed(seed, 1).state];
    return { step: 0, proposalUpdates: 0, sinceProposalUpdate: 0, random };
  }

  get progress(): TrainerProgress {
    return { ...this.current, random: [...this.random.state] };
  }

  /**
   * The next steps, at least one and at most `limit`: as many as the executor likes to run at once and
   * as follow one pattern. @throws Error if a loss is no longer a number
   */
  async advance(limit: number): Promise<StepLosses[]> {
    const { step, sinceProposalUpdate } = this.current;
    const most = Math.min(limit, this.executor.stepsPerRun);
    const { window, repeats } = planSteps(this.config, step, sinceProposalUpdate, most);
    const compiled = await this.compiled(window);
    const next = { ...this.current };
    const batches = Array.from({ length: repeats }, () =>
      sequenceBatch(
        window.map((updates) => {
          next.proposalUpdates += Number(updates);
          next.sinceProposalUpdate = updates ? 0 : next.sinceProposalUpdate + 1;
          return this.batch(next.step++, next.proposalUpdates);
        }),
      ),
    );
    const outputs = (await compiled.run(batches)).flatMap((output) => sequenceOutputs(output, window.length));
    this.current = next;
    return outputs.map((output, index) => lossesOf(output, step + index + 1));
  }

  private async compiled(window: readonly boolean[]): Promise<CompiledStep> {
    const key = window.join();
    const known = this.windows.get(key);
    if (known) return known;
    const steps = window.map((updates) => radianceStep(this.config, updates));
    const compiled = await this.executor.compileStep(sequence(steps));
    this.windows.set(key, compiled);
    return compiled;
  }

  private batch(step: number, proposalUpdates: number): Batch {
    const { raysPerBatch, radiance, fieldLearningRate, proposalLearningRate } = this.config;
    const rays = this.sampler.sample(raysPerBatch, this.random);
    const jitter = new Float32Array((radiance.proposals.length + 1) * raysPerBatch);
    this.random.fill(jitter);
    const scalars = Float32Array.of(
      proposalAnneal(this.config, step),
      ...adamScalars(learningRate(fieldLearningRate, step), step + 1),
      // Before their first update the numbers are not used; one update keeps them finite.
      ...adamScalars(learningRate(proposalLearningRate, step), Math.max(proposalUpdates, 1)),
    );
    return { ...rays, jitter, scalars };
  }
}

function lossesOf(outputs: Readonly<Record<string, Float32Array>>, step: number): StepLosses {
  const rgb = outputs.rgb![0]!;
  if (!Number.isFinite(rgb)) throw new Error(`the loss of step ${step} is ${rgb}`);
  return { step, rgb, distortion: outputs.distortion![0]!, interlevel: outputs.interlevel?.[0] ?? null };
}
