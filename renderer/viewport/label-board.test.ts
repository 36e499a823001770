import { PerspectiveCamera } from 'three';
import { expect, test } from 'vitest';
import { placeInView } from './label-board.ts';

const view = { width: 800, height: 400 };
const camera = new PerspectiveCamera(90, 2, 0.01, 100);
camera.position.set(0, 0, 5);
camera.updateMatrixWorld();
const place = (x: number, y: number, z: number) => placeInView({ world: [x, y, z] }, camera, view);

test('a place in the world is where the camera sees it, in pixels from the top left corner', () => {
  expect(place(0, 0, 0)).toEqual({ x: 400, y: 200 });
  // At 90 degrees, what is as far up as away is at the upper edge.
  expect(place(0, 5, 0)!.y).toBeCloseTo(0);
  expect(place(-10, 0, 0)!.x).toBeCloseTo(0);
});

test('what is behind the camera is nowhere', () => {
  expect(place(0, 0, 6)).toBeNull();
});

test('a place in the picture stays, wherever the camera is', () => {
  expect(placeInView({ picture: [0.25, 0.5] }, camera, view)).toEqual({ x: 200, y: 200 });
});
