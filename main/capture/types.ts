import type { CaptureKind } from '../api/contract.ts';

/** OpenCV's radial and tangential coefficients k1, k2, k3, k4, p1, p2. */
export type Distortion = [number, number, number, number, number, number];

export interface CameraIntrinsics {
  /** Image size in pixels; the other numbers refer to it. */
  width: number;
  height: number;
  fx: number;
  fy: number;
  cx: number;
  cy: number;
  distortion: Distortion;
}

/** 3×4 row-major, from OpenGL camera axes (x right, y up, z backwards) to the world. */
export type Pose = number[];

export interface CaptureFrame {
  /** How the capture calls the image; unique within it. */
  file: string;
  /** Absolute. */
  imagePath: string;
  /** For the image at its own size, upright if `rotate`. */
  intrinsics: CameraIntrinsics;
  /** Whether the EXIF orientation is to be applied: what the intrinsics describe decides. */
  rotate: boolean;
  worldFromCamera: Pose;
  /** Where the capture itself says what is held out. */
  split: 'train' | 'test' | null;
}

export interface Skipped {
  file: string;
  reason: string;
}

export interface SparsePoints {
  /** x, y, z per point */
  positions: Float32Array;
  /** r, g, b per point */
  colors: Uint8Array;
}

/** What a reader found in a capture folder, in the capture's own world. */
export interface RawCapture {
  kind: CaptureKind;
  source: string;
  frames: CaptureFrame[];
  skipped: Skipped[];
  warnings: string[];
  points: SparsePoints | null;
  /** 3×4: what was done to the original world before this capture was written; null for nothing. */
  worldFromOriginal: Pose | null;
}

/** A capture in the project's normalised world. */
export interface Capture extends RawCapture {
  /** 3×4 row-major, original world to normalised world, scale included. */
  transform: Pose;
  scale: number;
  /** [min xyz, max xyz] of the region of interest, normalised world. */
  sceneBox: number[];
}
