import type { TrainingConfig } from '../field/config.ts';
import { Random } from '../field/random.ts';
import type { CompiledStep, Executor } from '../graph/executors/executor.ts';
import { adamScalars } from '../graph/optimizers.ts';
import type { Batch } from '../graph/program.ts';
import { type Photograph, RaySampler } from './dataset.ts';
import { learningRate, proposalAnneal, updatesProposals } from './schedules.ts';
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
  private readonly config: TrainingConfig;
  private readonly sampler: RaySampler;
  private readonly withProposals: CompiledStep;
  private readonly fixedProposals: CompiledStep;
  private readonly random: Random;
  private current: Omit<TrainerProgress, 'random'>;

  private constructor(
    config: TrainingConfig,
    sampler: RaySampler,
    programs: readonly [CompiledStep, CompiledStep],
    { random, ...progress }: TrainerProgress,
  ) {
    this.config = config;
    this.sampler = sampler;
    [this.withProposals, this.fixedProposals] = programs;
    this.current = progress;
    this.random = new Random(Uint32Array.from(random));
  }

  static async compile(
    executor: Executor,
    config: TrainingConfig,
    photographs: readonly Photograph[],
    progress: TrainerProgress,
  ): Promise<Trainer> {
    const withProposals = await executor.compileStep(radianceStep(config, true));
    const fixedProposals = await executor.compileStep(radianceStep(config, false));
    return new Trainer(config, new RaySampler(photographs), [withProposals, fixedProposals], progress);
  }

  /** The beginning of a run. Stream 0 of the seed draws the parameters, stream 1 what happens in training. */
  static start(seed: number): TrainerProgress {
    const random = [...Random.fromSeed(seed, 1).state];
    return { step: 0, proposalUpdates: 0, sinceProposalUpdate: 0, random };
  }

  get progress(): TrainerProgress {
    return { ...this.current, random: [...this.random.state] };
  }

  /** One training step. @throws Error if the loss is no longer a number */
  async step(): Promise<StepLosses> {
    const { step, proposalUpdates, sinceProposalUpdate } = this.current;
    const updates = updatesProposals(this.config, step, sinceProposalUpdate);
    const batch = this.batch(step, proposalUpdates + Number(updates));
    const [losses] = await (updates ? this.withProposals : this.fixedProposals).run([batch]);
    this.current = {
      step: step + 1,
      proposalUpdates: proposalUpdates + Number(updates),
      sinceProposalUpdate: updates ? 0 : sinceProposalUpdate + 1,
    };
    const rgb = losses!.rgb![0]!;
    if (!Number.isFinite(rgb)) throw new Error(`the loss of step ${step + 1} is ${rgb}`);
    return {
      step: step + 1,
      rgb,
      distortion: losses!.distortion![0]!,
      interlevel: losses!.interlevel?.[0] ?? null,
    };
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
