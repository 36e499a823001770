import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { confidence, reliableConfidence } from './confidence.ts';
import { countViews, type DepthView, MIN_VIEWS, seenEnough } from './visibility.ts';

/** Looks along -x from (distance, 0, 0) at a wall in the plane x = 0, behind a screen for y > 0 at x = 1. */
function view(distance: number, { stride = 1, screen = true } = {}): DepthView {
  const [width, height] = [64, 48];
  const intrinsics = { width, height, fx: 40, fy: 40, cx: 32, cy: 24, distortion: [0, 0, 0, 0, 0, 0] };
  // Camera x is world y, camera y is world z, backwards is +x.
  const worldFromCamera = [0, 0, 1, distance, 1, 0, 0, 0, 0, 1, 0, 0];
  const map = { width: Math.ceil(width / stride), height: Math.ceil(height / stride) };
  const depth = new Float32Array(map.width * map.height);
  for (let row = 0; row < map.height; row++) {
    for (let column = 0; column < map.width; column++) {
      const x = (column * stride + 0.5 - 32) / 40;
      const y = (row * stride + 0.5 - 24) / 40;
      const along = screen && x > 0 ? distance - 1 : distance;
      depth[row * map.width + column] = along * Math.hypot(1, x, y);
    }
  }
  return { camera: { intrinsics, worldFromCamera }, stride, ...map, depth };
}

const points = Float32Array.from([
  ...[0, -0.5, 0], // on the wall, in sight
  ...[0, 0.5, 0], // on the wall behind the screen
  ...[1, 0.5, 0], // on the screen
  ...[2, -0.2, 0.1], // in the air
  ...[0, -40, 0], // far beside the images
  ...[9, -0.2, 0], // behind the cameras
]);

describe('visibility', () => {
  it.each([1, 4])('counts cameras that see a point, occluded or looked through (stride %i)', (stride) => {
    const { views, contradicting, spread } = countViews(
      points,
      [3, 4, 5].map((distance) => view(distance, { stride })),
    );
    expect([...views]).toEqual([3, 0, 3, 3, 0, 0]);
    expect([...contradicting]).toEqual([0, 0, 0, 3, 0, 0]);
    expect(Math.max(...spread)).toBeLessThan(stride * 0.01);
  });

  it('measures how far apart the cameras see a surface', () => {
    const shifted = view(3, { screen: false });
    shifted.depth.forEach((depth, pixel) => {
      shifted.depth[pixel] = depth + 0.1;
    });
    const { spread } = countViews(points.subarray(0, 3), [view(3, { screen: false }), shifted]);
    expect(spread[0]).toBeCloseTo(0.1 / Math.SQRT2, 2);
  });

  it('sees everything before a ray that meets nothing', () => {
    const empty = { ...view(3), depth: new Float32Array(64 * 48).fill(Number.POSITIVE_INFINITY) };
    expect([...countViews(points, [empty]).views]).toEqual([1, 1, 1, 1, 0, 0]);
  });

  it('counts from five views on', () => {
    expect([...seenEnough(Uint16Array.of(0, MIN_VIEWS - 1, MIN_VIEWS, 60))]).toEqual([0, 0, 1, 1]);
  });
});

describe('confidence', () => {
  const sure = { views: 40, contradicting: 0, opacity: 1, spread: 0, spacing: 0.01 };

  it('is high for what many cameras agree on, and half for the fewest views', () => {
    expect(confidence(sure)).toBeGreaterThan(0.85);
    expect(confidence({ ...sure, views: MIN_VIEWS })).toBe(0.5);
  });

  it('is nothing where no camera looks, all look through, or there is no density', () => {
    expect(confidence({ ...sure, views: 0 })).toBe(0);
    expect(confidence({ ...sure, contradicting: 40 })).toBe(0);
    expect(confidence({ ...sure, opacity: 0 })).toBe(0);
  });

  it('counts from a fixed value on, or for the best fifth of a scene that is less sharp', () => {
    expect(reliableConfidence(Float32Array.of(0.9, 0.8, 0.2, 0.1))).toBe(0.3);
    expect(reliableConfidence(Float32Array.of(0.02, 0.2, 0.1, 0.01, 0.05))).toBeCloseTo(0.2, 6);
    expect(reliableConfidence(new Float32Array(0))).toBe(0);
  });

  it('falls with every doubt and stays within its bounds', () => {
    const evidence = fc.record({
      views: fc.integer({ min: 1, max: 500 }),
      contradicting: fc.constant(0),
      opacity: fc.double({ min: 0.01, max: 1, noNaN: true }),
      spread: fc.double({ min: 0, max: 1, noNaN: true }),
      spacing: fc.double({ min: 1e-3, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(evidence, (given) => {
        const value = confidence(given);
        expect(value).toBeGreaterThan(0);
        expect(value).toBeLessThan(1);
        expect(confidence({ ...given, contradicting: 1 })).toBeLessThan(value);
        expect(confidence({ ...given, opacity: given.opacity / 2 })).toBeLessThan(value);
        expect(confidence({ ...given, spread: given.spread + given.spacing })).toBeLessThan(value);
        expect(confidence({ ...given, views: given.views + 1 })).toBeGreaterThan(value);
      }),
    );
  });
});
