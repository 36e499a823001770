import type { TrainingConfig } from '../field/config.ts';
import { Random } from '../field/random.ts';
import { sequence, sequenceBatch, sequenceOutputs } from '../graph/compose.ts';
import type { CompiledStep, Executor } from '../graph/executors/executor.ts';
import { adamScalars, radamScalars } from '../graph/optimizers.ts';
import type { Batch } from '../graph/program.ts';
import { type Photograph, RaySampler } from './dataset.ts';
import type { LanguageSampler } from './language-targets.ts';
import { learningRate, planSteps, proposalAnneal, type StepPlan } from './schedules.ts';
import { trainingStep } from './step-program.ts';

/** Everything besides the tensors that a resumed run needs to go on as if nothing had happened. */
export interface TrainerProgress {
  /** Steps completed. */
  step: number;
  /** Steps the radiance field has had: those of this run, or of the run it was taken from where it is frozen. */
  radianceStep: number;
  proposalUpdates: number;
  /** Steps since the proposals were last updated. */
  sinceProposalUpdate: number;
  /** Words of the generator that draws rays and jitter. */
  random: number[];
  /** Words of the generator that draws scales: one of its own, so that the rays are the same without language. */
  languageRandom: number[];
}

export interface StepLosses {
  readonly step: number;
  /** Null while the radiance field is frozen. */
  readonly rgb: number | null;
  readonly distortion: number | null;
  /** Only in steps that update the proposals. */
  readonly interlevel: number | null;
  /** Null where there is no language field. */
  readonly clip: number | null;
  readonly dino: number | null;
}

export interface TrainerOptions {
  readonly config: TrainingConfig;
  readonly photographs: readonly Photograph[];
  /** Null trains the radiance field alone. */
  readonly language: LanguageSampler | null;
  /** The radiance field stays as it is and only the language field learns. */
  readonly freezesRadiance: boolean;
}

/** Runs training steps of one field: batches, schedules and the choice between the step programs. */
export class Trainer {
  private readonly executor: Executor;
  private readonly options: TrainerOptions;
  private readonly sampler: RaySampler;
  /** Compiled windows of steps, by which of their steps update the proposals. */
  private readonly windows = new Map<string, CompiledStep>();
  private readonly random: Random;
  private readonly languageRandom: Random;
  private current: Omit<TrainerProgress, 'random' | 'languageRandom'>;

  private constructor(executor: Executor, options: TrainerOptions, progress: TrainerProgress) {
    const { random, languageRandom, ...current } = progress;
    this.executor = executor;
    this.options = options;
    this.sampler = new RaySampler(options.photographs, executor.kernels);
    this.current = current;
    this.random = new Random(Uint32Array.from(random));
    this.languageRandom = new Random(Uint32Array.from(languageRandom));
  }

  static async compile(executor: Executor, options: TrainerOptions, progress: TrainerProgress): Promise<Trainer> {
    const trainer = new Trainer(executor, options, progress);
    // Step by step there are just two windows, and no step has to wait for one of them later.
    if (executor.stepsPerRun === 1) {
      for (const updates of options.freezesRadiance ? [false] : [true, false]) await trainer.compiled([updates]);
    }
    return trainer;
  }

  /**
   * The beginning of a run. Of the seed's streams, 0 draws the radiance field and 2 the language field, 1
   * what happens in training and 3 what language adds to it.
   */
  static start(seed: number): TrainerProgress {
    return {
      step: 0,
      radianceStep: 0,
      proposalUpdates: 0,
      sinceProposalUpdate: 0,
      random: [...Random.fromSeed(seed, 1).state],
      languageRandom: [...Random.fromSeed(seed, 3).state],
    };
  }

  get progress(): TrainerProgress {
    return { ...this.current, random: [...this.random.state], languageRandom: [...this.languageRandom.state] };
  }

  /**
   * The next steps, at least one and at most `limit`: as many as the executor likes to run at once and
   * as follow one pattern. @throws Error if a loss is no longer a number
   */
  async advance(limit: number): Promise<StepLosses[]> {
    const { freezesRadiance } = this.options;
    const { step } = this.current;
    const { window, repeats } = this.plan(Math.min(limit, this.executor.stepsPerRun));
    const compiled = await this.compiled(window);
    const next = { ...this.current };
    const batches = Array.from({ length: repeats }, () =>
      sequenceBatch(
        window.map((updates) => {
          if (!freezesRadiance) {
            next.proposalUpdates += Number(updates);
            next.sinceProposalUpdate = updates ? 0 : next.sinceProposalUpdate + 1;
          }
          const batch = this.batch(next);
          next.step++;
          if (!freezesRadiance) next.radianceStep = next.step;
          return batch;
        }),
      ),
    );
    const outputs = (await compiled.run(batches)).flatMap((output) => sequenceOutputs(output, window.length));
    this.current = next;
    return outputs.map((output, index) => lossesOf(output, step + index + 1));
  }

  private plan(limit: number): StepPlan {
    if (this.options.freezesRadiance) return { window: [false], repeats: limit };
    return planSteps(this.options.config, this.current.step, this.current.sinceProposalUpdate, limit);
  }

  private async compiled(window: readonly boolean[]): Promise<CompiledStep> {
    const { config, language, freezesRadiance } = this.options;
    const key = window.join();
    const known = this.windows.get(key);
    if (known) return known;
    const steps = window.map((updates) =>
      trainingStep(config, freezesRadiance ? 'frozen' : updates ? 'all' : 'fixed-proposals', language?.setup),
    );
    const compiled = await this.executor.compileStep(sequence(steps));
    this.windows.set(key, compiled);
    return compiled;
  }

  private batch({ step, radianceStep, proposalUpdates }: Trainer['current']): Batch {
    const { config, language } = this.options;
    const { raysPerBatch, radiance, fieldLearningRate, proposalLearningRate } = config;
    const { batch, from } = this.sampler.sample(raysPerBatch, this.random);
    const jitter = new Float32Array((radiance.proposals.length + 1) * raysPerBatch);
    this.random.fill(jitter);
    const scalars = Float32Array.of(
      proposalAnneal(config, radianceStep),
      ...adamScalars(learningRate(fieldLearningRate, step), step + 1),
      // Before their first update the numbers are not used; one update keeps them finite.
      ...adamScalars(learningRate(proposalLearningRate, step), Math.max(proposalUpdates, 1)),
    );
    if (language === null) return { ...batch, jitter, scalars };
    const languageScalars = Float32Array.of(
      ...radamScalars(learningRate(config.language.learningRate, step), step + 1),
    );
    return { ...batch, jitter, scalars, languageScalars, ...language.sample(from, this.languageRandom) };
  }
}

function lossesOf(outputs: Readonly<Record<string, Float32Array>>, step: number): StepLosses {
  const loss = (name: string) => outputs[name]?.[0] ?? null;
  const losses = {
    rgb: loss('rgb'),
    distortion: loss('distortion'),
    interlevel: loss('interlevel'),
    clip: loss('clip'),
    dino: loss('dino'),
  };
  for (const [name, value] of Object.entries(losses)) {
    if (value !== null && !Number.isFinite(value)) throw new Error(`the ${name} loss of step ${step} is ${value}`);
  }
  return { step, ...losses };
}
