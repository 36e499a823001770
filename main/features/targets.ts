import { UserError } from '../errors.ts';
import type { FrameRecord } from '../store/captures.ts';
import type { FeatureGrid, FeatureKind, FeatureSet } from '../store/features.ts';
import type { ProjectFile } from '../store/project-file.ts';
import { LEVELS, type PyramidLevel, pyramidLevels, tilePosition } from './pyramid.ts';

/** Beyond this the features would crowd out the training itself. */
const memoryLimitBytes = 6 * 2 ** 30;

type Level = PyramidLevel & FeatureGrid;

interface FrameTargets {
  readonly width: number;
  readonly height: number;
  readonly levels: readonly Level[];
  readonly dense: FeatureGrid | null;
}

/**
 * What the language field is trained on: the features of all training photographs, in memory as half
 * precision, looked up for single pixels.
 */
export class LanguageTargets {
  readonly dimensions: number;
  /** Null without dense features. */
  readonly denseDimensions: number | null;
  readonly levels = LEVELS;
  /** By frame index; held-out frames have none. */
  readonly #frames: readonly (FrameTargets | undefined)[];
  /** The lower level's part of a lookup. */
  readonly #part: Float32Array;

  private constructor(
    frames: readonly (FrameTargets | undefined)[],
    dimensions: number,
    denseDimensions: number | null,
  ) {
    this.#frames = frames;
    this.dimensions = dimensions;
    this.denseDimensions = denseDimensions;
    this.#part = new Float32Array(dimensions);
  }

  /**
   * Reads the features that the encoders with these fingerprints computed.
   *
   * @throws UserError conflict if they are not there, not complete, or too large for memory; bad-project
   *   if they are damaged
   */
  static open(project: ProjectFile, key: { image: string; dense: string | null }): LanguageTargets {
    const frames = project.captures.frames().filter(({ split }) => split === 'train');
    const pyramid = completeSet(project, frames, 'pyramid', key.image);
    const dense = key.dense === null ? null : completeSet(project, frames, 'dense', key.dense);
    const bytes = pyramid.bytes + (dense?.bytes ?? 0);
    if (bytes > memoryLimitBytes) {
      const gigabytes = (size: number) => (size / 2 ** 30).toFixed(1);
      throw new UserError(
        'conflict',
        `The features of ${frames.length} images need ${gigabytes(bytes)} GB in memory, more than the ${gigabytes(memoryLimitBytes)} GB allowed.`,
        'Use fewer images, or an encoder with fewer dimensions.',
      );
    }
    const targets: FrameTargets[] = [];
    for (const frame of frames) targets[frame.index] = loadFrame(project, frame, pyramid, dense);
    return new LanguageTargets(targets, pyramid.dimensions, dense?.dimensions ?? null);
  }

  /**
   * The image encoder's view of a pixel at one scale: bilinear between the four tiles whose centres are
   * nearest, linear between two levels, and not normalised again, as in the reference. Beyond the
   * outermost centres the nearest ones stand in.
   *
   * @param x in pixels of the prepared image; 0.5 is the middle of the first
   * @param scale in [0, 1] across the tile sizes, 0.05 to 0.5 of the image's height
   * @param out written at `offset + channel · stride`
   * @returns false, and writes nothing, where there is no target: another frame, outside the image or the scales
   */
  clip(
    frameIndex: number,
    x: number,
    y: number,
    scale: number,
    out: Float32Array,
    offset: number,
    stride: number,
  ): boolean {
    const frame = this.#frames[frameIndex];
    if (!frame || !isInside(frame, x, y) || !(scale >= 0 && scale <= 1)) return false;
    const position = scale * (LEVELS - 1);
    const level = Math.min(Math.floor(position), LEVELS - 2);
    const part = this.#part.fill(0);
    this.#blend(frame.levels[level]!, x, y, level + 1 - position, part, part, 0, 1);
    this.#blend(frame.levels[level + 1]!, x, y, position - level, part, out, offset, stride);
    return true;
  }

  /**
   * The dense encoder's features of the patch that a pixel lies in.
   *
   * @param x in pixels of the prepared image; 0.5 is the middle of the first
   * @param out written at `offset + channel · stride`
   * @returns false, and writes nothing, where there is no target
   */
  dense(frameIndex: number, x: number, y: number, out: Float32Array, offset: number, stride: number): boolean {
    const frame = this.#frames[frameIndex];
    if (!frame?.dense || !isInside(frame, x, y)) return false;
    const { rows, columns, values } = frame.dense;
    const row = Math.min(rows - 1, Math.floor((y / frame.height) * rows));
    const column = Math.min(columns - 1, Math.floor((x / frame.width) * columns));
    const dimensions = this.denseDimensions!;
    const start = (row * columns + column) * dimensions;
    for (let channel = 0, to = offset; channel < dimensions; channel++, to += stride)
      out[to] = values[start + channel]!;
    return true;
  }

  /** Writes `base` + `weight` · what the four tiles nearest to a pixel say, bilinearly. */
  #blend(
    level: Level,
    x: number,
    y: number,
    weight: number,
    base: Float32Array,
    out: Float32Array,
    offset: number,
    stride: number,
  ): void {
    const { rows, columns, values } = level;
    const { dimensions } = this;
    const row = clamp(tilePosition(level, y), rows - 1);
    const column = clamp(tilePosition(level, x), columns - 1);
    const top = Math.floor(row);
    const left = Math.floor(column);
    const down = row - top;
    const right = column - left;
    const topLeftWeight = weight * (1 - down) * (1 - right);
    const topRightWeight = weight * (1 - down) * right;
    const bottomLeftWeight = weight * down * (1 - right);
    const bottomRightWeight = weight * down * right;
    let topLeft = (top * columns + left) * dimensions;
    let topRight = left + 1 < columns ? topLeft + dimensions : topLeft;
    const below = top + 1 < rows ? columns * dimensions : 0;
    let bottomLeft = topLeft + below;
    let bottomRight = topRight + below;
    for (let channel = 0, to = offset; channel < dimensions; channel++, to += stride) {
      out[to] =
        base[channel]! +
        topLeftWeight * values[topLeft++]! +
        topRightWeight * values[topRight++]! +
        bottomLeftWeight * values[bottomLeft++]! +
        bottomRightWeight * values[bottomRight++]!;
    }
  }
}

function clamp(position: number, last: number): number {
  return Math.max(0, Math.min(last, position));
}

function isInside({ width, height }: FrameTargets, x: number, y: number): boolean {
  return x >= 0 && x <= width && y >= 0 && y <= height;
}

function completeSet(
  project: ProjectFile,
  frames: readonly FrameRecord[],
  kind: FeatureKind,
  fingerprint: string,
): FeatureSet {
  const set = project.features.find(kind, fingerprint);
  const present = new Set(set && project.features.frames(set));
  const missing = frames.filter(({ index }) => !present.has(index));
  if (set && missing.length === 0) return set;
  const what = kind === 'pyramid' ? 'image features' : 'dense features';
  throw new UserError(
    'conflict',
    set
      ? `${missing.length} of ${frames.length} training images have no ${what} of ${set.encoder} yet.`
      : `The project has no ${what} of this encoder yet.`,
    `Extract them first: \`lerf extract ${project.path}\` with the same encoder; what is there already is kept.`,
  );
}

function loadFrame(
  project: ProjectFile,
  { index, file, intrinsics: { width, height } }: FrameRecord,
  pyramid: FeatureSet,
  dense: FeatureSet | null,
): FrameTargets {
  const grids = project.features.load(pyramid, index) ?? [];
  const denseGrids = dense && (project.features.load(dense, index) ?? []);
  const levels = pyramidLevels({ width, height }).flatMap((level, i) => {
    const grid = grids[i];
    return grid && grid.rows === level.rows && grid.columns === level.columns ? [{ ...level, ...grid }] : [];
  });
  if (levels.length !== LEVELS || grids.length !== LEVELS || denseGrids?.length === 0) {
    throw new UserError(
      'bad-project',
      `The features of ${file} in ${project.path} do not fit the image.`,
      `Delete the features of ${pyramid.encoder} and extract them again.`,
    );
  }
  return { width, height, levels, dense: denseGrids?.[0] ?? null };
}
