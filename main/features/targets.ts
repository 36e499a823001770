import { UserError } from '../errors.ts';
import type { Kernels } from '../graph/executors/kernels.ts';
import type { FrameRecord } from '../store/captures.ts';
import type { FeatureGrid, FeatureKind, FeatureSet } from '../store/features.ts';
import type { ProjectFile } from '../store/project-file.ts';
import { LEVELS, type PyramidLevel, pyramidLevels, tilePosition } from './pyramid.ts';

/** Beyond this the features would crowd out the training itself. */
const memoryLimitBytes = 6 * 2 ** 30;

type Level = PyramidLevel & {
  /** Where its tiles begin among the frame's embeddings. */
  readonly begin: number;
};

interface FrameTargets {
  readonly width: number;
  readonly height: number;
  readonly levels: readonly Level[];
  /** [tiles of all levels, dimensions] */
  readonly embeddings: Float16Array;
  readonly dense: FeatureGrid | null;
}

/** Pixels of training photographs, and the scale at which each is looked at. */
export interface Places {
  readonly frame: Int32Array;
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly scale: Float32Array;
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
  readonly #kernels: Kernels | null;
  /** The bits of all embeddings, as kernels take them. */
  readonly #bits: readonly Uint16Array[];
  /** The eight tiles that a look-up blends, four of each level: where they begin, and how much they count. */
  readonly #begins = new Int32Array(8);
  readonly #weights = new Float64Array(8);

  private constructor(
    frames: readonly (FrameTargets | undefined)[],
    dimensions: number,
    denseDimensions: number | null,
    kernels: Kernels | null,
  ) {
    this.#frames = frames;
    this.#kernels = kernels;
    this.#bits = Array.from(frames, (frame) => (frame ? new Uint16Array(frame.embeddings.buffer) : new Uint16Array(0)));
    this.dimensions = dimensions;
    this.denseDimensions = denseDimensions;
  }

  /**
   * Reads the features that the encoders with these fingerprints computed.
   *
   * @throws UserError conflict if they are not there, not complete, or too large for memory; bad-project
   *   if they are damaged
   */
  static open(
    project: ProjectFile,
    key: { image: string; dense: string | null },
    kernels: Kernels | null = null,
  ): LanguageTargets {
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
    return new LanguageTargets(targets, pyramid.dimensions, dense?.dimensions ?? null, kernels);
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
    if (!this.#findTiles(frameIndex, x, y, scale)) return false;
    this.#blend(this.#frames[frameIndex]!.embeddings, out, offset, stride);
    return true;
  }

  /**
   * As `clip`, of many places.
   *
   * @param out [dimensions, places]
   * @returns 1 for each that has a target, 0 for the others, of which nothing is written
   */
  clipAll({ frame, x, y, scale }: Places, out: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
    const count = frame.length;
    const has = new Float32Array(count);
    if (this.#kernels === null) {
      for (let i = 0; i < count; i++) has[i] = Number(this.clip(frame[i]!, x[i]!, y[i]!, scale[i]!, out, i, count));
      return has;
    }
    const [begins, weights] = [new Int32Array(8 * count), new Float32Array(8 * count)];
    for (let i = 0; i < count; i++) {
      has[i] = Number(this.#findTiles(frame[i]!, x[i]!, y[i]!, scale[i]!));
      begins.set(this.#begins, 8 * i);
      weights.set(this.#weights, 8 * i);
    }
    const wanted = frame.map((index, i) => (has[i] === 1 ? index : -1));
    this.#kernels.blendTiles(this.dimensions, count, this.#bits, wanted, begins, weights, out);
    return has;
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

  /** Notes the tiles that are blended at a place; false if there are none. */
  #findTiles(frameIndex: number, x: number, y: number, scale: number): boolean {
    const frame = this.#frames[frameIndex];
    if (!frame || !isInside(frame, x, y) || !(scale >= 0 && scale <= 1)) return false;
    const position = scale * (LEVELS - 1);
    const level = Math.min(Math.floor(position), LEVELS - 2);
    this.#weigh(0, frame.levels[level]!, x, y, level + 1 - position);
    this.#weigh(4, frame.levels[level + 1]!, x, y, position - level);
    return true;
  }

  /** Notes the four tiles of a level that are nearest to a pixel, from `place` on; their weights sum to `total`. */
  #weigh(place: number, level: Level, x: number, y: number, total: number): void {
    const { begin, rows, columns } = level;
    const row = clamp(tilePosition(level, y), rows - 1);
    const column = clamp(tilePosition(level, x), columns - 1);
    const top = Math.floor(row);
    const left = Math.floor(column);
    const topLeft = begin + (top * columns + left) * this.dimensions;
    const toRight = left + 1 < columns ? this.dimensions : 0;
    const toBelow = top + 1 < rows ? columns * this.dimensions : 0;
    const below = total * (row - top);
    const above = total - below;
    const right = column - left;
    this.#begins[place] = topLeft;
    this.#begins[place + 1] = topLeft + toRight;
    this.#begins[place + 2] = topLeft + toBelow;
    this.#begins[place + 3] = topLeft + toBelow + toRight;
    this.#weights[place] = above * (1 - right);
    this.#weights[place + 1] = above * right;
    this.#weights[place + 2] = below * (1 - right);
    this.#weights[place + 3] = below * right;
  }

  /** Written out, because a loop over the eight tiles, or one over two levels, takes twice as long. */
  #blend(from: Float16Array, out: Float32Array, offset: number, stride: number): void {
    const [begins, weights] = [this.#begins, this.#weights];
    const [begin0, begin1, begin2, begin3] = [begins[0]!, begins[1]!, begins[2]!, begins[3]!];
    const [begin4, begin5, begin6, begin7] = [begins[4]!, begins[5]!, begins[6]!, begins[7]!];
    const [weight0, weight1, weight2, weight3] = [weights[0]!, weights[1]!, weights[2]!, weights[3]!];
    const [weight4, weight5, weight6, weight7] = [weights[4]!, weights[5]!, weights[6]!, weights[7]!];
    const { dimensions } = this;
    for (let channel = 0, to = offset; channel < dimensions; channel++, to += stride) {
      out[to] =
        weight0 * from[begin0 + channel]! +
        weight1 * from[begin1 + channel]! +
        weight2 * from[begin2 + channel]! +
        weight3 * from[begin3 + channel]! +
        weight4 * from[begin4 + channel]! +
        weight5 * from[begin5 + channel]! +
        weight6 * from[begin6 + channel]! +
        weight7 * from[begin7 + channel]!;
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
  const levels = pyramidLevels({ width, height });
  const fits = levels.every(({ rows, columns }, i) => grids[i]?.rows === rows && grids[i].columns === columns);
  if (!fits || grids.length !== LEVELS || denseGrids?.length === 0) {
    throw new UserError(
      'bad-project',
      `The features of ${file} in ${project.path} do not fit the image.`,
      `Delete the features of ${pyramid.encoder} and extract them again.`,
    );
  }
  const embeddings = new Float16Array(grids.reduce((sum, { values }) => sum + values.length, 0));
  let begin = 0;
  const placed = levels.map((level, i) => {
    const at = begin;
    embeddings.set(grids[i]!.values, at);
    begin += grids[i]!.values.length;
    return { ...level, begin: at };
  });
  return { width, height, levels: placed, embeddings, dense: denseGrids?.[0] ?? null };
}
