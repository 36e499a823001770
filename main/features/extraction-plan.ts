import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ImageTextEncoder } from '../encoders/types.ts';
import { UserError } from '../errors.ts';
import type { FrameRecord } from '../store/captures.ts';
import type { FeatureKind } from '../store/features.ts';
import type { ProjectFile } from '../store/project-file.ts';
import { type ImageSize, tileCount } from './pyramid.ts';

/** What an encoder's features are found by, and what decides their size. */
export type EncoderKey = Pick<ImageTextEncoder, 'fingerprint' | 'dimensions'>;

/** What one image still lacks; at least one of the two. */
export interface ExtractionTask {
  readonly frame: FrameRecord;
  readonly pyramid: boolean;
  readonly dense: boolean;
}

/** What is still to be done. */
export interface ExtractionEstimate {
  /** Images that lack features of one kind or the other. */
  readonly images: number;
  readonly crops: number;
  /** Images that lack dense features. */
  readonly denseImages: number;
  /** What the project file will grow by; of dense features a guess, rather too high, before the first image. */
  readonly bytes: number;
  /** Free on the disk that holds the project. */
  readonly freeBytes: number;
}

const bytesPerValue = 2;

/** The usual side of a patch, and the most patches that an image is guessed to have along its longer side. */
const patchSide = 8;
const maxPatches = 64;

/** What is left free on the disk, for the write-ahead log and for other programs. */
const spareBytes = 256 * 2 ** 20;

/** The photographs that the field is trained on. Nothing of the held-out ones may reach it. */
export function trainingFrames(project: ProjectFile): FrameRecord[] {
  return project.captures.frames().filter(({ split }) => split === 'train');
}

/**
 * The images that lack features, in their order.
 *
 * @param isDone asked for each image and kind
 */
export function planExtraction(
  project: ProjectFile,
  kinds: { readonly dense: boolean },
  isDone: (kind: FeatureKind, frameIndex: number) => boolean,
): ExtractionTask[] {
  return trainingFrames(project)
    .map((frame) => ({
      frame,
      pyramid: !isDone('pyramid', frame.index),
      dense: kinds.dense && !isDone('dense', frame.index),
    }))
    .filter(({ pyramid, dense }) => pyramid || dense);
}

/** What extracting with these encoders would take. Quick: trusts the features that are there to be whole. */
export function estimateExtraction(
  project: ProjectFile,
  image: EncoderKey,
  dense: EncoderKey | null,
): ExtractionEstimate {
  const done = (kind: FeatureKind, key: EncoderKey | null) => {
    const set = key && project.features.find(kind, key.fingerprint);
    return new Set(set && project.features.frames(set));
  };
  const present = { pyramid: done('pyramid', image), dense: done('dense', dense) };
  const tasks = planExtraction(project, { dense: dense !== null }, (kind, index) => present[kind].has(index));
  return estimateTasks(project, tasks, image, dense);
}

export function estimateTasks(
  project: ProjectFile,
  tasks: readonly ExtractionTask[],
  image: EncoderKey,
  dense: EncoderKey | null,
): ExtractionEstimate {
  const crops = tasks.reduce((sum, { frame, pyramid }) => sum + (pyramid ? tileCount(frame.intrinsics) : 0), 0);
  const denseTasks = tasks.filter((task) => task.dense);
  const denseSet = dense && project.features.find('dense', dense.fingerprint);
  const denseBytes = denseTasks.reduce(
    (sum, { frame }) =>
      sum +
      (denseSet && denseSet.frames > 0
        ? denseSet.bytes / denseSet.frames
        : bytesPerValue * dense!.dimensions * guessPatches(frame.intrinsics)),
    0,
  );
  return {
    images: tasks.length,
    crops,
    denseImages: denseTasks.length,
    bytes: Math.ceil(bytesPerValue * image.dimensions * crops + denseBytes),
    freeBytes: freeBytes(project),
  };
}

/** @throws UserError disk if the features would not fit */
export function refuseFullDisk(project: ProjectFile, { bytes, freeBytes }: ExtractionEstimate): void {
  if (bytes === 0 || bytes + spareBytes <= freeBytes) return;
  throw new UserError(
    'disk',
    `The features need ${inMegabytes(bytes + spareBytes)} on the disk that holds ${project.path}, where ${inMegabytes(freeBytes)} are free.`,
    'Free some space there, or use fewer images.',
  );
}

export function inMegabytes(bytes: number): string {
  return bytes < 1e9 ? `${Math.ceil(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

function guessPatches({ width, height }: ImageSize): number {
  const scale = Math.min(1 / patchSide, maxPatches / Math.max(width, height));
  return Math.ceil(width * scale) * Math.ceil(height * scale);
}

function freeBytes(project: ProjectFile): number {
  const { bavail, bsize } = statfsSync(dirname(project.path));
  return bavail * bsize;
}
