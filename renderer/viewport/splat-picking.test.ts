import fc from 'fast-check';
import { Matrix4, PerspectiveCamera, Vector3 } from 'three';
import { describe, expect, test } from 'vitest';
import type { Vector } from '../../main/api/contract.ts';
import { pickSplat, type Sight } from './splat-picking.ts';
import { BULGE, LEAST_FACING, RADIUS, type Splats, UNCOUNTED } from './splats.ts';

/** Points with normals, one unit apart. */
const splatsOf = (points: readonly { at: Vector; normal: Vector; counts?: 0 | 1 }[]): Splats => ({
  positions: Float32Array.from(points.flatMap(({ at }) => at)),
  normals: Int8Array.from(points.flatMap(({ normal }) => normal.map((part) => Math.round(127 * part)))),
  counts: Uint8Array.from(points, ({ counts }) => counts ?? 1),
  spacing: 1,
});

const along = (origin: Vector, direction: Vector): Sight => ({ origin, direction, forward: direction });
const down: Vector = [0, 0, -1];
const up: Vector = [0, 0, 1];

/** A level floor of 5 × 5 points about the origin. */
const floor = splatsOf(
  Array.from({ length: 25 }, (_, i) => ({ at: [(i % 5) - 2, Math.floor(i / 5) - 2, 0] as Vector, normal: up })),
);

describe('on a floor', () => {
  test('the point nearest to the line of sight is picked, wherever that meets the floor', () => {
    const place = fc.double({ min: -2.4, max: 2.4, noNaN: true });
    fc.assert(
      fc.property(place, place, (x, y) => {
        const isBetween = [x, y].some((value) => Math.abs(Math.abs(value - Math.floor(value)) - 0.5) < 1e-3);
        fc.pre(!isBetween);
        const nearest = (Math.round(y) + 2) * 5 + Math.round(x) + 2;
        expect(pickSplat(floor, along([x, y, 7], down))).toMatchObject({ point: nearest, distance: 7 });
      }),
    );
  });

  test('the place on the disc is told, also aslant', () => {
    const direction = new Vector3(0.3, 0.1, -1).normalize();
    const hit = pickSplat(floor, along([0, 0, 2], direction.toArray()));
    expect(hit?.position[0]).toBeCloseTo(0.6);
    expect(hit?.position[1]).toBeCloseTo(0.2);
    expect(hit?.position[2]).toBeCloseTo(0);
    expect(hit?.point).toBe(2 * 5 + 3);
  });

  test('beside it and behind the eye there is nothing', () => {
    expect(pickSplat(floor, along([2 + RADIUS + 0.01, 0, 7], down))).toBeNull();
    expect(pickSplat(floor, along([0, 0, 7], up))).toBeNull();
    expect(pickSplat(splatsOf([]), along([0, 0, 7], down))).toBeNull();
  });
});

test('what does not count is small, and what is behind is seen past it', () => {
  const scene = splatsOf([
    { at: [0, 0, 0], normal: up },
    { at: [0, 0, 3], normal: up, counts: 0 },
  ]);
  expect(pickSplat(scene, along([0.99 * UNCOUNTED * RADIUS, 0, 9], down))?.point).toBe(1);
  expect(pickSplat(scene, along([1.01 * UNCOUNTED * RADIUS, 0, 9], down))?.point).toBe(0);
});

test('what is in front hides what is behind, and what is beside it does not', () => {
  const scene = splatsOf([
    { at: [0, 0, 0], normal: up },
    { at: [0, 0, 3], normal: up },
    { at: [3, 0, 5], normal: up },
  ]);
  expect(pickSplat(scene, along([0, 0, 9], down))?.point).toBe(1);
  expect(pickSplat(scene, along([0, 0, 2], down))?.point).toBe(0);
  expect(pickSplat(scene, along([0, 0, -9], up))?.point).toBe(0);
});

test('a disc that is seen edge on is turned to the eye, one without a normal faces it', () => {
  const edgeOn = splatsOf([{ at: [0, 0, 0], normal: [1, 0, 0] }]);
  // As high above and below the middle of the disc as a disc at the least angle is seen.
  const half = RADIUS * LEAST_FACING;
  expect(pickSplat(edgeOn, along([0, 0, 9], down))?.point).toBe(0);
  expect(pickSplat(edgeOn, along([0.9 * half, 0, 99], down))?.point).toBe(0);
  expect(pickSplat(edgeOn, along([1.2 * half, 0, 99], down))).toBeNull();
  const unknown = splatsOf([{ at: [0, 0, 0], normal: [0, 0, 0] }]);
  expect(pickSplat(unknown, along([0.95 * RADIUS, 0, 99], down))?.point).toBe(0);
});

test('every pixel of a rough scene gives the point that the shader draws there', () => {
  // The shader's own way: every disc is drawn, and the smallest depth in the view wins.
  const noise = (seed: number) => Math.abs(Math.sin(seed * 12.9898) * 43758.5453) % 1;
  const points = Array.from({ length: 300 }, (_, i) => ({
    at: [3 * noise(i) - 1.5, 3 * noise(i + 0.3) - 1.5, 2 * noise(i + 0.7)] as Vector,
    normal: new Vector3(noise(i + 0.1) - 0.5, noise(i + 0.2) - 0.5, noise(i + 0.4)).normalize().toArray() as Vector,
  }));
  const splats = { ...splatsOf(points), spacing: 0.3 };
  const camera = new PerspectiveCamera(50, 1);
  camera.position.set(1, -4, 4);
  camera.up.set(0, 0, 1);
  camera.lookAt(0, 0, 0);
  camera.updateMatrixWorld();
  const forward = camera.getWorldDirection(new Vector3()).toArray();
  const radius = RADIUS * splats.spacing;

  const drawnAt = (direction: Vector3): number | null => {
    const depths = points.map(({ at }, i) => {
      const centre = new Vector3(...at);
      const toEye = camera.position.clone().sub(centre).normalize();
      const normal = new Vector3().fromArray(splats.normals, 3 * i).normalize();
      const facing = normal.dot(toEye);
      if (Math.abs(facing) < LEAST_FACING) {
        normal.addScaledVector(toEye, (facing < 0 ? -1 : 1) * LEAST_FACING - facing).normalize();
      }
      const distance = centre.sub(camera.position).dot(normal) / direction.dot(normal);
      const place = direction.clone().multiplyScalar(distance).add(camera.position);
      const part = place.distanceTo(new Vector3(...at)) / radius;
      const viewDepth = -place.applyMatrix4(new Matrix4().copy(camera.matrixWorld).invert()).z;
      return distance > 0 && part <= 1 ? viewDepth + BULGE * radius * part * part : Number.POSITIVE_INFINITY;
    });
    const nearest = Math.min(...depths);
    return Number.isFinite(nearest) ? depths.indexOf(nearest) : null;
  };

  let met = 0;
  for (let pixel = 0; pixel < 400; pixel++) {
    const direction = new Vector3(((pixel % 20) - 9.5) / 10, (Math.floor(pixel / 20) - 9.5) / 10, 0.5)
      .unproject(camera)
      .sub(camera.position)
      .normalize();
    const hit = pickSplat(splats, { origin: camera.position.toArray(), direction: direction.toArray(), forward });
    expect(hit?.point ?? null).toBe(drawnAt(direction));
    if (hit !== null) met++;
  }
  expect(met).toBeGreaterThan(50);
});
