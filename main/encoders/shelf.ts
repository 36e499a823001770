import { rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Encoder } from '../api/contract.ts';
import { UserError } from '../errors.ts';
import { userDataFolder } from '../store/folders.ts';
import { CATALOGUE, type CatalogueEntry, catalogueEntry, DEMO, DEMO_DENSE, denseEncoderFor } from './catalogue.ts';
import { type DownloadHooks, downloadModel, isComplete, presentBytes } from './download.ts';
import { fingerprint } from './fingerprint.ts';
import { HUGGING_FACE, type Hub } from './hub.ts';
import { declaredDimensions, folderName, type ModelFolder, readModelFolder } from './model-folder.ts';
import { installedModel, openDenseEncoder, openImageTextEncoder } from './open.ts';
import { type AddedFolder, addedFolders, encoderFolder, fingerprintsFile, writeAddedFolders } from './places.ts';

/** An encoder as it lies on the disk, or could. */
export type ShelvedEncoder = Omit<Encoder, 'state' | 'jobId'> & { state: Exclude<Encoder['state'], 'downloading'> };

/** The encoders of one data folder: which there are, in which state; they are fetched, added and removed here. */
export class EncoderShelf {
  readonly #dataFolder: string;
  readonly #hub: Hub;

  constructor(dataFolder: string = userDataFolder(), hub: Hub = HUGGING_FACE) {
    this.#dataFolder = dataFolder;
    this.#hub = hub;
  }

  /** The shipped ones first, then the catalogue, then the user's folders. */
  async list(): Promise<ShelvedEncoder[]> {
    const added = Object.entries(addedFolders(this.#dataFolder));
    return [
      await this.#shipped(DEMO),
      await this.#shipped(DEMO_DENSE),
      ...(await Promise.all(CATALOGUE.map((entry) => this.#catalogued(entry)))),
      ...(await Promise.all(added.map(([id, folder]) => this.#added(id, folder)))),
    ];
  }

  /** What tells an encoder's features from any others. @throws UserError conflict if it is not ready; not-found */
  async identify(id: string): Promise<{ fingerprint: string; dimensions: number }> {
    const folder = await installedModel(id, this.#dataFolder);
    const identity = await fingerprint(folder, fingerprintsFile(this.#dataFolder));
    const declared = declaredDimensions(folder);
    return { fingerprint: identity, dimensions: declared ?? (await this.#measuredDimensions(id, folder)) };
  }

  /** Goes on where an earlier attempt ended. @throws UserError as `downloadModel`; not-found, bad-encoder */
  async download(id: string, hooks: DownloadHooks): Promise<void> {
    const entry = catalogueEntry(id);
    if (!entry) throw new UserError('not-found', `There is no encoder ${id} to download.`, 'Choose one from the list.');
    const folder = encoderFolder(id, this.#dataFolder);
    // Files of the right name that make no model have been damaged since they were checked: they are fetched anew.
    if ((await isComplete(entry, folder)) && problemOf(folder) !== null) await rm(folder, { recursive: true });
    await downloadModel(entry, folder, hooks, this.#hub);
    readModelFolder(folder);
  }

  /** Deletes what was downloaded; a folder of the user's is only forgotten. */
  async remove(id: string): Promise<void> {
    if (id === DEMO || id === DEMO_DENSE) {
      throw new UserError('conflict', 'The demo encoder comes with the program and cannot be removed.');
    }
    const folder = encoderFolder(id, this.#dataFolder);
    if (catalogueEntry(id)) {
      await rm(folder, { recursive: true, force: true });
    } else {
      const { [id]: _, ...others } = addedFolders(this.#dataFolder);
      writeAddedFolders(this.#dataFolder, others);
    }
  }

  /** Checks a model folder and notes where it is; it stays there. @returns its id @throws UserError bad-encoder */
  async addFolder(path: string): Promise<string> {
    const root = resolve(path);
    const folder = readModelFolder(root);
    const added = addedFolders(this.#dataFolder);
    const name = folderName(root);
    const same = Object.entries(added).find(([, other]) => other.path === root)?.[0];
    let id = same ?? `folder:${name}`;
    for (let number = 2; same === undefined && Object.hasOwn(added, id); number++) id = `folder:${name} ${number}`;
    const note = { path: root, fingerprint: await fingerprint(folder, fingerprintsFile(this.#dataFolder)) };
    writeAddedFolders(this.#dataFolder, { ...added, [id]: note });
    return id;
  }

  async #shipped(id: typeof DEMO | typeof DEMO_DENSE): Promise<ShelvedEncoder> {
    const root = encoderFolder(id, this.#dataFolder);
    const isDense = id === DEMO_DENSE;
    return {
      id,
      name: isDense ? 'Demo encoder, dense features' : 'Demo encoder',
      source: 'shipped',
      licence: 'MIT',
      ...(await describeFolder(root)),
      kind: isDense ? 'dense' : 'image-text',
      notes: isDense
        ? 'Goes with the demo encoder.'
        : 'Small and fast, trained on rendered scenes: it knows a few hundred words, and real photographs only roughly.',
      origin: null,
      denseEncoder: isDense ? null : DEMO_DENSE,
    };
  }

  async #catalogued(entry: CatalogueEntry): Promise<ShelvedEncoder> {
    const { id, name, kind, licence, dimensions, notes, repository, files } = entry;
    const folder = encoderFolder(id, this.#dataFolder);
    const present = await presentBytes(entry, folder);
    const complete = present > 0 && (await isComplete(entry, folder));
    const problem = complete ? problemOf(folder) : null;
    return {
      id,
      name,
      kind,
      source: 'catalogue',
      licence,
      dimensions,
      totalBytes: complete
        ? present
        : Math.max(
            present,
            files.reduce((sum, { bytes }) => sum + bytes, 0),
          ),
      presentBytes: present,
      state: problem !== null ? 'damaged' : complete ? 'ready' : present > 0 ? 'partial' : 'absent',
      problem,
      notes,
      origin: `https://huggingface.co/${repository}`,
      denseEncoder: kind === 'dense' ? null : denseEncoderFor(id),
    };
  }

  async #added(id: string, { path, fingerprint: known }: AddedFolder): Promise<ShelvedEncoder> {
    const described = await describeFolder(path);
    let { state, problem } = described;
    if (state === 'ready' && (await fingerprint(readModelFolder(path), fingerprintsFile(this.#dataFolder))) !== known) {
      state = 'damaged';
      problem = `The files in ${path} have changed since the folder was added. Add it again to use them as they are.`;
    }
    const { kind } = described;
    return {
      id,
      name: id.replace(/^folder:/, ''),
      source: 'folder',
      licence: 'unknown',
      ...described,
      state,
      problem,
      notes: 'A folder of yours, read where it is.',
      origin: path,
      denseEncoder: kind === 'dense' ? null : denseEncoderFor(id),
    };
  }

  async #measuredDimensions(id: string, { kind }: ModelFolder): Promise<number> {
    const options = { dataFolder: this.#dataFolder, device: 'cpu' } as const;
    await using encoder =
      kind === 'dense'
        ? await openDenseEncoder(id, options)
        : await openImageTextEncoder(id, { ...options, parts: 'text' });
    return encoder.dimensions;
  }
}

type Described = Pick<ShelvedEncoder, 'kind' | 'dimensions' | 'totalBytes' | 'presentBytes' | 'state' | 'problem'>;

/** What a folder tells of its model. The dimensions are 0 where only running it would tell. */
async function describeFolder(root: string): Promise<Described> {
  try {
    const folder = readModelFolder(root);
    const sizes = await Promise.all(folder.files.map(async (file) => (await stat(join(root, file))).size));
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    const { kind } = folder;
    const dimensions = declaredDimensions(folder) ?? 0;
    return { kind, dimensions, totalBytes: bytes, presentBytes: bytes, state: 'ready', problem: null };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const nothing = { kind: 'image-text', dimensions: 0, totalBytes: 0, presentBytes: 0 } as const;
    return { ...nothing, state: 'damaged', problem: error.message };
  }
}

/** One sentence on why a folder holds no model that can be used, or null. */
function problemOf(root: string): string | null {
  try {
    readModelFolder(root);
    return null;
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}
