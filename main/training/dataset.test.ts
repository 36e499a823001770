import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { Random } from '../field/random.ts';
import { exampleFrame, temporaryProject } from '../store/test-support.ts';
import { loadPhotographs, type Photograph, RaySampler } from './dataset.ts';

/** A photograph whose colours say which pixel it is: its own number, column and row. */
function numberedPhotograph(index: number, width: number, height: number): Photograph {
  const pixels = new Uint8Array(3 * width * height);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) pixels.set([index, column, row], 3 * (row * width + column));
  }
  const frame: Photograph['frame'] = {
    index,
    file: `${index}.png`,
    split: 'train',
    intrinsics: { width, height, fx: 2, fy: 4, cx: width / 2, cy: height / 2, distortion: [0, 0, 0, 0, 0, 0] },
    // Turned by a quarter about z: the camera's x axis is the world's y.
    worldFromCamera: [0, -1, 0, index, 1, 0, 0, 10, 0, 0, 1, -1],
    hasAlpha: false,
    mime: 'image/png',
  };
  return { frame, pixels };
}

describe('RaySampler', () => {
  const photographs = [numberedPhotograph(0, 4, 3), numberedPhotograph(1, 1, 2), numberedPhotograph(2, 2, 5)];
  const count = 48_000;
  const { batch, from } = new RaySampler(photographs).sample(count, Random.fromSeed(1));
  const column = (values: Float32Array, ray: number) => [0, 1, 2].map((axis) => values[axis * count + ray]!);
  const pixelOf = (ray: number) => column(batch.target, ray).map((value) => Math.round(value * 255));

  it('takes every pixel of all photographs equally often', () => {
    const counts = new Map<string, number>();
    for (let ray = 0; ray < count; ray++) {
      const pixel = pixelOf(ray).join();
      counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
    }
    expect(counts.size).toBe(12 + 2 + 10);
    const expected = count / 24;
    const chiSquared = [...counts.values()].reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
    // 23 degrees of freedom: above 58 once in 10,000 seeds.
    expect(chiSquared).toBeLessThan(58);
  });

  it('sends each ray from its camera through the middle of its pixel', () => {
    for (let ray = 0; ray < 500; ray++) {
      const [photograph, x, y] = pixelOf(ray) as [number, number, number];
      expect([from.photograph[ray], from.x[ray], from.y[ray]]).toEqual([photograph, x + 0.5, y + 0.5]);
      const { width, height } = photographs[photograph]!.frame.intrinsics;
      const inCamera = [(x + 0.5 - width / 2) / 2, -(y + 0.5 - height / 2) / 4, -1] as const;
      const length = Math.hypot(...inCamera);
      const direction = [-inCamera[1] / length, inCamera[0] / length, inCamera[2] / length];
      expect(column(batch.origins, ray)).toEqual([photograph, 10, -1]);
      column(batch.directions, ray).forEach((value, axis) => {
        expect(value).toBeCloseTo(direction[axis]!, 6);
      });
    }
  });

  it('draws the same rays for the same state of the generator', () => {
    const sampler = new RaySampler(photographs);
    expect(sampler.sample(50, Random.fromSeed(3))).toEqual(sampler.sample(50, Random.fromSeed(3)));
    expect(sampler.sample(50, Random.fromSeed(3))).not.toEqual(sampler.sample(50, Random.fromSeed(4)));
  });
});

describe('loadPhotographs', () => {
  it('decodes the images of one split, three bytes a pixel, transparency over white', async () => {
    const project = temporaryProject();
    const intrinsics = { ...exampleFrame(0).intrinsics, width: 2, height: 1 };
    const png = (data: number[], channels: 1 | 3 | 4) =>
      sharp(Uint8Array.from(data), { raw: { width: 2, height: 1, channels } })
        .png()
        .toBuffer();
    const images = [
      await png([255, 0, 0, 0, 128, 255], 3),
      await png([255, 0, 0, 255, 0, 0, 0, 0], 4),
      await png([7, 200], 1),
      await png([1, 2, 3, 4, 5, 6], 3),
    ];
    for (const [index, image] of images.entries()) {
      const split = index === 3 ? 'test' : 'train';
      project.captures.addFrame({ ...exampleFrame(index), mime: 'image/png', split, intrinsics, image });
    }
    const loaded = await loadPhotographs(project, 'train');
    expect(loaded.map(({ frame }) => frame.index)).toEqual([0, 1, 2]);
    expect(loaded.map(({ pixels }) => [...pixels])).toEqual([
      [255, 0, 0, 0, 128, 255],
      [255, 0, 0, 255, 255, 255],
      [7, 7, 7, 200, 200, 200],
    ]);
    expect((await loadPhotographs(project, 'test')).map(({ pixels }) => [...pixels])).toEqual([[1, 2, 3, 4, 5, 6]]);
  });

  it('refuses more than fits in memory before it decodes anything', async () => {
    const project = temporaryProject();
    const intrinsics = { ...exampleFrame(0).intrinsics, width: 40_000, height: 40_000 };
    for (const index of [1, 2]) project.captures.addFrame({ ...exampleFrame(index), split: 'train', intrinsics });
    await expect(loadPhotographs(project, 'train')).rejects.toMatchObject({
      name: 'UserError',
      code: 'conflict',
      message: expect.stringMatching(/2 images .* 8\.9 GB .* 8\.0 GB/),
      hint: expect.stringContaining('downscale'),
    });
  });
});
