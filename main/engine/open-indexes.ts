import type { ImageTextEncoder } from '../encoders/types.ts';
import type { LanguageIndex } from '../index/language-index.ts';
import { ProjectFile } from '../store/project-file.ts';
import { rememberTexts } from './remember-texts.ts';

/** Which index, and of which making: one that was built again is another. */
export interface IndexAddress {
  path: string;
  runId: string;
  createdAt: string;
  /** Where encoders lie. */
  dataFolder: string;
}

/** An index that is asked, with the encoder that reads the questions: opened when the first one comes. */
export interface OpenIndex {
  readonly index: LanguageIndex;
  encoder(): Promise<ImageTextEncoder>;
}

interface Entry extends OpenIndex {
  readonly address: IndexAddress;
  readonly opened: AsyncDisposableStack;
}

/** Each takes up to 400 MB: the codes twice, and similarities. */
const MAX_OPEN = 2;
const IDLE_MS = 5 * 60_000;

/**
 * The indexes that questions are asked of, kept open between questions so that an answer takes milliseconds.
 * The ones used least recently make room; all of them go when nobody asks any more.
 */
export class OpenIndexes {
  /** Oldest use first. */
  readonly #entries: Entry[] = [];
  readonly #idleMs: number;
  #idle: NodeJS.Timeout | undefined;

  constructor(idleMs = IDLE_MS) {
    this.#idleMs = idleMs;
  }

  /** @throws UserError conflict if it is not there any more, bad-project if it is damaged */
  async get(address: IndexAddress): Promise<OpenIndex> {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => void this.closeAll(), this.#idleMs).unref();
    const known = this.#entries.find((entry) => isSame(entry.address, address));
    if (known) {
      this.#entries.splice(this.#entries.indexOf(known), 1);
      this.#entries.push(known);
      return known;
    }
    // What was built before is of no use, and makes room before the new one needs it.
    await this.#close(({ path, runId }) => path === address.path && runId === address.runId);
    while (this.#entries.length >= MAX_OPEN) await this.#entries.shift()!.opened.disposeAsync();
    const entry = await openEntry(address);
    this.#entries.push(entry);
    return entry;
  }

  /** Frees what is open of a project. */
  async release(path: string): Promise<void> {
    await this.#close((address) => address.path === path);
  }

  async closeAll(): Promise<void> {
    clearTimeout(this.#idle);
    await this.#close(() => true);
  }

  async #close(matches: (address: IndexAddress) => boolean): Promise<void> {
    for (const entry of this.#entries.filter(({ address }) => matches(address))) {
      this.#entries.splice(this.#entries.indexOf(entry), 1);
      await entry.opened.disposeAsync();
    }
  }
}

const isSame = (a: IndexAddress, b: IndexAddress) =>
  a.path === b.path && a.runId === b.runId && a.createdAt === b.createdAt && a.dataFolder === b.dataFolder;

async function openEntry(address: IndexAddress): Promise<Entry> {
  const { path, runId, dataFolder } = address;
  const { loadIndex } = await import('../index/index-run.ts');
  const { LanguageIndex } = await import('../index/language-index.ts');
  const project = ProjectFile.open(path, { readonly: true });
  let data: ReturnType<typeof loadIndex>;
  try {
    data = loadIndex(project, runId);
  } finally {
    project.close();
  }
  const opened = new AsyncDisposableStack();
  const index = await LanguageIndex.open(data);
  let encoder: ImageTextEncoder | undefined;
  return {
    address,
    opened,
    index,
    async encoder() {
      if (encoder) return encoder;
      const { openImageTextEncoder } = await import('../encoders/index.ts');
      const { requireSameEncoder } = await import('../index/ask.ts');
      const candidate = await openImageTextEncoder(data.origin.encoder, { dataFolder, parts: 'text' });
      try {
        requireSameEncoder({ data }, candidate);
      } catch (error) {
        // Not kept: the right files may be put back.
        await candidate[Symbol.asyncDispose]();
        throw error;
      }
      encoder = rememberTexts(opened.use(candidate));
      return encoder;
    },
  };
}
