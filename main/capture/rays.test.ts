import { describe, expect, test } from 'vitest';
import { loadReference, missingSharedData, sharedData } from '../testing/shared-data.ts';
import { readCapture } from './index.ts';
import { type RayArrays, writeRay } from './rays.ts';
import { splitOf } from './split.ts';
import { intrinsics } from './test-capture.ts';
import type { CameraIntrinsics } from './types.ts';

type Camera = Parameters<typeof writeRay>[3];

function rayThrough(camera: Camera, column: number, row: number): { origin: number[]; direction: number[] } {
  const out: RayArrays = { origins: new Float32Array(3), directions: new Float32Array(3) };
  writeRay(out, 0, 1, camera, column, row);
  return { origin: [...out.origins], direction: [...out.directions] };
}

const atOrigin = (camera: CameraIntrinsics): Camera => ({
  intrinsics: camera,
  worldFromCamera: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0],
});

test('the middle of the image looks along the negative z axis of the camera, y up', () => {
  const camera = atOrigin(intrinsics());
  expect(rayThrough(camera, 8, 6).direction).toEqual([0, 0, -1].map((value) => expect.closeTo(value)));
  expect(rayThrough(camera, 9, 6).direction[0]).toBeGreaterThan(0);
  expect(rayThrough(camera, 8, 7).direction[1]).toBeLessThan(0);
});

test('a ray goes into its own column and leaves the others alone', () => {
  const out = { origins: new Float32Array(6).fill(7), directions: new Float32Array(6).fill(7) };
  writeRay(out, 1, 2, { intrinsics: intrinsics(), worldFromCamera: [1, 0, 0, 1, 0, 1, 0, 2, 0, 0, 1, 3] }, 8, 6);
  expect([...out.origins]).toEqual([7, 1, 7, 2, 7, 3]);
  expect([...out.directions]).toEqual([7, 0, 7, 0, 7, -1].map((value) => expect.closeTo(value)));
});

test('a distortion that cannot be inverted still gives a unit direction', () => {
  const { direction } = rayThrough(atOrigin(intrinsics({ distortion: [-2, 0, 0, 0, 0, 0] })), 0, 0);
  expect(Math.hypot(...direction)).toBeCloseTo(1, 5);
});

describe.skipIf(missingSharedData('fox'))('of the fox capture', () => {
  test("cameras and rays are the reference's", async () => {
    const reference = loadReference('fox_cameras');
    const capture = await readCapture(sharedData('fox'));
    const train = capture.frames.filter((frame, index) => splitOf(frame, index, 8) === 'train');

    expect(train.map(({ file }) => file.replace('images/', ''))).toEqual(reference.file_names);
    expectClose(
      capture.transform,
      reference.transform.data.map((value) => value * reference.scale),
    );
    expect(capture.scale).toBeCloseTo(reference.scale, 6);
    expectClose(
      train.flatMap(({ worldFromCamera }) => worldFromCamera),
      reference.c2w.data,
    );
    for (const name of ['fx', 'fy', 'cx', 'cy'] as const) {
      expect(train[0]!.intrinsics[name]).toBeCloseTo(reference[name].data[0]!, 3);
    }

    const rays = reference.camera_index.data.map((index, ray) => {
      const [row, column] = reference.coords.data.slice(2 * ray, 2 * ray + 2) as [number, number];
      return rayThrough(train[index]!, column, row);
    });
    expectClose(
      rays.flatMap(({ origin }) => origin),
      reference.origins.data,
    );
    expectClose(
      rays.flatMap(({ direction }) => direction),
      reference.directions.data,
    );
  });
});

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  const largest = actual.reduce((max, value, index) => Math.max(max, Math.abs(value - expected[index]!)), 0);
  expect(largest).toBeLessThan(1e-4);
}
