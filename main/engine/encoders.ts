import { z } from 'zod';
import type { Encoder, Encoders as EncoderList, Job } from '../api/contract.ts';
import { UserError } from '../errors.ts';
import type { Settings } from '../store/settings.ts';
import type { EventBus } from './event-bus.ts';
import type { Shelf } from './installed-encoders.ts';
import { isLive, type JobQueue } from './job-queue.ts';

export interface EncodersOptions {
  shelf: Shelf;
  jobs: JobQueue;
  bus: EventBus;
  settings: Settings;
}

/** What tells an encoder's features from any others. */
export interface EncoderIdentity {
  readonly fingerprint: string;
  readonly dimensions: number;
}

/** An image-text encoder and, if wanted, the dense one that goes with it. */
export interface EncoderPair {
  readonly image: Encoder;
  readonly dense: Encoder | null;
}

const DEFAULT_KEY = 'defaultEncoder';
const SHIPPED_ID = 'demo';

/** The list of encoders, their downloads, and which is the default; announces every change. */
export class Encoders {
  readonly #options: EncodersOptions;
  /** Newest download job by encoder. */
  readonly #downloads = new Map<string, string>();

  constructor(options: EncodersOptions) {
    this.#options = options;
  }

  async list(): Promise<EncoderList> {
    const encoders = (await this.#options.shelf.list()).map((encoder): Encoder => {
      const jobId = this.#liveDownload(encoder.id)?.id ?? null;
      return { ...encoder, state: jobId === null ? encoder.state : 'downloading', jobId };
    });
    const chosen = z.string().safeParse(this.#options.settings.get(DEFAULT_KEY)).data;
    const isKnown = encoders.some(({ id, kind }) => id === chosen && kind === 'image-text');
    return { encoders, defaultId: isKnown ? chosen! : SHIPPED_ID };
  }

  /** @throws UserError not-found */
  async get(id: string): Promise<Encoder> {
    const found = (await this.list()).encoders.find((encoder) => encoder.id === id);
    if (!found) throw new UserError('not-found', `There is no encoder ${id}.`, 'Choose one of the list of encoders.');
    return found;
  }

  /** @throws UserError not-found, bad-request */
  async pair({ encoder, dense }: { encoder: string; dense: boolean }): Promise<EncoderPair> {
    const image = await this.get(encoder);
    if (image.kind !== 'image-text' || image.denseEncoder === null) {
      throw new UserError('bad-request', `${image.name} reads no phrases.`, 'Choose an encoder of images and texts.');
    }
    return { image, dense: dense ? await this.get(image.denseEncoder) : null };
  }

  /** What its features are known by, or null while it is not ready. */
  async identify(encoder: Encoder): Promise<EncoderIdentity | null> {
    return encoder.state === 'ready' ? this.#options.shelf.identify(encoder.id) : null;
  }

  /** Starts or continues a download; one that is under way is answered as it is. */
  async download(id: string): Promise<Job> {
    const { shelf, jobs } = this.#options;
    const encoder = await this.get(id);
    const live = this.#liveDownload(id);
    if (live) return live;
    if (encoder.source !== 'catalogue') {
      throw new UserError('conflict', `${encoder.name} is not offered for download.`);
    }
    if (encoder.state === 'ready') throw new UserError('conflict', `${encoder.name} is here already.`);
    const job = jobs.enqueue({
      kind: 'download',
      title: `Downloading ${encoder.name}`,
      projectId: null,
      work: async ({ signal, progress }): Promise<Encoder> => {
        try {
          await shelf.download(id, { signal, onProgress: progress });
        } finally {
          this.#downloads.delete(id);
          this.#announce();
        }
        return this.get(id);
      },
      onCancelledWhileQueued: () => this.#announce(),
    });
    this.#downloads.set(id, job.id);
    this.#announce();
    return job;
  }

  /** `path` has been found to lie in a granted root. */
  async addFolder(path: string): Promise<Encoder> {
    const id = await this.#options.shelf.addFolder(path);
    this.#announce();
    return this.get(id);
  }

  async makeDefault(id: string): Promise<EncoderList> {
    const encoder = await this.get(id);
    if (encoder.kind !== 'image-text') {
      throw new UserError('bad-request', `${encoder.name} reads no phrases.`, 'Choose an encoder of images and texts.');
    }
    this.#options.settings.set(DEFAULT_KEY, id);
    this.#announce();
    return this.list();
  }

  async remove(id: string): Promise<void> {
    const { shelf, jobs } = this.#options;
    const encoder = await this.get(id);
    if (encoder.source === 'shipped') {
      throw new UserError('conflict', `${encoder.name} comes with LERF Studio and cannot be removed.`);
    }
    const user = jobs.list().find((job) => isLive(job) && ['extract', 'train', 'render'].includes(job.kind));
    const download = this.#liveDownload(id);
    if (download ?? user) {
      throw new UserError('conflict', `Encoders may be in use: ${(download ?? user)!.title}.`, 'Stop that first.');
    }
    await shelf.remove(id);
    this.#announce();
  }

  #liveDownload(id: string): Job | null {
    const jobId = this.#downloads.get(id);
    const job = jobId === undefined ? undefined : this.#options.jobs.list().find((candidate) => candidate.id === jobId);
    return job && isLive(job) ? job : null;
  }

  #announce(): void {
    this.#options.bus.emit({ type: 'encoders' });
  }
}

/** @throws UserError conflict that says how to get it */
export function requireReady(encoder: Encoder): void {
  if (encoder.state === 'ready') return;
  if (encoder.state === 'damaged') {
    throw new UserError(
      'conflict',
      `${encoder.name} cannot be used: ${encoder.problem ?? 'its files are damaged.'}`,
      encoder.source === 'catalogue' ? 'Download it again on the encoders page.' : 'Remove it, or put its files right.',
    );
  }
  throw new UserError(
    'conflict',
    `${encoder.name} is not on this computer.`,
    'Download it on the encoders page, or choose another encoder.',
  );
}
