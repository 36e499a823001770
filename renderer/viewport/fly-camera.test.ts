import { PerspectiveCamera, Vector3 } from 'three';
import { describe, expect, test } from 'vitest';
import { FlyCamera } from './fly-camera.ts';

const key = (code: string, shiftKey = false) =>
  ({ code, shiftKey, ctrlKey: false, metaKey: false, altKey: false }) as KeyboardEvent;

/** Stands at the origin and looks along +y with +z up. */
function levelCamera() {
  const camera = new PerspectiveCamera();
  camera.up.set(0, 0, 1);
  camera.lookAt(0, 1, 0);
  return { camera, fly: new FlyCamera(camera) };
}

const forwardOf = (camera: PerspectiveCamera) => camera.getWorldDirection(new Vector3());

describe('flying', () => {
  test('W goes where the camera looks, E up, shift four times as fast', () => {
    const { camera, fly } = levelCamera();
    fly.keyDown(key('KeyW'));
    fly.update(0.5);
    expect(camera.position.toArray()).toEqual([0, 0.4, 0].map((x) => expect.closeTo(x, 6)));
    fly.keyUp(key('KeyW'));
    fly.keyDown(key('KeyE', true));
    fly.update(0.5);
    expect(camera.position.toArray()).toEqual([0, 0.4, 1.6].map((x) => expect.closeTo(x, 6)));
  });

  test('opposite keys cancel out and nothing moves', () => {
    const { camera, fly } = levelCamera();
    fly.keyDown(key('KeyA'));
    fly.keyDown(key('KeyD'));
    fly.update(1);
    expect(camera.position.length()).toBe(0);
  });

  test('only the flying keys are taken, and none with Control', () => {
    const { fly } = levelCamera();
    expect(fly.keyDown(key('KeyF'))).toBe(false);
    expect(fly.keyDown({ ...key('KeyS'), ctrlKey: true })).toBe(false);
    expect(fly.isMoving).toBe(false);
  });
});

describe('looking', () => {
  test('to the right turns towards +x; the horizon stays level', () => {
    const { camera, fly } = levelCamera();
    fly.look(100, 0);
    expect(forwardOf(camera).x).toBeCloseTo(Math.sin(0.35));
    expect(forwardOf(camera).z).toBeCloseTo(0);
    expect(new Vector3(1, 0, 0).applyQuaternion(camera.quaternion).z).toBeCloseTo(0);
  });

  test('down stops short of the pole', () => {
    const { camera, fly } = levelCamera();
    fly.look(0, 1e6);
    expect(forwardOf(camera).z).toBeLessThan(-0.999);
    expect(new Vector3(0, 1, 0).applyQuaternion(camera.quaternion).z).toBeGreaterThan(0);
  });
});
