import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FreeCamera } from '../api/contract.ts';
import { poseProblem } from '../capture/matrix.ts';
import { cameraAt, camerasAlong } from './camera-path.ts';
import { type Quaternion, rotationOf, slerp, turned } from './quaternion.ts';

const coordinate = fc.double({ min: -2, max: 2, noNaN: true });
const quaternion = fc
  .tuple(coordinate, coordinate, coordinate, coordinate)
  .filter((parts) => Math.hypot(...parts) > 0.1)
  .map((parts) => parts.map((part) => part / Math.hypot(...parts)) as unknown as Quaternion);
const keyframe: fc.Arbitrary<FreeCamera & { id: string }> = fc
  .tuple(quaternion, fc.tuple(coordinate, coordinate, coordinate), fc.double({ min: 10, max: 90, noNaN: true }))
  .map(([rotation, position, verticalFovDegrees]) => ({
    id: 'k',
    worldFromCamera: turned(rotation, position),
    verticalFovDegrees,
  }));
const path = fc.record({
  keyframes: fc.array(keyframe, { minLength: 1, maxLength: 6 }),
  isClosed: fc.boolean(),
  seconds: fc.constant(2),
});
const part = fc.double({ min: 0, max: 1, noNaN: true });
const positionAt = ({ worldFromCamera: pose }: FreeCamera) => [pose[3]!, pose[7]!, pose[11]!];
const standing = (x: number, y = 0): FreeCamera => ({
  worldFromCamera: turned([0, 0, 0, 1], [x, y, 0]),
  verticalFovDegrees: 50,
});

function expectSame(a: FreeCamera, b: FreeCamera): void {
  for (const [i, value] of a.worldFromCamera.entries()) expect(value).toBeCloseTo(b.worldFromCamera[i]!, 6);
  expect(a.verticalFovDegrees).toBeCloseTo(b.verticalFovDegrees, 6);
}

describe('a camera path', () => {
  it('passes its keyframes at equal times', () => {
    fc.assert(
      fc.property(path, (flight) => {
        const legs = flight.isClosed ? flight.keyframes.length : flight.keyframes.length - 1;
        for (const [i, wanted] of flight.keyframes.entries()) {
          expectSame(cameraAt(flight, legs === 0 ? 0 : i / legs), wanted);
        }
        if (flight.isClosed) expectSame(cameraAt(flight, 1), flight.keyframes[0]!);
      }),
    );
  });

  it('is a camera everywhere', () => {
    fc.assert(
      fc.property(path, part, (flight, at) => {
        expect(poseProblem(cameraAt(flight, at).worldFromCamera)).toBeNull();
      }),
    );
  });

  // The preview of the user interface is held to the same numbers.
  it('is where the preview shows it', () => {
    const keyframes = [
      { worldFromCamera: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0], verticalFovDegrees: 40 },
      { worldFromCamera: [0.28, 0, 0.96, 1, 0, 1, 0, 0, -0.96, 0, 0.28, 0], verticalFovDegrees: 60 },
      { worldFromCamera: [0.28, -0.96, 0, 1, 0.96, 0.28, 0, 2, 0, 0, 1, 0.5], verticalFovDegrees: 50 },
    ];
    const expected: [number, number[], number][] = [
      [0.2, [0.87039, 0, 0.49236, 0.36741, 0, 1, 0, -0.0549, -0.49236, 0, 0.87039, -0.01372], 48],
      [
        0.7,
        [0.54902, -0.47196, 0.68981, 1.12187, 0.47196, 0.8562, 0.21017, 0.72624, -0.68981, 0.21017, 0.69282, 0.18156],
        56,
      ],
    ];
    for (const [at, worldFromCamera, verticalFovDegrees] of expected) {
      const camera = cameraAt({ keyframes, isClosed: false }, at);
      for (const [i, value] of worldFromCamera.entries()) expect(camera.worldFromCamera[i]).toBeCloseTo(value, 4);
      expect(camera.verticalFovDegrees).toBeCloseTo(verticalFovDegrees, 6);
    }
  });

  it('goes on without a jump or a kink at a keyframe', () => {
    const flight = { keyframes: [standing(0), standing(1), standing(1.2, 1), standing(3, 1)], isClosed: false };
    const slopeAt = (at: number) => {
      const [before, after] = [positionAt(cameraAt(flight, at - 1e-5)), positionAt(cameraAt(flight, at + 1e-5))];
      return after.map((value, axis) => (value - before[axis]!) / 2e-5);
    };
    for (const at of [1 / 3, 2 / 3]) {
      const [left, right] = [slopeAt(at - 1e-4), slopeAt(at + 1e-4)];
      const cosine = left[0]! * right[0]! + left[1]! * right[1]! + left[2]! * right[2]!;
      expect(cosine / (Math.hypot(...left) * Math.hypot(...right))).toBeGreaterThan(0.999);
    }
  });

  it('does not overshoot where keyframes are close together, as the uniform spline does', () => {
    const flight = { keyframes: [standing(0), standing(10), standing(10.01), standing(10.02)], isClosed: false };
    const between = Array.from({ length: 100 }, (_, i) => positionAt(cameraAt(flight, (1 + i / 100) / 3))[0]!);
    expect(Math.max(...between)).toBeLessThan(10.02);
  });

  it('stands where its keyframes do', () => {
    const here = standing(1);
    expectSame(cameraAt({ keyframes: [here, here, here], isClosed: true }, 0.4), here);
    expectSame(cameraAt({ keyframes: [here], isClosed: false }, 0.4), here);
  });
});

describe('the frames of a film', () => {
  const flight = { keyframes: [standing(0), standing(1)], seconds: 2 };

  it('go from the first keyframe to the last', () => {
    const cameras = camerasAlong({ ...flight, isClosed: false }, 12);
    expect(cameras).toHaveLength(24);
    expectSame(cameras[0]!, flight.keyframes[0]!);
    expectSame(cameras[23]!, flight.keyframes[1]!);
  });

  it('of a closed path do not show its beginning twice', () => {
    const cameras = camerasAlong({ ...flight, isClosed: true }, 10);
    expect(cameras).toHaveLength(20);
    expectSame(cameras[10]!, flight.keyframes[1]!);
    expect(positionAt(cameras[19]!)[0]).toBeGreaterThan(0);
  });
});

describe('quaternions', () => {
  it('turn the short way, at an even speed', () => {
    const about = (angle: number): Quaternion => [0, 0, Math.sin(angle / 2), Math.cos(angle / 2)];
    const minus = about(1).map((value) => -value) as unknown as Quaternion;
    for (const t of [0, 0.25, 0.5, 1]) {
      const turn = slerp(about(0.2), minus, t);
      expect(2 * Math.atan2(Math.abs(turn[2]), Math.abs(turn[3]))).toBeCloseTo(0.2 + 0.8 * t, 9);
    }
  });

  it('are read from the pose they make', () => {
    fc.assert(
      fc.property(quaternion, (q) => {
        const read = rotationOf(turned(q, [0, 0, 0]));
        const cosine = q.reduce((sum, value, i) => sum + value * read[i]!, 0);
        expect(Math.abs(cosine)).toBeCloseTo(1, 6);
      }),
    );
  });
});
