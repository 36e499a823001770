import { Matrix4, type PerspectiveCamera, Quaternion, Vector3 } from 'three';
import type { Frame, FreeCamera, Intrinsics } from '../../main/api/contract.ts';
import type { Rect } from './rect.ts';

/** Edges of the view at distance 1 in front of the camera; off-centre where the principal point is. */
export interface ViewBounds {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Everything that decides what a camera shows: its pose in the world, and its view bounds. */
export interface ViewState {
  readonly position: Vector3;
  readonly quaternion: Quaternion;
  readonly bounds: ViewBounds;
}

/** Bounds of a centred view with a vertical field of view. */
export function symmetricBounds(verticalFovDegrees: number, aspect: number): ViewBounds {
  const top = Math.tan((verticalFovDegrees * Math.PI) / 360);
  return { left: -top * aspect, right: top * aspect, top, bottom: -top };
}

/**
 * Bounds of a whole viewport in which the photograph of a camera with these intrinsics covers exactly
 * `image`: what lies around that rectangle shows more of the world than the camera saw. Lens
 * distortion is left out, as in the lines of a frustum.
 */
export function lookThroughBounds(
  intrinsics: Intrinsics,
  image: Rect,
  viewport: { width: number; height: number },
): ViewBounds {
  const { width, height, fx, fy, cx, cy } = intrinsics;
  const columnsPerPixel = width / image.width;
  const rowsPerPixel = height / image.height;
  const column = (x: number) => (x - image.left) * columnsPerPixel;
  const row = (y: number) => (y - image.top) * rowsPerPixel;
  return {
    left: (column(0) - cx) / fx,
    right: (column(viewport.width) - cx) / fx,
    top: (cy - row(0)) / fy,
    bottom: (cy - row(viewport.height)) / fy,
  };
}

/** Pose of a frame's camera. */
export const poseOfFrame = (frame: Frame) => poseOfMatrix(frame.worldFromCamera);

/** Of a 3×4 matrix: the contract's axes are those of three.js, so the rotation is taken as it is. */
export function poseOfMatrix(worldFromCamera: readonly number[]): { position: Vector3; quaternion: Quaternion } {
  const [a, b, c, x, d, e, f, y, g, h, i, z] = worldFromCamera as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const rotation = new Matrix4().set(a, b, c, 0, d, e, f, 0, g, h, i, 0, 0, 0, 0, 1);
  return { position: new Vector3(x, y, z), quaternion: new Quaternion().setFromRotationMatrix(rotation) };
}

/** The view as a free camera, which looks along the middle of its picture. */
export function cameraOfView({ position, quaternion, bounds }: ViewState): FreeCamera {
  const { elements: m } = new Matrix4().makeRotationFromQuaternion(quaternion);
  const row = (i: 0 | 1 | 2, place: number) => [m[i]!, m[i + 4]!, m[i + 8]!, place];
  return {
    worldFromCamera: [...row(0, position.x), ...row(1, position.y), ...row(2, position.z)],
    verticalFovDegrees: (2 * Math.atan((bounds.top - bounds.bottom) / 2) * 180) / Math.PI,
  };
}

const mix = (a: number, b: number, t: number) => a + (b - a) * t;

/** The view a fraction `t` in [0, 1] of the way between two. */
export function interpolateView(from: ViewState, to: ViewState, t: number): ViewState {
  return {
    position: from.position.clone().lerp(to.position, t),
    quaternion: from.quaternion.clone().slerp(to.quaternion, t),
    bounds: {
      left: mix(from.bounds.left, to.bounds.left, t),
      right: mix(from.bounds.right, to.bounds.right, t),
      top: mix(from.bounds.top, to.bounds.top, t),
      bottom: mix(from.bounds.bottom, to.bounds.bottom, t),
    },
  };
}

export function applyView(camera: PerspectiveCamera, { position, quaternion, bounds }: ViewState): void {
  camera.position.copy(position);
  camera.quaternion.copy(quaternion);
  const { near, far } = camera;
  camera.projectionMatrix.makePerspective(
    bounds.left * near,
    bounds.right * near,
    bounds.top * near,
    bounds.bottom * near,
    near,
    far,
    camera.coordinateSystem,
  );
  camera.projectionMatrixInverse.copy(camera.projectionMatrix).invert();
  camera.updateMatrixWorld();
}
