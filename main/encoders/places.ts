import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { UserError } from '../errors.ts';
import { catalogueEntry, DEMO, DEMO_DENSE } from './catalogue.ts';

/** Where models lie: the shipped ones with the program, the others in the user's data folder or where the user has them. */

/** assets/demo/encoder, from main/encoders as well as from dist/main/encoders; beside the archive in a package. */
const shipped = fileURLToPath(
  new URL(
    import.meta.url.endsWith('.ts') ? '../../assets/demo/encoder' : '../../../assets/demo/encoder',
    import.meta.url,
  ),
).replace(/\bapp\.asar\b/, 'app.asar.unpacked');

export const encodersFolder = (dataFolder: string) => join(dataFolder, 'encoders');
export const fingerprintsFile = (dataFolder: string) => join(encodersFolder(dataFolder), 'fingerprints.json');
const foldersFile = (dataFolder: string) => join(encodersFolder(dataFolder), 'folders.json');

/** The folder of an encoder, whether anything is there or not. @throws UserError not-found if there is no such encoder */
export function encoderFolder(id: string, dataFolder: string): string {
  if (id === DEMO) return shipped;
  if (id === DEMO_DENSE) return join(shipped, 'dense');
  if (catalogueEntry(id)) return join(encodersFolder(dataFolder), id);
  const added = addedFolders(dataFolder);
  if (Object.hasOwn(added, id)) return added[id]!.path;
  throw new UserError('not-found', `There is no encoder ${id} here.`, 'Choose one from the list of encoders.');
}

/** A folder of the user's, and what was in it when it was added. */
export interface AddedFolder {
  readonly path: string;
  readonly fingerprint: string;
}

const foldersSchema = z.record(z.string(), z.object({ path: z.string(), fingerprint: z.string() }));

/** Folders that the user added, by the id of the encoder. */
export function addedFolders(dataFolder: string): Readonly<Record<string, AddedFolder>> {
  const path = foldersFile(dataFolder);
  if (!existsSync(path)) return {};
  try {
    return foldersSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    throw new UserError(
      'bad-encoder',
      `The list of added encoders, ${path}, is damaged.`,
      'Delete it and add the folders again.',
      { cause },
    );
  }
}

export function writeAddedFolders(dataFolder: string, folders: Readonly<Record<string, AddedFolder>>): void {
  mkdirSync(encodersFolder(dataFolder), { recursive: true });
  const unfinished = `${foldersFile(dataFolder)}.part`;
  writeFileSync(unfinished, JSON.stringify(folders, null, 2), { flush: true });
  renameSync(unfinished, foldersFile(dataFolder));
}
