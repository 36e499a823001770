import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CameraPath } from '../../main/api/contract.ts';
import { cameraAt } from './camera-flight.ts';

/** A rotation about an axis, at a place. */
function pose(axis: readonly [number, number, number], angle: number, place: readonly [number, number, number]) {
  const length = Math.hypot(...axis);
  const [x, y, z] = axis.map((part) => part / length) as [number, number, number];
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const k = 1 - c;
  return [
    [c + x * x * k, x * y * k - z * s, x * z * k + y * s, place[0]],
    [y * x * k + z * s, c + y * y * k, y * z * k - x * s, place[1]],
    [z * x * k - y * s, z * y * k + x * s, c + z * z * k, place[2]],
  ].flat();
}

const pathOf = (poses: number[][], isClosed = false): CameraPath => ({
  keyframes: poses.map((worldFromCamera, i) => ({ id: `${i}`, worldFromCamera, verticalFovDegrees: 40 + i })),
  seconds: 4,
  isClosed,
});

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  for (const [i, value] of expected.entries()) expect(actual[i]).toBeCloseTo(value, 6);
}

const part = fc.double({ min: -1, max: 1, noNaN: true });
const anyPose = fc
  .tuple(fc.tuple(part, part, part), fc.double({ min: -3.1, max: 3.1, noNaN: true }), fc.tuple(part, part, part))
  .filter(([axis]) => Math.hypot(...axis) > 0.1)
  .map(([axis, angle, place]) => pose(axis, angle, place));

test('a path goes through its keyframes at equal times, and a closed one back to the first', () => {
  fc.assert(
    fc.property(fc.array(anyPose, { minLength: 1, maxLength: 6 }), fc.boolean(), (poses, isClosed) => {
      const path = pathOf(poses, isClosed);
      const legs = isClosed ? poses.length : poses.length - 1;
      poses.forEach((expected, i) => {
        const camera = cameraAt(path, legs === 0 ? 0.3 : i / legs);
        if (legs > 0 || i === 0) expectClose(camera.worldFromCamera, expected);
      });
      if (isClosed) expectClose(cameraAt(path, 1).worldFromCamera, poses[0]!);
    }),
  );
});

test('on its way a camera stays a rotation', () => {
  fc.assert(
    fc.property(anyPose, anyPose, fc.double({ min: 0, max: 1, noNaN: true }), (a, b, t) => {
      const m = cameraAt(pathOf([a, b]), t).worldFromCamera;
      const column = (i: number) => [m[i]!, m[i + 4]!, m[i + 8]!];
      const dot = (u: number[], v: number[]) => u.reduce((sum, value, i) => sum + value * v[i]!, 0);
      for (const i of [0, 1, 2]) {
        for (const j of [0, 1, 2]) expect(dot(column(i), column(j))).toBeCloseTo(i === j ? 1 : 0, 6);
      }
    }),
  );
});

describe('between two keyframes', () => {
  const up = [0, 0, 1] as const;
  test('it turns the short way, at constant speed', () => {
    const path = pathOf([pose(up, 3, [0, 0, 0]), pose(up, -3, [0, 0, 0])]);
    expectClose(cameraAt(path, 0.5).worldFromCamera, pose(up, Math.PI, [0, 0, 0]));
    const quarter = pathOf([pose(up, 0, [0, 0, 0]), pose(up, 1, [0, 0, 0])]);
    expectClose(cameraAt(quarter, 0.25).worldFromCamera, pose(up, 0.25, [0, 0, 0]));
  });

  test('the field of view changes in proportion', () => {
    expect(cameraAt(pathOf([pose(up, 0, [0, 0, 0]), pose(up, 1, [0, 0, 0])]), 0.5).verticalFovDegrees).toBe(40.5);
  });

  test('its way is smooth: a spline through evenly spaced places in a line moves evenly', () => {
    const path = pathOf([0, 1, 2, 3].map((x) => pose(up, 0, [x, 0, 0])));
    expect(cameraAt(path, 0.5).worldFromCamera[3]).toBeCloseTo(1.5);
    expect(cameraAt(path, 0.4).worldFromCamera[3]).toBeCloseTo(1.2);
  });
});

// The engine, which renders the path, is held to the same numbers.
test('the preview is where the engine renders', () => {
  const keyframes = [
    { worldFromCamera: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0], verticalFovDegrees: 40 },
    { worldFromCamera: [0.28, 0, 0.96, 1, 0, 1, 0, 0, -0.96, 0, 0.28, 0], verticalFovDegrees: 60 },
    { worldFromCamera: [0.28, -0.96, 0, 1, 0.96, 0.28, 0, 2, 0, 0, 1, 0.5], verticalFovDegrees: 50 },
  ].map((camera, i) => ({ id: `${i}`, ...camera }));
  const expected: [number, number[], number][] = [
    [0.2, [0.87039, 0, 0.49236, 0.36741, 0, 1, 0, -0.0549, -0.49236, 0, 0.87039, -0.01372], 48],
    [
      0.7,
      [0.54902, -0.47196, 0.68981, 1.12187, 0.47196, 0.8562, 0.21017, 0.72624, -0.68981, 0.21017, 0.69282, 0.18156],
      56,
    ],
  ];
  for (const [at, worldFromCamera, verticalFovDegrees] of expected) {
    const camera = cameraAt({ keyframes, seconds: 4, isClosed: false }, at);
    for (const [i, value] of worldFromCamera.entries()) expect(camera.worldFromCamera[i]).toBeCloseTo(value, 4);
    expect(camera.verticalFovDegrees).toBeCloseTo(verticalFovDegrees, 6);
  }
});
