import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Browse } from '../api/contract.ts';
import { UserError } from '../errors.ts';
import type { GrantedRoots } from './granted-roots.ts';

const COLLATOR = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/**
 * One folder below a granted root: its folders, captures among them, and project files. Without a path,
 * the roots themselves. Hidden entries and links that lead out of the roots are left out.
 */
export async function browse(roots: GrantedRoots, path: string | null): Promise<Browse> {
  if (path === null) {
    const entries = await Promise.all(roots.list.map((root) => describe(root, root)));
    return { path: null, parent: null, entries: entries.filter((entry) => entry !== null), captureKind: null };
  }
  const folder = await roots.existing(path);
  const names = await readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    const what = cause.code === 'ENOTDIR' ? 'is not a folder' : 'cannot be read';
    throw new UserError('not-found', `${folder} ${what}.`, 'Choose another folder.', { cause });
  });
  const shown = names.filter((name) => !name.startsWith('.')).sort(COLLATOR.compare);
  const entries: Browse['entries'] = [];
  for (const name of shown) {
    const real = await realpath(join(folder, name)).catch(() => null);
    const entry = real !== null && roots.contains(real) ? await describe(join(folder, name), real) : null;
    if (entry) entries.push(entry);
  }
  const parent = dirname(folder);
  return {
    path: folder,
    parent: parent !== folder && roots.contains(parent) ? parent : null,
    entries,
    captureKind: await captureKindOf(folder),
  };
}

/** Null for what cannot be chosen: photographs, documents, what must not be read. */
async function describe(path: string, real: string): Promise<Browse['entries'][number] | null> {
  const name = basename(path) || path;
  const info = await stat(real).catch(() => null);
  if (info?.isFile() && name.toLowerCase().endsWith('.lerf')) return { name, path, kind: 'project', captureKind: null };
  if (!info?.isDirectory()) return null;
  const captureKind = await captureKindOf(real);
  return { name, path, kind: captureKind ? 'capture' : 'folder', captureKind };
}

/** A folder that cannot be looked into is not a capture as far as this user goes. */
async function captureKindOf(folder: string): Promise<Browse['captureKind']> {
  try {
    const { detectCaptureKind } = await import('../capture/index.ts');
    return await detectCaptureKind(folder);
  } catch {
    return null;
  }
}
