import { expect, it, vi } from 'vitest';
import type { Frame } from '../api/contract.ts';
import type { LabelledFrame } from './labels.ts';
import { localize } from './localization.ts';
import type { RelevancyMap } from './relevancy-map.ts';

const frame = (index: number): Frame => ({
  index,
  file: `images/frame_0000${index}.jpg`,
  split: index === 0 ? 'train' : 'test',
  intrinsics: { width: 8, height: 6, fx: 8, fy: 8, cx: 4, cy: 3, distortion: [0, 0, 0, 0, 0, 0] },
  worldFromCamera: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0],
});

/** A triangle over the left upper half of the image, in a box that is all of it. */
const corner = {
  box: [0, 0, 8, 6],
  polygon: [
    [0, 0],
    [8, 0],
    [0, 6],
  ],
} as const;

function spike(x: number, y: number, scale = 0.3): RelevancyMap {
  const values = new Float32Array(48).fill(0.3);
  values[y * 8 + x] = 0.9;
  return { scale, width: 8, height: 6, stride: 1, values };
}

const label = (index: number, ...phrases: string[]): LabelledFrame => ({
  frame: frame(index),
  phrases: new Map(phrases.map((phrase) => [phrase, [corner]])),
});

it('asks for the phrases of each photograph and counts hits', async () => {
  const relevancyOf = vi.fn(async ({ index }: Frame, phrases: readonly string[]) =>
    // In the triangle; in its box only.
    phrases.map((phrase) => (index === 0 || phrase === 'mug' ? spike(1, 1) : spike(7, 5, 1.2))),
  );
  const onProgress = vi.fn();
  const measured = await localize([label(0, 'mug'), label(1, 'mug', 'pen', 'red')], relevancyOf, { onProgress });
  expect(relevancyOf.mock.calls.map(([{ index }, phrases]) => [index, phrases])).toEqual([
    [0, ['mug']],
    [1, ['mug', 'pen', 'red']],
  ]);
  expect(measured).toMatchObject({ queries: 4, phrases: 3, accuracy: 1, outlineAccuracy: 0.5 });
  // One pixel of the 24 whose middles the triangle holds.
  expect(measured.miou).toBeCloseTo((2 * (1 / 24)) / 4, 9);
  expect(measured.results[2]).toEqual({
    file: 'images/frame_00001.jpg',
    split: 'test',
    query: 'pen',
    scale: 1.2,
    peak: { relevancy: expect.closeTo(0.9, 6), x: 7.5, y: 5.5 },
    inBox: true,
    inOutline: false,
    iou: 0,
  });
  expect(onProgress.mock.calls.map(([done, total]) => [done, total])).toEqual([
    [0, 2],
    [1, 2],
    [2, 2],
  ]);
});

it('a photograph without objects is no query', async () => {
  const relevancyOf = vi.fn(async () => [spike(1, 1)]);
  expect(await localize([label(0), label(1, 'mug')], relevancyOf)).toMatchObject({ queries: 1 });
  expect(relevancyOf).toHaveBeenCalledTimes(1);
  await expect(localize([label(0)], relevancyOf)).rejects.toMatchObject({ code: 'bad-request' });
});

it('stops between two photographs', async () => {
  const relevancyOf = vi.fn(async () => [spike(1, 1)]);
  const isCancelled = () => relevancyOf.mock.calls.length === 1;
  await expect(localize([label(0, 'mug'), label(1, 'mug')], relevancyOf, { isCancelled })).rejects.toMatchObject({
    code: 'cancelled',
  });
  expect(relevancyOf).toHaveBeenCalledTimes(1);
});
