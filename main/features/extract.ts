import { setImmediate } from 'node:timers/promises';
import type { DenseEncoder, ImageTextEncoder } from '../encoders/types.ts';
import { UserError } from '../errors.ts';
import type { FrameRecord } from '../store/captures.ts';
import type { FeatureGrid, FeatureKey, FeatureKind } from '../store/features.ts';
import type { ProjectFile } from '../store/project-file.ts';
import { loadPhotograph, type RgbImage } from '../view/images.ts';
import { cropsPerBatch, embedTiles, finite } from './embed-tiles.ts';
import { estimateTasks, inMegabytes, planExtraction, refuseFullDisk, trainingFrames } from './extraction-plan.ts';
import { ExtractionProgress, type OnExtractionProgress } from './extraction-progress.ts';

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
        const grids = await embedTiles(photograph, image, task.frame.file, async (crops, encode) => {
          await pause();
          await progress.crops(crops, encode);
        });
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

async function embedPatches(photograph: RgbImage, encoder: DenseEncoder, frame: FrameRecord): Promise<FeatureGrid> {
  const { rows, columns, features } = await encoder.encodeImage(photograph);
  return { rows, columns, values: new Float16Array(finite(features, encoder.id, frame.file)) };
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
