import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { parseCamerasBinary, parseImagesBinary, parsePointsBinary } from './colmap-binary.ts';
import { type ColmapImage, colmapIntrinsics } from './colmap-model.ts';
import { parseCamerasText, parseImagesText, parsePointsText } from './colmap-text.ts';
import { FrameBuilder, sortedBy } from './frame-builder.ts';
import { compose } from './matrix.ts';
import { movePoints } from './normalize.ts';
import { readCaptureFile, readCaptureText } from './read-file.ts';
import type { Pose, RawCapture } from './types.ts';

const MODEL_FOLDERS = ['sparse/0', 'sparse', 'colmap/sparse/0', 'sparse_text/0', 'sparse_text', '0', ''];

/** COLMAP's world has y down; nerfstudio turns it so that z is up, and so do we (its applied_transform). */
const WORLD_FROM_COLMAP: Pose = [1, 0, 0, 0, 0, 0, 1, 0, 0, -1, 0, 0];

/** The folder of the sparse model within (or at) a folder, with the form it is stored in; null if none. */
export function findColmapModel(folder: string): { folder: string; extension: 'bin' | 'txt' } | null {
  for (const name of MODEL_FOLDERS) {
    for (const extension of ['bin', 'txt'] as const) {
      const model = join(folder, name);
      const complete = ['cameras', 'images'].every((part) => existsSync(join(model, `${part}.${extension}`)));
      if (complete) return { folder: model, extension };
    }
  }
  return null;
}

/**
 * Reads a COLMAP sparse model, binary or text; both give the same capture.
 * @param imagesFolder where the photographs are; by default `images` beside the model.
 * @throws UserError bad-capture
 */
export async function readColmap(source: string, imagesFolder?: string): Promise<RawCapture> {
  const model = findColmapModel(source)!;
  const path = (part: string) => join(model.folder, `${part}.${model.extension}`);
  const parse = async <Value>(
    part: string,
    binary: (bytes: Buffer, file: string) => Value,
    text: (text: string, file: string) => Value,
  ): Promise<Value> =>
    model.extension === 'bin'
      ? binary(await readCaptureFile(path(part)), path(part))
      : text(await readCaptureText(path(part)), path(part));
  const cameras = await parse('cameras', parseCamerasBinary, parseCamerasText);
  const images = await parse('images', parseImagesBinary, parseImagesText);
  const points = existsSync(path('points3D'))
    ? (await parse('points3D', parsePointsBinary, parsePointsText)).sorted()
    : null;

  const intrinsics = new Map(cameras.map((camera) => [camera.id, colmapIntrinsics(camera)]));
  const folder = imagesFolder ?? findImages(source, model.folder);
  const builder = new FrameBuilder([folder]);
  await builder.addAll(
    sortedBy(images, ({ name }) => name).map((image) => ({
      file: image.name,
      imagePath: resolve(folder, image.name),
      intrinsics: () => intrinsics.get(image.cameraId) ?? { problem: `the model has no camera ${image.cameraId}` },
      worldFromCamera: compose(WORLD_FROM_COLMAP, openGlPose(image)),
      split: null,
    })),
  );
  const hasPoints = points !== null && points.positions.length > 0;
  return {
    kind: 'colmap',
    source,
    frames: builder.frames,
    skipped: builder.skipped,
    warnings: hasPoints ? [] : ['The COLMAP model has no sparse points.'],
    points: hasPoints ? { ...points, positions: movePoints(WORLD_FROM_COLMAP, points.positions) } : null,
    worldFromOriginal: WORLD_FROM_COLMAP,
  };
}

function findImages(source: string, model: string): string {
  const candidates = [
    join(source, 'images'),
    join(model, 'images'),
    resolve(model, '../../images'),
    resolve(model, '../images'),
  ];
  const found = candidates.find((candidate) => existsSync(candidate));
  if (found) return found;
  throw new UserError(
    'bad-capture',
    `There is no folder "images" beside the COLMAP model in ${source}.`,
    'Say where the photographs are (--images, or "Images folder" in the import dialog).',
  );
}

/** Camera to COLMAP world, with the camera's axes turned from OpenCV's (y down, z forwards) to OpenGL's. */
function openGlPose({ rotation, translation }: ColmapImage): Pose {
  const norm = Math.hypot(...rotation);
  const [w, x, y, z] = rotation.map((part) => part / norm) as [number, number, number, number];
  const [tx, ty, tz] = translation as [number, number, number];
  // Rows of cameraFromWorld are columns of worldFromCamera.
  const right = [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)];
  const down = [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)];
  const forward = [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)];
  return [0, 1, 2].flatMap((axis) => [
    right[axis]!,
    -down[axis]!,
    -forward[axis]!,
    -(right[axis]! * tx + down[axis]! * ty + forward[axis]! * tz),
  ]);
}
