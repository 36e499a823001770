import { describe, expect, it } from 'vitest';
import { depthImage, greyImage, turbo } from './colour-maps.ts';

const pixelsOf = ({ pixels }: { pixels: Uint8Array }) =>
  Array.from({ length: pixels.length / 3 }, (_, i) => [...pixels.subarray(3 * i, 3 * i + 3)]);

describe('turbo', () => {
  it('comes as close to the published table as its polynomial does', () => {
    // Entries 0, 64, 128, 192 and 255 of Mikhailov's table, as 8-bit colours; the fit is worst at the ends.
    const table: [number, number[]][] = [
      [0, [48, 18, 59]],
      [64 / 255, [40, 187, 235]],
      [128 / 255, [164, 252, 60]],
      [192 / 255, [251, 126, 33]],
      [1, [122, 4, 3]],
    ];
    for (const [t, expected] of table) {
      turbo(t).forEach((value, channel) => {
        expect(Math.abs(value - expected[channel]!), `at ${t}`).toBeLessThan(t > 0 && t < 1 ? 20 : 35);
      });
    }
  });

  it('stays within 0..255 and holds its ends beyond [0, 1]', () => {
    for (let i = -10; i <= 110; i++) {
      for (const value of turbo(i / 100)) {
        expect(Number.isInteger(value)).toBe(true);
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(255);
      }
    }
    expect(turbo(-3)).toEqual(turbo(0));
    expect(turbo(7)).toEqual(turbo(1));
  });
});

describe('depthImage', () => {
  const view = (depth: number[], accumulation: number[]) => ({
    width: depth.length,
    height: 1,
    colour: new Float32Array(3 * depth.length),
    depth: Float32Array.from(depth),
    accumulation: Float32Array.from(accumulation),
  });

  it('shows the nearest in red and the farthest in blue, evenly in disparity', () => {
    // Disparities 1, 0.5 and 0.
    const image = depthImage(view([1, 2, 1e9], [1, 1, 1]));
    expect(pixelsOf(image)).toEqual([turbo(1), turbo(0.5), turbo(0)]);
  });

  it('is dark where the ray meets nothing', () => {
    const image = depthImage(view([1, 2, 4], [1, 0, 0.5]));
    expect(pixelsOf(image)[1]).toEqual([0, 0, 0]);
    expect(pixelsOf(image)[2]).toEqual(turbo(0).map((value) => Math.round(value / 2)));
  });

  it('does not let a few extreme distances take the whole range', () => {
    const depth = Array.from({ length: 200 }, (_, i) => 1 + i / 200);
    const plain = pixelsOf(
      depthImage(
        view(
          depth,
          depth.map(() => 1),
        ),
      ),
    );
    const withOutlier = pixelsOf(
      depthImage(
        view(
          [1e-6, ...depth.slice(1)],
          depth.map(() => 1),
        ),
      ),
    );
    expect(withOutlier[100]!.every((value, channel) => Math.abs(value - plain[100]![channel]!) < 8)).toBe(true);
  });

  it('survives a view of a single distance, and depth 0', () => {
    expect(pixelsOf(depthImage(view([2, 2], [1, 1])))).toEqual([turbo(0), turbo(0)]);
    expect(pixelsOf(depthImage(view([0, 1], [1, 1])))[0]).toEqual(turbo(1));
  });
});

describe('greyImage', () => {
  it('shows 0 as black and 1 as white, in rows of the given width', () => {
    const image = greyImage(Float32Array.of(0, 0.5, 1, -1, 2, 0.25), 3, 2);
    expect([image.width, image.height]).toEqual([3, 2]);
    expect(pixelsOf(image)).toEqual([0, 128, 255, 0, 255, 64].map((value) => [value, value, value]));
  });
});
