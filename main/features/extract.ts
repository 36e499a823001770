import { setImmediate } from 'node:timers/promises';
import { resizeRegion } from '../encoders/crop.ts';
import type { DenseEncoder, ImageTextEncoder } from '../encoders/types.ts';
import { UserError } from '../errors.ts';
import type { FrameRecord } from '../store/captures.ts';
import type { FeatureGrid, FeatureKey, FeatureKind } from '../store/features.ts';
import type { ProjectFile } from '../store/project-file.ts';
import { loadPhotograph, type RgbImage } from '../view/images.ts';
import { estimateTasks, inMegabytes, planExtraction, refuseFullDisk, trainingFrames } from './extraction-plan.ts';
import { ExtractionProgress, type OnExtractionProgress } from './extraction-progress.ts';
import { pyramidLevels, tilesOf } from './pyramid.ts';

export interface ExtractionHooks {
  readonly onProgress: OnExtractionProgress;
  /** Asked between two batches. */
  isCancelled(): boolean;
}

export interface Encoders {
  readonly image: ImageTextEncoder;
  readonly dense: DenseEncoder | null;
}

export interface ExtractionResult {
  /** That have features now: all that are trained on. */
  readonly images: number;
  /** Encoded this time. */
  readonly crops: number;
  /** What these encoders' features take in the project. */
  readonly bytes: number;
  readonly seconds: number;
  /** Images whose features were there already. */
  readonly resumedImages: number;
}

/** Of a batch: what keeps an encoder busy without filling the memory with what it computes on the way. */
const pixelsPerBatch = 32 * 224 * 224;
const maxCropsPerBatch = 256;

/**
 * Computes the features of all training photographs and keeps them in the project: the embeddings of the
 * crop pyramid, and dense features where there is an encoder for them.
 *
 * Each image is written when it is done, so that what was computed survives cancelling and crashes, and the
 * next call goes on from there; damaged features are computed again. One image and one batch of crops are
 * in memory at a time.
 *
 * @throws UserError cancelled; disk if the features would not fit; bad-project if an image is not its camera's; conflict if an encoder fails
 */
export async function extractFeatures(
  project: ProjectFile,
  encoders: Encoders,
  hooks: ExtractionHooks,
): Promise<ExtractionResult> {
  const began = performance.now();
  const { features } = project;
  const { image, dense } = encoders;
  const sets = {
    pyramid: features.findOrCreate(keyOf('pyramid', image)),
    dense: dense && features.findOrCreate(keyOf('dense', dense)),
  };
  const tasks = planExtraction(project, { dense: dense !== null }, (kind, index) =>
    features.isWhole(sets[kind]!, index),
  );
  const estimate = estimateTasks(project, tasks, image, dense);
  refuseFullDisk(project, estimate);

  const pause = async () => {
    // A whole turn of the event loop, in which signals and messages are heard.
    await setImmediate();
    if (hooks.isCancelled()) {
      throw new UserError(
        'cancelled',
        'The extraction was cancelled.',
        'What is done is kept; extract again to go on.',
      );
    }
  };
  if (tasks[0]) {
    await pause();
    const progress = new ExtractionProgress(estimate, await firstTimes(encoders, tasks[0].frame), hooks.onProgress);
    progress.begin(inMegabytes(estimate.bytes));
    for (const task of tasks) {
      await pause();
      progress.nextImage();
      const photograph = await loadPrepared(project, task.frame);
      if (task.pyramid) {
        const grids = await embedTiles(photograph, image, task.frame, progress, pause);
        features.save(sets.pyramid, task.frame.index, grids);
      }
      if (task.dense) {
        const grid = await progress.denseImage(() => embedPatches(photograph, dense!, task.frame));
        features.save(sets.dense!, task.frame.index, [grid]);
      }
    }
  }
  const images = trainingFrames(project).length;
  const bytesOf = (kind: FeatureKind, fingerprint: string) => features.find(kind, fingerprint)!.bytes;
  return {
    images,
    crops: estimate.crops,
    bytes: bytesOf('pyramid', image.fingerprint) + (dense ? bytesOf('dense', dense.fingerprint) : 0),
    seconds: (performance.now() - began) / 1000,
    resumedImages: images - tasks.length,
  };
}

function keyOf(kind: FeatureKind, { id, fingerprint, dimensions }: ImageTextEncoder | DenseEncoder): FeatureKey {
  return { kind, encoder: id, fingerprint, dimensions };
}

/** The embeddings of an image's tiles, by level. */
async function embedTiles(
  photograph: RgbImage,
  encoder: ImageTextEncoder,
  frame: FrameRecord,
  progress: ExtractionProgress,
  pause: () => Promise<void>,
): Promise<FeatureGrid[]> {
  const { dimensions, inputSize } = encoder;
  const levels = pyramidLevels(photograph);
  const tiles = levels.flatMap(tilesOf);
  const embeddings = new Float16Array(tiles.length * dimensions);
  const cropBytes = 3 * inputSize.width * inputSize.height;
  const perBatch = cropsPerBatch(encoder);
  const pixels = new Uint8Array(perBatch * cropBytes);
  for (let first = 0; first < tiles.length; first += perBatch) {
    await pause();
    const batch = tiles.slice(first, first + perBatch);
    await progress.crops(batch.length, async () => {
      for (const [i, { left, top, side }] of batch.entries()) {
        resizeRegion(photograph, { left, top, width: side, height: side }, inputSize, pixels, i * cropBytes);
      }
      const encoded = await encoder.encodeImages(pixels.subarray(0, batch.length * cropBytes), batch.length);
      embeddings.set(finite(encoded, encoder.id, frame), first * dimensions);
    });
  }
  let begin = 0;
  return levels.map(({ rows, columns }) => {
    const end = begin + rows * columns * dimensions;
    const values = embeddings.subarray(begin, end);
    begin = end;
    return { rows, columns, values };
  });
}

async function embedPatches(photograph: RgbImage, encoder: DenseEncoder, frame: FrameRecord): Promise<FeatureGrid> {
  const { rows, columns, features } = await encoder.encodeImage(photograph);
  return { rows, columns, values: new Float16Array(finite(features, encoder.id, frame)) };
}

/** How long a batch and an image take, by trying it with black ones: it costs the same. Warms the encoders up, too. */
async function firstTimes({ image, dense }: Encoders, { intrinsics }: FrameRecord) {
  const { width, height } = intrinsics;
  const crops = cropsPerBatch(image);
  const batch = new Uint8Array(crops * 3 * image.inputSize.width * image.inputSize.height);
  const secondsFor = async (work: () => Promise<unknown>) => {
    const began = performance.now();
    await work();
    return (performance.now() - began) / 1000;
  };
  return {
    secondsPerCrop: (await secondsFor(() => image.encodeImages(batch, crops))) / crops,
    secondsPerDenseImage: dense
      ? await secondsFor(() => dense.encodeImage({ pixels: new Uint8Array(3 * width * height), width, height }))
      : 0,
  };
}

function cropsPerBatch({ inputSize: { width, height } }: ImageTextEncoder): number {
  return Math.min(maxCropsPerBatch, Math.max(1, Math.floor(pixelsPerBatch / (width * height))));
}

/** @throws UserError bad-project unless the image is as large as its camera says */
async function loadPrepared(project: ProjectFile, frame: FrameRecord): Promise<RgbImage> {
  const photograph = await loadPhotograph(project, frame);
  const { width, height } = frame.intrinsics;
  if (photograph.width === width && photograph.height === height) return photograph;
  throw new UserError(
    'bad-project',
    `${frame.file} in ${project.path} has ${photograph.width} × ${photograph.height} pixels, but its camera ${width} × ${height}.`,
    'Import the capture again.',
  );
}

/** The same values. @throws UserError if one of them is no number, as where a half-precision model overflows */
function finite(values: Float32Array, encoder: string, frame: FrameRecord): Float32Array {
  if (values.every((value) => Number.isFinite(value))) return values;
  throw new UserError(
    'conflict',
    `The encoder ${encoder} gave values that are no numbers for ${frame.file}.`,
    'Choose another encoder, or files of it in full precision.',
  );
}
