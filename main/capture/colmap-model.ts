import { basename } from 'node:path';
import { UserError } from '../errors.ts';
import type { CameraIntrinsics, SparsePoints } from './types.ts';

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

/** The sparse points of a model: there may be millions, so that they are columns instead of objects. */
export class ColmapPoints {
  private count = 0;
  private readonly ids: Float64Array;
  private readonly positions: Float32Array;
  private readonly colors: Uint8Array;

  constructor(capacity: number) {
    this.ids = new Float64Array(capacity);
    this.positions = new Float32Array(3 * capacity);
    this.colors = new Uint8Array(3 * capacity);
  }

  /** Points that are not finite are left out. */
  add(id: number, x: number, y: number, z: number, red: number, green: number, blue: number): void {
    const at = 3 * this.count;
    this.positions.set([x, y, z], at);
    if (!this.positions.subarray(at, at + 3).every(Number.isFinite)) return;
    this.colors.set([red, green, blue], at);
    this.ids[this.count] = id;
    this.count++;
  }

  /** Sorted by id, so that the two forms of a model, which store them in different orders, agree. */
  sorted(): SparsePoints {
    const { ids } = this;
    const order = Uint32Array.from({ length: this.count }, (_, index) => index).sort((a, b) => ids[a]! - ids[b]!);
    const points = { positions: new Float32Array(3 * this.count), colors: new Uint8Array(3 * this.count) };
    order.forEach((from, to) => {
      points.positions.set(this.positions.subarray(3 * from, 3 * from + 3), 3 * to);
      points.colors.set(this.colors.subarray(3 * from, 3 * from + 3), 3 * to);
    });
    return points;
  }
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
  if (sound && Number.isFinite(width * height)) return intrinsics;
  const given = `${model} ${width}×${height}: ${parameters.join(', ')}`;
  throw new UserError(
    'bad-capture',
    `Camera ${id} of the COLMAP model has parameters that no camera can have (${given}).`,
    'Run the reconstruction again.',
  );
}
