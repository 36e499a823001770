import { realpath } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import { checkImage, fitIntrinsics } from './check-image.ts';
import { poseProblem } from './matrix.ts';
import type { CameraIntrinsics, CaptureFrame, Skipped } from './types.ts';

export interface FrameCandidate {
  file: string;
  imagePath: string;
  /** Width and height 0 stand for "as the image is". */
  intrinsics: CameraIntrinsics | ((width: number, height: number) => CameraIntrinsics);
  worldFromCamera: number[];
  split: CaptureFrame['split'];
}

/** Sorts what a capture lists into frames that can be used and frames that are skipped, with the reason. */
export class FrameBuilder {
  readonly frames: CaptureFrame[] = [];
  readonly skipped: Skipped[] = [];
  private readonly root: string;
  private readonly seen = new Set<string>();

  /** @param root folder that images must lie in, after links are followed. */
  constructor(root: string) {
    this.root = root;
  }

  async add(candidate: FrameCandidate): Promise<void> {
    const problem = await this.take(candidate);
    if (problem)
      this.skipped.push({ file: candidate.file, reason: `${problem[0]!.toUpperCase()}${problem.slice(1)}.` });
  }

  private async take({ file, imagePath, intrinsics, worldFromCamera, split }: FrameCandidate): Promise<string | null> {
    if (this.seen.has(file)) return 'the capture lists it twice';
    const pose = poseProblem(worldFromCamera);
    if (pose) return pose;
    if (!(await this.isInside(imagePath))) return 'it lies outside the capture folder';
    const image = await checkImage(imagePath);
    if (image.problem !== null) return image.problem;
    const upright = image.quarterTurn ? [image.height, image.width] : [image.width, image.height];
    const declared = typeof intrinsics === 'function' ? intrinsics(upright[0]!, upright[1]!) : intrinsics;
    const fitted = fitIntrinsics(declared, image);
    if ('problem' in fitted) return fitted.problem;
    this.seen.add(file);
    this.frames.push({ file, imagePath, ...fitted, worldFromCamera: worldFromCamera.slice(0, 12), split });
    return null;
  }

  private async isInside(path: string): Promise<boolean> {
    const [root, target] = await Promise.all([realpath(this.root), realpath(path).catch(() => path)]);
    const way = relative(root, target);
    return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !way.includes(':');
  }
}
