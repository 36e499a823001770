import { realpath } from 'node:fs/promises';
import { isAbsolute, relative, sep } from 'node:path';
import { checkImage, fitIntrinsics } from './check-image.ts';
import { poseProblem } from './matrix.ts';
import type { CameraIntrinsics, CaptureFrame, Skipped } from './types.ts';

/** Why a frame cannot be used, as a clause. */
export interface Problem {
  problem: string;
}

export interface FrameCandidate {
  file: string;
  imagePath: string;
  /** Given the size of the image, upright, for captures that do not say it. */
  intrinsics: (width: number, height: number) => CameraIntrinsics | Problem;
  worldFromCamera: number[];
  split: CaptureFrame['split'];
}

/** Images whose headers are read at once: enough to hide the disk, few enough for two cores. */
const CONCURRENCY = 8;

/** Sorts what a capture lists into frames that can be used and frames that are skipped, with the reason. */
export class FrameBuilder {
  readonly frames: CaptureFrame[] = [];
  readonly skipped: Skipped[] = [];
  private readonly roots: readonly string[];
  private readonly seen = new Set<string>();

  /** @param roots folders that images must lie in, after links are followed. */
  constructor(roots: readonly string[]) {
    this.roots = roots;
  }

  /** Adds candidates in their order. */
  async addAll(candidates: readonly FrameCandidate[]): Promise<void> {
    const roots = await Promise.all(this.roots.map((root) => realpath(root)));
    for (let start = 0; start < candidates.length; start += CONCURRENCY) {
      const batch = candidates.slice(start, start + CONCURRENCY);
      const results = await Promise.all(batch.map((candidate) => this.check(candidate, roots)));
      for (const [index, result] of results.entries()) this.take(batch[index]!.file, result);
    }
  }

  private take(file: string, result: CaptureFrame | Problem): void {
    if ('problem' in result) {
      this.skipped.push({ file, reason: sentence(result.problem) });
    } else if (this.seen.has(result.imagePath)) {
      this.skipped.push({ file, reason: sentence('the capture lists it twice') });
    } else {
      this.seen.add(result.imagePath);
      this.frames.push(result);
    }
  }

  private async check(candidate: FrameCandidate, roots: readonly string[]): Promise<CaptureFrame | Problem> {
    const { file, imagePath, worldFromCamera, split } = candidate;
    const pose = poseProblem(worldFromCamera);
    if (pose) return { problem: pose };
    const path = await realpath(imagePath).catch(() => null);
    if (path === null) return { problem: 'the image file is missing' };
    if (!roots.some((root) => isInside(root, path))) {
      return { problem: 'the image lies outside the capture folder' };
    }
    const image = await checkImage(path);
    if (image.problem !== null) return { problem: image.problem };
    const [width, height] = image.quarterTurn ? [image.height, image.width] : [image.width, image.height];
    const declared = candidate.intrinsics(width, height);
    if ('problem' in declared) return declared;
    const fitted = fitIntrinsics(declared, image);
    if ('problem' in fitted) return fitted;
    return { file, imagePath: path, ...fitted, worldFromCamera, split };
  }
}

function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  // From one drive of Windows to another no way is relative.
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

const sentence = (clause: string): string => `${clause[0]!.toUpperCase()}${clause.slice(1)}.`;

/** Sorted by a name, by code unit: the same on every machine, and as Python sorts. */
export function sortedBy<Item>(items: readonly Item[], name: (item: Item) => string): Item[] {
  return items.toSorted((a, b) => (name(a) < name(b) ? -1 : Number(name(a) > name(b))));
}
