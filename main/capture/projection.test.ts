import fc from 'fast-check';
import { expect, it } from 'vitest';
import { project } from './projection.ts';
import { writeRay } from './rays.ts';

const pose = [0, -0.6, 0.8, 1, 1, 0, 0, 2, 0, 0.8, 0.6, 3];
const camera = (distortion: number[]) => ({
  intrinsics: { width: 480, height: 360, fx: 400, fy: 410, cx: 243, cy: 178, distortion },
  worldFromCamera: pose,
});

it.each([
  ['without distortion', [0, 0, 0, 0, 0, 0]],
  ['with the distortion of a real lens', [0.05, -0.03, 0.01, 0, 0.001, -0.0005]],
])('finds the pixel that a ray went through, %s', (_name, distortion) => {
  const along = fc.double({ min: 0.1, max: 50, noNaN: true });
  const within = (size: number) => fc.double({ min: 1, max: size - 1, noNaN: true });
  fc.assert(
    fc.property(within(480), within(360), along, (column, row, distance) => {
      const ray = { origins: new Float32Array(3), directions: new Float32Array(3) };
      writeRay(ray, 0, 1, camera(distortion), column, row);
      const [x, y, z] = [0, 1, 2].map((axis) => ray.origins[axis]! + distance * ray.directions[axis]!);
      const found = { column: 0, row: 0, distance: 0 };
      expect(project(found, camera(distortion), x!, y!, z!)).toBe(true);
      expect(found.column).toBeCloseTo(column, 2);
      expect(found.row).toBeCloseTo(row, 2);
      expect(found.distance).toBeCloseTo(distance, 4);
    }),
  );
});

it('sees nothing behind the camera, beside the image, or folded back into it by the distortion', () => {
  const found = { column: 0, row: 0, distance: 0 };
  const at = (forward: number, right: number): [number, number, number] => [
    1 - 0.8 * forward,
    2 + right,
    3 - 0.6 * forward,
  ];
  const plain = camera([0, 0, 0, 0, 0, 0]);
  expect(project(found, plain, ...at(2, 0))).toBe(true);
  expect(project(found, plain, ...at(-2, 0))).toBe(false);
  expect(project(found, plain, ...at(2, 2))).toBe(false);
  expect(project(found, plain, ...at(0, 0))).toBe(false);
  expect(project(found, camera([-0.2, 0, 0, 0, 0, 0]), ...at(1, 2.2))).toBe(false);
});
