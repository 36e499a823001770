import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A disk of its own for a test, small enough to be filled. */
export interface SmallDisk extends Disposable {
  readonly folder: string;
  /** Fills it to the last byte, or leaves so many free. */
  fill(bytesLeft?: number): void;
  /** Takes away what `fill` put there. */
  free(): void;
  makeReadOnly(): void;
}

/** Mounting takes a user who may, and Linux: elsewhere the tests of a full disk are skipped. */
export const canMountDisks: boolean = (() => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    mountSmallDisk(1 << 20)[Symbol.dispose]();
    return true;
  } catch {
    return false;
  }
})();

/** @throws Error where the system does not let us mount */
export function mountSmallDisk(bytes: number): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'lerf-disk-'));
  const filler = join(folder, 'filler');
  const mount = (...options: string[]) => {
    const { status, stderr } = spawnSync('mount', [...options, folder], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
  };
  try {
    mount('-t', 'tmpfs', '-o', `size=${bytes}`, 'lerf-test');
  } catch (thrown) {
    rmSync(folder, { recursive: true });
    throw thrown;
  }
  return {
    folder,
    fill(bytesLeft = 0) {
      const reserved = bytesLeft > 0 ? Buffer.alloc(bytesLeft) : null;
      const reserve = join(folder, 'reserve');
      if (reserved) writeAll(reserve, reserved);
      writeUntilFull(filler);
      if (reserved) rmSync(reserve);
    },
    free: () => rmSync(filler, { force: true }),
    makeReadOnly: () => mount('-o', 'remount,ro'),
    [Symbol.dispose]() {
      spawnSync('umount', ['--lazy', folder]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function writeAll(path: string, bytes: Buffer): void {
  const file = openSync(path, 'w');
  writeSync(file, bytes);
  closeSync(file);
}

function writeUntilFull(path: string): void {
  const file = openSync(path, 'a');
  const page = Buffer.alloc(4096);
  try {
    for (;;) writeSync(file, page);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ENOSPC') throw thrown;
  } finally {
    closeSync(file);
  }
}
