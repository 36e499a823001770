import { PerspectiveCamera, Vector3 } from 'three';
import { describe, expect, it } from 'vitest';
import type { Vec3, View } from '../scene/description.ts';
import { verticalFieldOfView } from '../scene/views.ts';
import { project, toWorld, worldBox, worldFromCamera } from './world.ts';

const view: View = { at: [0.5, 0.7, 0.9], target: [0.1, 0, -0.05] };
const [width, height] = [480, 360];

function camera(): PerspectiveCamera {
  const made = new PerspectiveCamera(verticalFieldOfView(width, height), width / height, 0.05, 12);
  made.position.set(...view.at);
  made.lookAt(...view.target);
  made.updateMatrixWorld();
  return made;
}

describe('the world of a capture', () => {
  it('projects as the camera that took the pictures', () => {
    for (const point of [
      [0, 0, 0],
      [0.3, 0.1, -0.2],
      [-0.4, 0.2, 0.3],
    ] as Vec3[]) {
      const seen = new Vector3(...point).project(camera());
      const { x, y } = project(view, toWorld(point), width, height);
      expect(x).toBeCloseTo((seen.x + 1) * (width / 2), 6);
      expect(y).toBeCloseTo((1 - seen.y) * (height / 2), 6);
    }
  });

  it('has cameras as OpenGL has them, and z up', () => {
    const matrix = worldFromCamera(view);
    const axis = (i: number) => new Vector3(matrix[0]![i], matrix[1]![i], matrix[2]![i]);
    expect(axis(0).cross(axis(1)).distanceTo(axis(2))).toBeLessThan(1e-12);
    expect(matrix[0]![3]).toBe(0.5);
    expect(matrix[1]![3]).toBe(-0.9);
    expect(matrix[2]![3]).toBe(0.7);
    expect(axis(1).z).toBeGreaterThan(0.5);
    expect(axis(0).z).toBeCloseTo(0);
  });

  it('turns boxes with their points', () => {
    expect(
      worldBox([
        [1, 2, 3],
        [4, 5, 6],
      ]),
    ).toEqual([
      [1, -6, 2],
      [4, -3, 5],
    ]);
  });
});
