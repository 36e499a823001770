import { spawnSync } from 'node:child_process';
import {
  closeSync,
  fstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const DISK_BYTES = 16 << 20;
const PIECE_BYTES = 16_384;

/** A disk of its own for a test, parts of which can be made unreadable. */
export interface FailingDisk extends Disposable {
  readonly folder: string;
  /**
   * Makes a part of a file on it fail when it is read: at least one of its pieces and at most `share` of
   * them. Nobody may have a file on the disk open.
   */
  breakFile(path: string, share: number): void;
}

/** Takes a user who may mount, loop devices and mkfs: elsewhere the tests of a failing disk are skipped. */
export const canBreakDisks: boolean = (() => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    mountFailingDisk()[Symbol.dispose]();
    return true;
  } catch {
    return false;
  }
})();

/** @throws Error where the system does not let us mount */
export function mountFailingDisk(): FailingDisk {
  const base = mkdtempSync(join(tmpdir(), 'lerf-failing-'));
  const folder = join(base, 'disk');
  const image = join(base, 'image');
  const run = (command: string, ...parameters: string[]) => {
    const { status, stderr, error } = spawnSync(command, parameters, { encoding: 'utf8' });
    if (error) throw error;
    if (status !== 0) throw new Error(stderr);
  };
  const mount = () => run('mount', '-o', 'loop', image, folder);
  const remove = () => {
    spawnSync('umount', [folder]);
    rmSync(base, { recursive: true, force: true });
  };
  try {
    mkdirSync(folder);
    writeFileSync(image, '');
    truncateSync(image, DISK_BYTES);
    run('mkfs.ext4', '-q', '-O', '^has_journal', image);
    mount();
  } catch (thrown) {
    remove();
    throw thrown;
  }
  return {
    folder,
    breakFile(path, share) {
      // What lies behind the end of the image cannot be read; where the file lies in it, we cannot choose.
      for (let bytes = DISK_BYTES; bytes > 0; bytes -= 1 << 18) {
        // Mounted anew, nothing of it is in memory; cut while it is mounted, because no short disk is taken.
        run('umount', folder);
        truncateSync(image, DISK_BYTES);
        mount();
        truncateSync(image, bytes);
        const broken = brokenShare(path);
        if (broken === 0) continue;
        if (broken <= share) return;
        break;
      }
      throw new Error(`${path} lies where it cannot be broken in part`);
    },
    [Symbol.dispose]: remove,
  };
}

function brokenShare(path: string): number {
  const file = openSync(path, 'r');
  try {
    const pieces = Math.ceil(fstatSync(file).size / PIECE_BYTES);
    let broken = 0;
    for (let piece = 0; piece < pieces; piece++) {
      try {
        readSync(file, Buffer.alloc(PIECE_BYTES), 0, PIECE_BYTES, piece * PIECE_BYTES);
      } catch {
        broken++;
      }
    }
    return broken / pieces;
  } finally {
    closeSync(file);
  }
}
