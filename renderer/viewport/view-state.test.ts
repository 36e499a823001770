import fc from 'fast-check';
import { PerspectiveCamera, Quaternion, Vector3 } from 'three';
import { describe, expect, test } from 'vitest';
import { containedRect } from './rect.ts';
import { testFrame } from './test-frame.ts';
import {
  applyView,
  cameraOfView,
  interpolateView,
  lookThroughBounds,
  poseOfFrame,
  poseOfMatrix,
  symmetricBounds,
  type ViewState,
} from './view-state.ts';

/** A camera turned so that it looks along +x with the world's +z up, standing at (1, 2, 3). */
const turned = testFrame({ worldFromCamera: [0, 0, -1, 1, -1, 0, 0, 2, 0, 1, 0, 3] });

describe('looking through a camera', () => {
  test('a pixel of the photograph lies over the world point it shows, wherever the rectangle stands', () => {
    fc.assert(
      fc.property(
        fc.record({ width: fc.integer({ min: 100, max: 2000 }), height: fc.integer({ min: 100, max: 2000 }) }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0.1, max: 10, noNaN: true }),
        (viewport, u, v, depth) => {
          const { intrinsics } = turned;
          const image = containedRect({ left: 7, top: 3, width: viewport.width / 2, height: viewport.height - 30 }, 2);
          const camera = new PerspectiveCamera(50, 1, 0.01, 100);
          applyView(camera, { ...poseOfFrame(turned), bounds: lookThroughBounds(intrinsics, image, viewport) });

          const [column, row] = [u * intrinsics.width, v * intrinsics.height];
          const inCamera = [
            ((column - intrinsics.cx) / intrinsics.fx) * depth,
            ((intrinsics.cy - row) / intrinsics.fy) * depth,
          ];
          // Camera x is world -y, camera y is world +z, and the camera looks along world +x.
          const inWorld = new Vector3(1 + depth, 2 - inCamera[0]!, 3 + inCamera[1]!);
          const onScreen = inWorld.project(camera);

          expect(((onScreen.x + 1) / 2) * viewport.width).toBeCloseTo(image.left + u * image.width, 3);
          expect(((1 - onScreen.y) / 2) * viewport.height).toBeCloseTo(image.top + v * image.height, 3);
        },
      ),
    );
  });

  test('a centred camera whose photograph fills the viewport is an ordinary perspective camera', () => {
    const frame = testFrame();
    const intrinsics = { ...frame.intrinsics, cx: 100, cy: 50 };
    const bounds = lookThroughBounds(
      intrinsics,
      { left: 0, top: 0, width: 600, height: 300 },
      { width: 600, height: 300 },
    );
    const fov = (2 * Math.atan(0.5) * 180) / Math.PI;
    const expected = symmetricBounds(fov, 2);
    for (const edge of ['left', 'right', 'top', 'bottom'] as const)
      expect(bounds[edge]).toBeCloseTo(expected[edge], 10);
  });
});

test('the projection of symmetric bounds is the one three.js makes', () => {
  const camera = new PerspectiveCamera(40, 1.5, 0.1, 50);
  camera.updateProjectionMatrix();
  const expected = camera.projectionMatrix.toArray();
  applyView(camera, { position: new Vector3(), quaternion: new Quaternion(), bounds: symmetricBounds(40, 1.5) });
  for (const [i, value] of camera.projectionMatrix.toArray().entries()) expect(value).toBeCloseTo(expected[i]!, 10);
});

test('interpolation begins and ends exactly at its two views', () => {
  const from: ViewState = {
    position: new Vector3(1, 2, 3),
    quaternion: new Quaternion(),
    bounds: symmetricBounds(50, 1),
  };
  const to: ViewState = { ...poseOfFrame(turned), bounds: symmetricBounds(20, 2) };
  expect(interpolateView(from, to, 0)).toEqual(from);
  const end = interpolateView(from, to, 1);
  expect(end.position.distanceTo(to.position)).toBeCloseTo(0);
  expect(end.quaternion.angleTo(to.quaternion)).toBeCloseTo(0);
  expect(end.bounds).toEqual(to.bounds);
});

test('a view is the free camera that it was made of', () => {
  const worldFromCamera = [0, 0, 1, 0.5, 1, 0, 0, -0.25, 0, 1, 0, 2];
  const camera = cameraOfView({ ...poseOfMatrix(worldFromCamera), bounds: symmetricBounds(42, 1.6) });
  expect(camera.verticalFovDegrees).toBeCloseTo(42);
  for (const [i, value] of worldFromCamera.entries()) expect(camera.worldFromCamera[i]).toBeCloseTo(value);
});
