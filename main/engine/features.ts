import { z } from 'zod';
import type { ExtractRequest, ExtractResult, Features as FeatureList, Job, LanguageChoice } from '../api/contract.ts';
import { extractRequestSchema } from '../api/contract.ts';
import { UserError } from '../errors.ts';
import type { ProjectFile } from '../store/project-file.ts';
import type { Settings } from '../store/settings.ts';
import type { Compute, ComputeCall, ComputeListener } from './compute.ts';
import { type EncoderPair, type Encoders, requireReady } from './encoders.ts';
import type { EventBus } from './event-bus.ts';
import { isLive, type JobQueue } from './job-queue.ts';
import type { OpenProjects } from './open-projects.ts';

export interface FeaturesOptions {
  projects: OpenProjects;
  jobs: JobQueue;
  bus: EventBus;
  compute: Compute;
  encoders: Encoders;
  /** The library's: how fast encoders are on this computer. */
  settings: Settings;
  dataFolder: string;
}

type Choice = Pick<LanguageChoice, 'encoder' | 'dense'>;

const SPEEDS_KEY = 'extractionSpeeds';
const speedsSchema = z.record(z.string(), z.number().positive()).catch({});
/** Fewer crops than this are mostly the opening of the encoder. */
const LEAST_CROPS_TIMED = 100;

/** The features of projects: which are there, what others would take, and their extraction. */
export class Features {
  readonly #options: FeaturesOptions;

  constructor(options: FeaturesOptions) {
    this.#options = options;
  }

  /** What a project has and, with a choice of encoder, what is still to do for that. */
  async list(projectId: string, choice: Choice | null): Promise<FeatureList> {
    const { projects, encoders } = this.#options;
    const known = new Map((await encoders.list()).encoders.map((encoder) => [encoder.id, encoder]));
    const estimate = choice && (await this.#estimate(projectId, choice));
    return projects.use(projectId, (project) => {
      const imagesTotal = trainingImages(project).length;
      const runs = project.runs.list();
      const sets = project.features.list().map((set) => ({
        id: String(set.id),
        kind: set.kind,
        encoder: set.encoder,
        encoderName: known.get(set.encoder)?.name ?? set.encoder,
        dimensions: set.dimensions,
        images: set.frames,
        imagesTotal,
        bytes: set.bytes,
        runs: runs
          .filter(({ language }) =>
            set.kind === 'pyramid'
              ? language?.encoder === set.encoder
              : language?.dense && known.get(language.encoder)?.denseEncoder === set.encoder,
          )
          .map(({ number }) => number),
      }));
      return { sets, estimate };
    });
  }

  async start(projectId: string, request: ExtractRequest): Promise<Job> {
    const { projects, jobs, encoders, bus } = this.#options;
    const choice = extractRequestSchema.parse(request);
    projects.change(projectId, () => {});
    const pair = await encoders.pair(choice);
    requirePair(pair);
    const live = jobs.list().find((job) => job.kind === 'extract' && job.projectId === projectId && isLive(job));
    if (live) throw new UserError('conflict', 'Features of this project are being extracted already.');
    return jobs.enqueue({
      kind: 'extract',
      // Both take every core there is.
      lane: 'train',
      title: `Extracting features with ${pair.image.name}`,
      projectId,
      work: async ({ signal, progress }): Promise<ExtractResult> => {
        const call = this.begin(projectId, choice, { onProgress: progress });
        signal.addEventListener('abort', () => call.cancel());
        return call.finished;
      },
      onCancelledWhileQueued: () => bus.emit({ type: 'features', projectId }),
    });
  }

  /** Runs an extraction that was found possible; for jobs, and for a training that lacks features. */
  begin(projectId: string, choice: Choice, listener: ComputeListener): ComputeCall<ExtractResult> {
    const { projects, compute, bus, dataFolder } = this.#options;
    const path = projects.use(projectId, (project) => project.path);
    const call = compute.call('extract', { path, encoder: choice.encoder, dense: choice.dense, dataFolder }, listener);
    const finished = call.finished
      .then(async (result) => {
        await this.#noteSpeed(choice, result);
        return result;
      })
      .finally(() => bus.emit({ type: 'features', projectId }));
    return { ...call, finished };
  }

  /** Whether a training with this choice has to extract first. @throws UserError where it could not */
  async isMissing(projectId: string, choice: Choice): Promise<boolean> {
    const { projects, encoders } = this.#options;
    const pair = await encoders.pair(choice);
    requirePair(pair);
    const keys = await this.#identities(pair);
    return projects.use(projectId, (project) => {
      const isComplete = (kind: 'pyramid' | 'dense', fingerprint: string) => {
        const set = project.features.find(kind, fingerprint);
        const present = new Set(set && project.features.frames(set));
        return trainingImages(project).every(({ index }) => present.has(index));
      };
      return !(
        isComplete('pyramid', keys.image.fingerprint) &&
        (keys.dense === null || isComplete('dense', keys.dense.fingerprint))
      );
    });
  }

  delete(projectId: string, setId: string): void {
    const { projects, jobs, bus } = this.#options;
    projects.change(projectId, (project) => {
      const set = project.features.list().find(({ id }) => String(id) === setId);
      if (!set) throw new UserError('not-found', `The project has no set of features ${setId}.`);
      const user = jobs
        .list()
        .find((job) => job.projectId === projectId && isLive(job) && ['extract', 'train'].includes(job.kind));
      if (user) throw new UserError('conflict', `The features are in use: ${user.title}.`, 'Stop that first.');
      project.features.delete(set);
    });
    bus.emit({ type: 'features', projectId });
  }

  async #estimate(projectId: string, choice: Choice): Promise<FeatureList['estimate']> {
    const { projects, encoders } = this.#options;
    const pair = await encoders.pair(choice);
    const keys = await this.#identities(pair);
    // Loaded here because it brings the image library along.
    const { estimateExtraction } = await import('../features/index.ts');
    const estimate = projects.use(projectId, (project) => estimateExtraction(project, keys.image, keys.dense));
    // Dense features alone are not what the speed was measured of.
    const isMeasured = estimate.crops > 0 || estimate.images === 0;
    const speed = isMeasured ? this.#speeds()[speedKey(keys)] : undefined;
    return {
      encoder: pair.image.id,
      denseEncoder: pair.dense?.id ?? null,
      ...estimate,
      seconds: speed === undefined ? null : estimate.crops * speed,
    };
  }

  /** Of an encoder that is not here yet nothing can have been extracted, but what it would take is known. */
  async #identities({ image, dense }: EncoderPair) {
    const { encoders } = this.#options;
    return {
      image: (await encoders.identify(image)) ?? { fingerprint: '', dimensions: image.dimensions },
      dense: dense && ((await encoders.identify(dense)) ?? { fingerprint: '', dimensions: dense.dimensions }),
    };
  }

  async #noteSpeed(choice: Choice, { crops, seconds }: ExtractResult): Promise<void> {
    if (crops < LEAST_CROPS_TIMED) return;
    const { encoders, settings } = this.#options;
    const key = speedKey(await this.#identities(await encoders.pair(choice)));
    settings.set(SPEEDS_KEY, { ...this.#speeds(), [key]: seconds / crops });
  }

  /** Seconds for a crop, by encoders. */
  #speeds(): Record<string, number> {
    return speedsSchema.parse(this.#options.settings.get(SPEEDS_KEY) ?? {});
  }
}

function speedKey({ image, dense }: { image: { fingerprint: string }; dense: { fingerprint: string } | null }): string {
  return `${image.fingerprint}+${dense?.fingerprint ?? ''}`;
}

function requirePair({ image, dense }: EncoderPair): void {
  requireReady(image);
  if (dense) requireReady(dense);
}

function trainingImages(project: ProjectFile) {
  return project.captures.frames().filter(({ split }) => split === 'train');
}
