import type { Frame, FreeCamera } from '../api/contract.ts';
import { scaleIntrinsics } from '../capture/check-image.ts';
import { poseProblem } from '../capture/matrix.ts';
import { UserError } from '../errors.ts';

export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

/**
 * A camera of no photograph: square pixels, its axis through the middle, no distortion.
 * @throws UserError bad-request if its pose is none
 */
export function freeFrame({ worldFromCamera, verticalFovDegrees }: FreeCamera, { width, height }: ImageSize): Frame {
  const problem = poseProblem(worldFromCamera);
  if (problem) throw new UserError('bad-request', `This is no camera: ${problem}.`);
  const focal = height / 2 / Math.tan((verticalFovDegrees * Math.PI) / 360);
  return {
    index: -1,
    file: 'the view',
    split: 'test',
    intrinsics: {
      width,
      height,
      fx: focal,
      fy: focal,
      cx: width / 2,
      cy: height / 2,
      distortion: [0, 0, 0, 0, 0, 0],
    },
    worldFromCamera,
  };
}

/** The camera of a photograph at another size; what is not given follows from the photograph's proportions. */
export function resizedFrame<Camera extends Frame>(frame: Camera, size: Partial<ImageSize>): Camera {
  const { intrinsics } = frame;
  const proportion = intrinsics.width / intrinsics.height;
  const width = size.width ?? (size.height === undefined ? intrinsics.width : Math.round(size.height * proportion));
  const height = size.height ?? (size.width === undefined ? intrinsics.height : Math.round(size.width / proportion));
  if (width === intrinsics.width && height === intrinsics.height) return frame;
  return { ...frame, intrinsics: scaleIntrinsics(intrinsics, width, height) };
}
