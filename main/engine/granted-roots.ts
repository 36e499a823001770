import { lstat, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { UserError } from '../errors.ts';
import { pathProblem } from './path-problem.ts';

/**
 * The folders that paths coming from a user interface may lie in. Links are followed before the
 * comparison, so a link inside a root does not lead out of it.
 */
export class GrantedRoots {
  readonly #roots = new Set<string>();

  /** The roots, links resolved. */
  get list(): string[] {
    return [...this.#roots];
  }

  /** A folder that does not exist is not granted: what it would become later is not known. */
  async grant(folder: string): Promise<void> {
    this.#roots.add(await realpath(folder));
  }

  /** True if the path itself, which must have its links resolved, lies in a root. */
  contains(path: string): boolean {
    return this.list.some((root) => isInside(path, root));
  }

  /**
   * The real path of an existing file or folder; a pipe or a device is neither: to open one may wait for ever.
   * @throws UserError forbidden-path, not-found or bad-request
   */
  async existing(path: string): Promise<string> {
    const lexical = this.#absolute(path);
    const real = await realpath(lexical).catch(() => null);
    // Outside the roots the answer is the same whether the file exists or not.
    if (!this.contains(real ?? (await nearestReal(lexical)))) throw forbidden(path);
    const info = real === null ? null : await stat(real).catch(() => null);
    if (real === null || info === null) {
      throw new UserError('not-found', `There is nothing at ${path}.`, 'Check the path; it may have been moved.');
    }
    if (!info.isFile() && !info.isDirectory()) {
      throw new UserError('bad-request', `${path} is neither a file nor a folder.`, 'Choose another one.');
    }
    return real;
  }

  /**
   * The real path of a file that may not exist yet, in a folder that does.
   * @throws UserError forbidden-path, not-found or bad-request
   */
  async forWriting(path: string): Promise<string> {
    const lexical = this.#absolute(path);
    if (await realpath(lexical).catch(() => null)) return this.existing(path);
    const target = join(await this.existing(dirname(lexical)), basename(lexical));
    // A link to what is not there yet would be followed to wherever it leads when the file is made.
    if (await lstat(target).catch(() => null)) throw forbidden(path);
    return target;
  }

  /** Before the file system sees it: on Windows merely to look at a share signs in to the machine it names. */
  #absolute(path: string): string {
    const problem = pathProblem(path, process.platform);
    if (problem !== null) throw new UserError('bad-request', problem, 'Choose another one.');
    const lexical = resolve(path);
    if (isShare(lexical) && !this.contains(lexical)) throw forbidden(path);
    return lexical;
  }
}

const isShare = (path: string): boolean => process.platform === 'win32' && /^[\\/]{2}/.test(path);

/** Of a path at which there is nothing, the real path of the nearest folder above: a link in it may lead out. */
async function nearestReal(path: string): Promise<string> {
  const folder = dirname(path);
  const real = await realpath(folder).catch(() => null);
  return real ?? (folder === path ? path : nearestReal(folder));
}

function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

function forbidden(path: string): UserError {
  return new UserError(
    'forbidden-path',
    `${path} is outside the folders that LERF Studio may use.`,
    'Start it with --root and that folder, or choose another one.',
  );
}
