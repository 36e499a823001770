import { basename } from 'node:path';
import { UserError } from '../errors.ts';
import type { CameraIntrinsics } from './types.ts';

export interface ColmapCamera {
  id: number;
  model: ModelName;
  width: number;
  height: number;
  parameters: number[];
}

/** World to camera, OpenCV axes: unit quaternion w, x, y, z and translation. */
export interface ColmapImage {
  id: number;
  rotation: number[];
  translation: number[];
  cameraId: number;
  name: string;
}

export interface ColmapPoint {
  id: number;
  position: number[];
  color: number[];
}

/** COLMAP's camera models (src/colmap/sensor/models.h): id, name and number of parameters. */
const MODELS = [
  { id: 0, name: 'SIMPLE_PINHOLE', parameters: 3 },
  { id: 1, name: 'PINHOLE', parameters: 4 },
  { id: 2, name: 'SIMPLE_RADIAL', parameters: 4 },
  { id: 3, name: 'RADIAL', parameters: 5 },
  { id: 4, name: 'OPENCV', parameters: 8 },
] as const;
const UNSUPPORTED = [
  '',
  '',
  '',
  '',
  '',
  'OPENCV_FISHEYE',
  'FULL_OPENCV',
  'FOV',
  'SIMPLE_RADIAL_FISHEYE',
  'RADIAL_FISHEYE',
  'THIN_PRISM_FISHEYE',
];
type Model = (typeof MODELS)[number];
type ModelName = Model['name'];

export function modelById(id: number, file: string): Model {
  const model = MODELS.find((candidate) => candidate.id === id);
  if (model) return model;
  throw unsupported(UNSUPPORTED[id] || `number ${id}`, file);
}

export function modelByName(name: string, file: string): Model {
  const model = MODELS.find((candidate) => candidate.name === name);
  if (model) return model;
  throw unsupported(name || '(none)', file);
}

function unsupported(name: string, file: string): UserError {
  return new UserError(
    'bad-capture',
    `${basename(file)} uses the camera model ${name}, which is not supported.`,
    'Run COLMAP with OPENCV or PINHOLE cameras, or undistort the images with its image_undistorter.',
  );
}

export function colmapIntrinsics({ id, model, width, height, parameters }: ColmapCamera): CameraIntrinsics {
  const p = parameters as [number, number, number, number, number, number, number, number];
  const camera = { width, height };
  const intrinsics = ((): CameraIntrinsics => {
    switch (model) {
      case 'SIMPLE_PINHOLE':
        return { ...camera, fx: p[0], fy: p[0], cx: p[1], cy: p[2], distortion: [0, 0, 0, 0, 0, 0] };
      case 'PINHOLE':
        return { ...camera, fx: p[0], fy: p[1], cx: p[2], cy: p[3], distortion: [0, 0, 0, 0, 0, 0] };
      case 'SIMPLE_RADIAL':
        return { ...camera, fx: p[0], fy: p[0], cx: p[1], cy: p[2], distortion: [p[3], 0, 0, 0, 0, 0] };
      case 'RADIAL':
        return { ...camera, fx: p[0], fy: p[0], cx: p[1], cy: p[2], distortion: [p[3], p[4], 0, 0, 0, 0] };
      case 'OPENCV':
        return { ...camera, fx: p[0], fy: p[1], cx: p[2], cy: p[3], distortion: [p[4], p[5], 0, 0, p[6], p[7]] };
    }
  })();
  const sound =
    intrinsics.fx > 0 && intrinsics.fy > 0 && width >= 1 && height >= 1 && parameters.every(Number.isFinite);
  if (sound) return intrinsics;
  throw new UserError(
    'bad-capture',
    `Camera ${id} of the COLMAP model has a focal length of ${intrinsics.fx} × ${intrinsics.fy} pixels and an image of ${width} × ${height}.`,
    'Run the reconstruction again.',
  );
}
