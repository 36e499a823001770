import { realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { UserError } from '../errors.ts';

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

  /** The real path of an existing file or folder. Throws 'forbidden-path' or 'not-found'. */
  async existing(path: string): Promise<string> {
    const lexical = this.#absolute(path);
    const real = await realpath(lexical).catch(() => null);
    if (real !== null && this.contains(real)) return real;
    // Outside the roots the answer is the same whether the file exists or not.
    if (real !== null || !this.contains(lexical)) throw forbidden(path);
    throw new UserError('not-found', `There is nothing at ${path}.`, 'Check the path; it may have been moved.');
  }

  /** The real path of a file that may not exist yet, in a folder that does. */
  async forWriting(path: string): Promise<string> {
    const lexical = this.#absolute(path);
    const real = await realpath(lexical).catch(() => null);
    if (real !== null) return this.existing(path);
    return join(await this.existing(dirname(lexical)), basename(lexical));
  }

  #absolute(path: string): string {
    const lexical = resolve(path);
    if (path.includes('\0')) throw new UserError('bad-request', 'The path contains a zero byte.');
    return lexical;
  }
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
