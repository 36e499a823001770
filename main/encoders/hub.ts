import { UserError } from '../errors.ts';
import { badEncoder } from './bad-encoder.ts';
import type { CatalogueEntry, CatalogueFile } from './catalogue.ts';

/** A server with models in repositories, as huggingface.co lays them out. */
export interface Hub {
  readonly origin: string;
  /** Domains to which it may send us for large files, over https. */
  readonly contentDomains: readonly string[];
}

export const HUGGING_FACE: Hub = { origin: 'https://huggingface.co', contentDomains: ['huggingface.co', 'hf.co'] };

/** Large files are known by SHA-256, small ones by git's own hash of them. */
export interface Checksum {
  readonly kind: 'sha256' | 'git';
  readonly hex: string;
}

/** A file as the hub describes it. */
export interface RemoteFile {
  readonly path: string;
  readonly bytes: number;
  readonly checksum: Checksum;
}

export interface FileContent {
  readonly body: AsyncIterable<Uint8Array>;
  /** Whether it begins where it was asked to, or at the beginning after all. */
  readonly resumed: boolean;
}

const mostRedirects = 5;

/** The files of one repository. Nothing but the hub and its content domains is ever spoken to. */
export class HubClient {
  readonly #hub: Hub;
  readonly #entry: CatalogueEntry;
  readonly #signal: AbortSignal;

  constructor(hub: Hub, entry: CatalogueEntry, signal: AbortSignal) {
    this.#hub = hub;
    this.#entry = entry;
    this.#signal = signal;
  }

  /** Size and checksum of a file, without its content. */
  async describe(file: CatalogueFile): Promise<RemoteFile> {
    // Redirects within the hub are followed; the one to where the content lies says all there is to know.
    let url = this.#url(file.path);
    let response = await this.#request(url, 'HEAD');
    for (let count = 0; isRedirect(response) && !response.headers.has('x-linked-etag'); count++) {
      url = this.#target(response, url, count);
      response = await this.#request(url, 'HEAD');
    }
    if (!response.ok && !isRedirect(response)) throw this.#failed(response, file.path);
    this.#requireCommit(response);
    const bytes = Number(response.headers.get('x-linked-size') ?? response.headers.get('content-length') ?? Number.NaN);
    const tag = response.headers.get('x-linked-etag') ?? response.headers.get('etag') ?? '';
    const hex = /^(?:W\/)?"?([0-9a-f]{64}|[0-9a-f]{40})"?$/.exec(tag)?.[1];
    if (!Number.isSafeInteger(bytes) || bytes < 0 || (hex === undefined && file.sha256 === null)) {
      throw badEncoder(
        `${this.#host} does not say what ${file.path} of ${this.#entry.name} should be.`,
        'Try again later.',
      );
    }
    const told: Checksum | null = hex ? { kind: hex.length === 64 ? 'sha256' : 'git', hex } : null;
    if (file.sha256 === null) return { path: file.path, bytes, checksum: told! };
    if (told?.kind === 'sha256' && told.hex !== file.sha256) throw this.differs(file);
    return { path: file.path, bytes, checksum: { kind: 'sha256', hex: file.sha256 } };
  }

  /**
   * The content of a file from a byte on. A part of it is never joined with the rest of another file: the
   * revision does not change, and the whole is compared with its checksum in the end.
   */
  async get(file: RemoteFile, from: number): Promise<FileContent> {
    let url = this.#url(file.path);
    const headers: Record<string, string> = from > 0 ? { range: `bytes=${from}-` } : {};
    let response = await this.#request(url, 'GET', headers);
    for (let count = 0; isRedirect(response); count++) {
      url = this.#target(response, url, count);
      response = await this.#request(url, 'GET', headers);
    }
    if (response.status === 416 && from > 0) return this.get(file, 0);
    if (!response.ok || !response.body) throw this.#failed(response, file.path);
    const range = /^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '');
    const resumed = from > 0 && response.status === 206 && Number(range?.[1]) === from;
    if (from > 0 && response.status === 206 && !resumed) throw this.#failed(response, file.path);
    return { body: this.#chunks(response.body, file), resumed };
  }

  interrupted({ path, bytes }: { path: string; bytes: number }, done?: number, cause?: unknown): UserError {
    const where = done === undefined ? '' : ` after ${Math.floor((100 * done) / bytes)} %`;
    return badEncoder(
      `The connection to ${this.#host} ended in the middle of ${path}${where}.`,
      'Download it again: it goes on where it stopped.',
      cause,
    );
  }

  differs({ path }: { path: string }): UserError {
    return badEncoder(
      `${path} of ${this.#entry.name} is not what it should be: its checksum differs.`,
      'Download it again; if that does not help, the file was changed on the server.',
    );
  }

  async *#chunks(body: ReadableStream<Uint8Array>, file: RemoteFile): AsyncGenerator<Uint8Array> {
    try {
      yield* body;
    } catch (cause) {
      throw this.interrupted(file, undefined, cause);
    }
  }

  async #request(url: URL, method: string, headers: Record<string, string> = {}): Promise<Response> {
    try {
      return await fetch(url, {
        method,
        // Sizes and checksums are those of the file itself.
        headers: { ...headers, 'accept-encoding': 'identity' },
        redirect: 'manual',
        signal: this.#signal,
      });
    } catch (cause) {
      const hint = 'Check the connection to the internet, or add a folder that holds the model.';
      throw badEncoder(`${url.host} cannot be reached.`, hint, cause);
    }
  }

  #url(path: string): URL {
    const { repository, revision } = this.#entry;
    return new URL(`/${repository}/resolve/${revision}/${path}`, this.#hub.origin);
  }

  #target(response: Response, from: URL, count: number): URL {
    void response.body?.cancel();
    const location = response.headers.get('location');
    const target = location === null ? null : URL.parse(location, from);
    const isAllowed =
      target?.origin === this.#hub.origin ||
      (target?.protocol === 'https:' &&
        this.#hub.contentDomains.some(
          (domain) => target.hostname === domain || target.hostname.endsWith(`.${domain}`),
        ));
    if (target && isAllowed && count < mostRedirects) return target;
    throw badEncoder(
      `${this.#host} sends the download of ${this.#entry.name} to ${target?.host ?? 'nowhere'}, which is not allowed.`,
      'Try again later, or add a folder that holds the model.',
    );
  }

  #requireCommit(response: Response): void {
    const { commitPrefix, name, repository } = this.#entry;
    const commit = response.headers.get('x-repo-commit');
    if (commitPrefix === null || commit === null || commit.startsWith(commitPrefix)) return;
    throw badEncoder(
      `${name} was changed on ${this.#host} since this program was made, and is not what was tested.`,
      `If you trust ${repository}, download it yourself and add the folder.`,
    );
  }

  #failed(response: Response, path: string): UserError {
    void response.body?.cancel();
    const { name, repository } = this.#entry;
    if (response.status === 404 || response.status === 401) {
      const hint = 'Choose another encoder, or add a folder that holds the model.';
      return new UserError('not-found', `${this.#host} has no ${path} of ${name} (${repository}) any more.`, hint);
    }
    return badEncoder(
      `${this.#host} answered with the status ${response.status} for ${path} of ${name}.`,
      'Try again later.',
    );
  }

  get #host(): string {
    return new URL(this.#hub.origin).host;
  }
}

const isRedirect = ({ status }: Response) => [301, 302, 303, 307, 308].includes(status);
