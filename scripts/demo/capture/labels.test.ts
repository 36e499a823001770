import { describe, expect, it } from 'vitest';
import { describeScene } from '../scene/describe.ts';
import { labelFrame, visibleObjects } from './labels.ts';
import { type Target, targetsOf } from './phrases.ts';

const [width, height] = [48, 36];
const { objects } = describeScene(1);
const mug = objects.find(({ kind }) => kind === 'mug')!;
const handle = mug.parts.find(({ name }) => name === 'handle')!.id;
const body = mug.parts.find(({ name }) => name === 'body')!.id;
const phrases = new Map<string, Target[]>([
  ['mug', [{ object: mug, ids: [body, handle], isPart: false }]],
  ['handle of the mug', [{ object: mug, ids: [handle], isPart: true }]],
]);

/** A mask with rectangles of ids: x, y, width, height. */
function mask(
  ...rectangles: readonly (readonly [id: number, x: number, y: number, w: number, h: number])[]
): Uint8Array {
  const ids = new Uint8Array(width * height);
  for (const [id, x, y, w, h] of rectangles) {
    for (let row = y; row < y + h; row++) ids.fill(id, row * width + x, row * width + x + w);
  }
  return ids;
}

describe('labels of a frame', () => {
  it('outline a thing with its parts, and a part alone', () => {
    const ids = mask([body, 10, 5, 10, 12], [handle, 20, 7, 8, 8]);
    const labels = labelFrame({ width, height, ids, coverage: { [mug.id]: 184 } }, phrases);
    expect(labels.map(({ category, bbox }) => [category, bbox])).toEqual([
      ['mug', [10, 5, 28, 17]],
      ['handle of the mug', [20, 7, 28, 15]],
    ]);
  });

  it('give every connected region an entry of its own', () => {
    const ids = mask([body, 2, 2, 10, 10], [body, 20, 2, 8, 10]);
    const labels = labelFrame({ width, height, ids, coverage: { [mug.id]: 180 } }, phrases);
    expect(labels.map(({ bbox }) => bbox)).toEqual([
      [2, 2, 12, 12],
      [20, 2, 28, 12],
    ]);
  });

  it('leave out what is too small or mostly hidden', () => {
    const seen = (w: number, whole: number) =>
      visibleObjects(
        { width, height, ids: mask([body, 1, 1, w, 10]), coverage: { [mug.id]: whole } },
        phrases.get('mug')!,
      );
    expect(seen(10, 100).has(mug.id)).toBe(true);
    expect(seen(5, 50).has(mug.id)).toBe(false);
    expect(seen(10, 400).has(mug.id)).toBe(false);
  });
});

describe('phrases of a scene', () => {
  const targets = targetsOf({ objects });

  it('are at least 45, each true of something', () => {
    expect(targets.size).toBeGreaterThanOrEqual(45);
    for (const [phrase, fitting] of targets) expect(fitting.length, phrase).toBeGreaterThan(0);
  });

  it('fit everything that they are true of, not only what they were made for', () => {
    const books = objects.filter(({ kind }) => kind === 'book').map(({ id }) => id);
    expect(books).toHaveLength(2);
    expect(targets.get('something to read')!.map(({ object }) => object.id)).toEqual(books);
  });
});
