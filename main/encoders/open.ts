import { existsSync } from 'node:fs';
import type { Device } from '../api/contract.ts';
import { UserError } from '../errors.ts';
import { userDataFolder } from '../store/folders.ts';
import { badEncoder } from './bad-encoder.ts';
import { catalogueEntry } from './catalogue.ts';
import { openPatchModel } from './dense-encoder.ts';
import { isComplete, presentBytes } from './download.ts';
import { fingerprint } from './fingerprint.ts';
import { openTowers, type Towers } from './image-text-encoder.ts';
import { type ModelFolder, readModelFolder } from './model-folder.ts';
import { encoderFolder, fingerprintsFile } from './places.ts';
import type { DenseEncoder, ImageTextEncoder } from './types.ts';

export interface EncoderOptions {
  /** Default: the user's. */
  readonly dataFolder?: string;
  /** Default: auto. */
  readonly device?: Device;
}

/**
 * Opens an encoder by its id. ONNX Runtime computes in the thread that calls.
 * @throws UserError not-found, bad-encoder, device-unavailable; conflict if it has not been downloaded
 */
export async function openImageTextEncoder(
  id: string,
  { dataFolder = userDataFolder(), device = 'auto', parts = 'both' }: EncoderOptions & { readonly parts?: Towers } = {},
): Promise<ImageTextEncoder> {
  const folder = await installedModel(id, dataFolder);
  if (folder.kind === 'dense') throw wrongKind(id, 'describes patches of images and understands no text');
  return openTowers(folder, {
    id,
    fingerprint: await fingerprint(folder, fingerprintsFile(dataFolder)),
    device,
    parts,
  });
}

/** Opens a dense encoder by its id, as `openImageTextEncoder` does the others. */
export async function openDenseEncoder(
  id: string,
  { dataFolder = userDataFolder(), device = 'auto' }: EncoderOptions = {},
): Promise<DenseEncoder> {
  const folder = await installedModel(id, dataFolder);
  if (folder.kind !== 'dense') throw wrongKind(id, 'describes whole images, not their patches');
  return openPatchModel(folder, { id, fingerprint: await fingerprint(folder, fingerprintsFile(dataFolder)), device });
}

/** The model of an encoder that is here, checked as far as that goes without running it. */
export async function installedModel(id: string, dataFolder: string): Promise<ModelFolder> {
  const root = encoderFolder(id, dataFolder);
  const entry = catalogueEntry(id);
  if (entry && !(await isComplete(entry, root))) {
    const state =
      (await presentBytes(entry, root)) > 0 ? 'has been downloaded in part only' : 'has not been downloaded';
    throw new UserError('conflict', `${entry.name} ${state}.`, 'Download it, or use the demo encoder.');
  }
  if (!existsSync(root)) {
    throw badEncoder(`The folder of the encoder ${id}, ${root}, is gone.`, 'Put it back, or remove the encoder.');
  }
  return readModelFolder(root);
}

const wrongKind = (id: string, what: string) =>
  badEncoder(`The encoder ${id} is of the wrong kind: it ${what}.`, 'Choose another encoder.');
