import { statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { UserError } from '../errors.ts';
import { FrameBuilder, type FrameCandidate, type Problem, sortedBy } from './frame-builder.ts';
import { IDENTITY } from './matrix.ts';
import { readJson } from './read-file.ts';
import type { CameraIntrinsics, Pose, RawCapture } from './types.ts';

const number = z.number({ error: 'not a finite number' });
const matrix = z.array(z.array(number).length(4)).min(3).max(4);

/** A frame with a bad pose is skipped, not fatal, so that NaN (null here) and Infinity pass. */
const poseEntry = z.custom<number | null>((entry) => entry === null || typeof entry === 'number', {
  error: 'should be a number',
});

const cameraFields = {
  fl_x: number.optional(),
  fl_y: number.optional(),
  camera_angle_x: number.optional(),
  camera_angle_y: number.optional(),
  cx: number.optional(),
  cy: number.optional(),
  w: number.optional(),
  h: number.optional(),
  k1: number.optional(),
  k2: number.optional(),
  k3: number.optional(),
  k4: number.optional(),
  p1: number.optional(),
  p2: number.optional(),
  camera_model: z.string().optional(),
  is_fisheye: z.boolean().optional(),
};

const fileNames = z.array(z.string()).optional();

const frameSchema = z.object({
  ...cameraFields,
  file_path: z.string().min(1),
  mask_path: z.string().optional(),
  transform_matrix: z.array(z.array(poseEntry).length(4)).min(3).max(4),
});
export const transformsSchema = z.object({
  ...cameraFields,
  frames: z.array(frameSchema),
  train_filenames: fileNames,
  val_filenames: fileNames,
  test_filenames: fileNames,
  applied_transform: matrix.optional(),
  applied_scale: number.positive().optional(),
});
type CameraFields = z.infer<z.ZodObject<typeof cameraFields>>;
type TransformsFrame = z.infer<typeof frameSchema>;
type Transforms = z.infer<typeof transformsSchema>;

const PINHOLE_MODELS = ['OPENCV', 'PINHOLE', 'SIMPLE_PINHOLE', 'SIMPLE_RADIAL', 'RADIAL', 'PERSPECTIVE'];
const EXTENSIONS = ['.png', '.jpg', '.jpeg', '.JPG', '.PNG', '.webp', '.tif', '.tiff'];

/** Reads nerfstudio's and instant-ngp's transforms.json. @throws UserError bad-capture */
export async function readTransforms(file: string, imagesFolder?: string): Promise<RawCapture> {
  const transforms = await readJson(file, transformsSchema);
  const root = dirname(file);
  const builder = new FrameBuilder(imagesFolder === undefined ? [root] : [root, imagesFolder]);
  await builder.addAll(candidates(transforms, file, null, imagesFolder));
  const masks = transforms.frames.filter(({ mask_path }) => mask_path !== undefined).length;
  return {
    kind: 'transforms',
    source: root,
    frames: builder.frames,
    skipped: builder.skipped,
    warnings: masks > 0 ? [maskWarning(masks)] : [],
    points: null,
    worldFromOriginal: appliedTransform(transforms.applied_transform, transforms.applied_scale),
  };
}

/** What a transforms file lists, sorted by file. @throws UserError bad-capture for cameras that are no pinholes */
export function candidates(
  transforms: Transforms,
  file: string,
  split: FrameCandidate['split'],
  imagesFolder?: string,
): FrameCandidate[] {
  const frames = transforms.frames.map((frame) => ({ ...frame, file_path: portable(frame.file_path) }));
  const listedSplits = splitLists(transforms);
  return sortedBy(frames, ({ file_path }) => file_path).map((frame) => {
    const camera = { ...transforms, ...frame };
    requirePinhole(camera, file);
    return {
      file: frame.file_path,
      imagePath: findImage(dirname(file), frame.file_path, imagesFolder),
      intrinsics: (width, height) => intrinsicsOf(camera, width, height),
      worldFromCamera: flatten(frame),
      split: split ?? listedSplits.get(frame.file_path) ?? null,
    };
  });
}

/** The split that nerfstudio's file lists give; what is listed for validation is held out as well. */
function splitLists({ train_filenames, val_filenames, test_filenames }: Transforms): Map<string, 'train' | 'test'> {
  const listed = (names: readonly string[] = [], split: 'train' | 'test') =>
    names.map((name) => [portable(name), split] as const);
  return new Map([
    ...listed(train_filenames, 'train'),
    ...listed(val_filenames, 'test'),
    ...listed(test_filenames, 'test'),
  ]);
}

function maskWarning(masks: number): string {
  const subject = masks === 1 ? 'One frame has a mask, which is' : `${masks} frames have masks, which are`;
  return `${subject} not used yet: masked pixels are trained on.`;
}

/** Without a leading "./", and with the separators of Windows turned round. */
const portable = (path: string): string => path.replaceAll('\\', '/').replace(/^(\.\/)+/, '');

/** 3×4 row-major; what is not a number in the file is NaN here, and the frame will be skipped. */
function flatten({ transform_matrix }: Pick<TransformsFrame, 'transform_matrix'>): number[] {
  return transform_matrix.slice(0, 3).flatMap((row) => row.map((entry) => entry ?? Number.NaN));
}

/**
 * The image of a frame: paths are relative to the JSON file and may lack their extension. In another
 * images folder it may lie under its whole path or under the end of it, the longest that exists.
 */
function findImage(root: string, filePath: string, imagesFolder?: string): string {
  const path = resolve(root, filePath);
  const parts = filePath.split('/').filter((part) => part !== '');
  const bases = imagesFolder === undefined ? [] : parts.map((_, from) => join(imagesFolder, ...parts.slice(from)));
  for (const base of [...bases, path]) {
    for (const extension of ['', ...EXTENSIONS]) {
      if (statSync(base + extension, { throwIfNoEntry: false })?.isFile()) return base + extension;
    }
  }
  return path;
}

function requirePinhole({ camera_model, is_fisheye }: CameraFields, file: string): void {
  if (!is_fisheye && (camera_model === undefined || PINHOLE_MODELS.includes(camera_model))) return;
  throw new UserError(
    'bad-capture',
    `${file} uses the camera model ${camera_model ?? 'fisheye'}, which is not supported.`,
    'Undistort the images to a pinhole or OPENCV camera first.',
  );
}

/** Intrinsics of a frame. Without w and h they are for the size that its image has. */
function intrinsicsOf(camera: CameraFields, imageWidth: number, imageHeight: number): CameraIntrinsics | Problem {
  const width = Math.round(camera.w ?? imageWidth);
  const height = Math.round(camera.h ?? imageHeight);
  if (width < 1 || height < 1) return { problem: `its declared image size is ${width}×${height} pixels` };
  const angleX = camera.fl_x === undefined ? camera.camera_angle_x : undefined;
  const angleY = camera.fl_y === undefined ? camera.camera_angle_y : undefined;
  const wrong = [angleX, angleY].find((angle) => angle !== undefined && (angle <= 0 || angle >= Math.PI));
  if (wrong !== undefined) return { problem: `its field of view is ${wrong} radians, which no camera has` };

  const ownX = angleX === undefined ? camera.fl_x : width / 2 / Math.tan(angleX / 2);
  const ownY = angleY === undefined ? camera.fl_y : height / 2 / Math.tan(angleY / 2);
  const fx = ownX ?? ownY;
  const fy = ownY ?? ownX;
  if (fx === undefined || fy === undefined) {
    return { problem: 'the capture gives no focal length (fl_x or camera_angle_x)' };
  }
  if (fx <= 0 || fy <= 0) return { problem: `its focal length is ${fx} × ${fy} pixels, which must be positive` };
  const { cx = width / 2, cy = height / 2, k1 = 0, k2 = 0, k3 = 0, k4 = 0, p1 = 0, p2 = 0 } = camera;
  return { width, height, fx, fy, cx, cy, distortion: [k1, k2, k3, k4, p1, p2] };
}

/** What nerfstudio's importers did to the original world before they wrote the poses, as one transform. */
function appliedTransform(applied: number[][] | undefined, scale = 1): Pose | null {
  if (!applied && scale === 1) return null;
  return (applied?.slice(0, 3).flat() ?? IDENTITY).map((entry) => entry * scale);
}
