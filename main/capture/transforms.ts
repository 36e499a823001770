import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { z } from 'zod';
import { UserError } from '../errors.ts';
import { FrameBuilder } from './frame-builder.ts';
import { IDENTITY } from './matrix.ts';
import { readJson } from './read-file.ts';
import type { CameraIntrinsics, Distortion, Pose, RawCapture } from './types.ts';

const number = z.number({ error: 'not a finite number' });
const matrix = z.array(z.array(number).length(4)).min(3).max(4);

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

const frameSchema = z.object({
  ...cameraFields,
  file_path: z.string().min(1),
  mask_path: z.string().optional(),
  /** A frame with a bad pose is skipped, not fatal, so that its entries may be anything here. */
  transform_matrix: z.array(z.array(z.number().nullable()).length(4)).min(3).max(4),
});
export const transformsSchema = z.object({
  ...cameraFields,
  frames: z.array(frameSchema),
  applied_transform: matrix.optional(),
  applied_scale: number.positive().optional(),
});
type CameraFields = z.infer<z.ZodObject<typeof cameraFields>>;
export type TransformsFrame = z.infer<typeof frameSchema>;

const PINHOLE_MODELS = ['OPENCV', 'PINHOLE', 'SIMPLE_PINHOLE', 'SIMPLE_RADIAL', 'RADIAL', 'PERSPECTIVE'];
const EXTENSIONS = ['.png', '.jpg', '.jpeg', '.JPG', '.PNG', '.webp', '.tif', '.tiff'];

/** Reads nerfstudio's and instant-ngp's transforms.json. @throws UserError bad-capture */
export async function readTransforms(file: string, imagesFolder?: string): Promise<RawCapture> {
  const transforms = await readJson(file, transformsSchema);
  const root = dirname(file);
  const builder = new FrameBuilder(imagesFolder ?? root);
  for (const frame of sortedByFile(transforms.frames)) {
    await builder.add({
      file: frame.file_path.replace(/^\.\//, ''),
      imagePath: findImage(root, frame.file_path, imagesFolder),
      intrinsics: intrinsicsOf(transforms, frame, file),
      worldFromCamera: flatten(frame),
      split: null,
    });
  }
  const masks = transforms.frames.filter(({ mask_path }) => mask_path !== undefined).length;
  const warnings =
    masks > 0 ? [`${masks} frames have masks, which are not used yet: masked pixels are trained on.`] : [];
  return {
    kind: 'transforms',
    source: root,
    frames: builder.frames,
    skipped: builder.skipped,
    warnings,
    points: null,
    worldFromOriginal: appliedTransform(transforms.applied_transform, transforms.applied_scale),
  };
}

export function sortedByFile<Frame extends { file_path: string }>(frames: readonly Frame[]): Frame[] {
  return frames.toSorted((a, b) => (a.file_path < b.file_path ? -1 : Number(a.file_path > b.file_path)));
}

/** 3×4 row-major; what is not a number in the file is NaN here, and the frame will be skipped. */
export function flatten({ transform_matrix }: Pick<TransformsFrame, 'transform_matrix'>): number[] {
  return transform_matrix.slice(0, 3).flatMap((row) => row.map((entry) => entry ?? Number.NaN));
}

/** The image of a frame: paths are relative to the JSON file and may lack their extension. */
export function findImage(root: string, filePath: string, imagesFolder?: string): string {
  const path = isAbsolute(filePath) ? filePath : resolve(root, filePath);
  const bases = imagesFolder ? [join(imagesFolder, filePath.split('/').at(-1)!), path] : [path];
  for (const base of bases) {
    for (const extension of ['', ...EXTENSIONS]) if (existsSync(base + extension)) return base + extension;
  }
  return bases[0]!;
}

/** Intrinsics of a frame, its own before the capture's; without w and h they wait for the image. */
export function intrinsicsOf(
  shared: CameraFields,
  own: CameraFields,
  file: string,
): CameraIntrinsics | ((width: number, height: number) => CameraIntrinsics) {
  const get = <Key extends keyof CameraFields>(key: Key) => own[key] ?? shared[key];
  const model = get('camera_model');
  if ((model !== undefined && !PINHOLE_MODELS.includes(model)) || get('is_fisheye')) {
    throw new UserError(
      'bad-capture',
      `${file} uses the camera model ${model ?? 'fisheye'}, which is not supported.`,
      'Undistort the images to a pinhole or OPENCV camera first.',
    );
  }
  const distortion: Distortion = ['k1', 'k2', 'k3', 'k4', 'p1', 'p2'].map((key) => get(key as 'k1') ?? 0) as Distortion;
  const build = (width: number, height: number): CameraIntrinsics => {
    const focal = (length: number | undefined, angle: number | undefined, size: number) =>
      length ?? (angle === undefined ? undefined : size / 2 / Math.tan(angle / 2));
    const fx = focal(get('fl_x'), get('camera_angle_x'), width);
    const fy = focal(get('fl_y'), get('camera_angle_y'), height) ?? fx;
    if (fx === undefined || fy === undefined) {
      throw new UserError('bad-capture', `${file} gives no focal length (fl_x or camera_angle_x).`, 'Export it again.');
    }
    if (!(fx > 0 && fy > 0 && Number.isFinite(fx) && Number.isFinite(fy))) {
      throw new UserError(
        'bad-capture',
        `${file} gives a focal length of ${fx} × ${fy} pixels.`,
        'It must be positive.',
      );
    }
    return { width, height, fx, fy, cx: get('cx') ?? width / 2, cy: get('cy') ?? height / 2, distortion };
  };
  const width = get('w');
  const height = get('h');
  if (width === undefined || height === undefined) return build;
  if (!(width >= 1 && height >= 1)) {
    throw new UserError(
      'bad-capture',
      `${file} gives an image size of ${width} × ${height} pixels.`,
      'Export it again.',
    );
  }
  return build(Math.round(width), Math.round(height));
}

/** What nerfstudio's importers did to the original world before they wrote the poses, as one transform. */
function appliedTransform(applied: number[][] | undefined, scale = 1): Pose | null {
  if (!applied && scale === 1) return null;
  return (applied?.slice(0, 3).flat() ?? IDENTITY).map((entry) => entry * scale);
}
