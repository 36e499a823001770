import { describe, expect, it } from 'vitest';
import { captionsOfCrop } from './captions.ts';
import type { LabelledImage } from './labelled-image.ts';

/** A mug with a handle to the left of a book, on a table. */
function still(): LabelledImage {
  const [width, height] = [200, 100];
  const mask = new Uint8Array(width * height);
  const fill = (id: number, left: number, right: number) => {
    for (let y = 30; y < 70; y++) mask.fill(id, y * width + left, y * width + right);
  };
  fill(1, 20, 60);
  fill(2, 60, 72);
  fill(3, 100, 140);
  return {
    pixels: new Uint8Array(3 * width * height),
    width,
    height,
    mask,
    parts: new Map([
      [0, { thing: null, captions: ['table'], own: [] }],
      [1, { thing: 1, captions: ['mug', 'something red'], own: [] }],
      [2, { thing: 1, captions: ['mug', 'something red'], own: ['handle'] }],
      [3, { thing: 2, captions: ['book', 'something red'], own: [] }],
    ]),
    questions: new Map(),
    classes: new Map(),
  };
}

const holds = (left: number, top: number, side: number) => captionsOfCrop(still(), { left, top, side });

describe('captionsOfCrop', () => {
  it('of a crop full of a thing are what is true of it, as far as can be', () => {
    const captions = holds(30, 40, 20);
    expect([...captions.keys()].sort()).toEqual(['mug', 'something red']);
    expect(captions.get('mug')).toBeCloseTo(1, 6);
  });

  it('of a bare place are of the surroundings', () => {
    expect([...holds(150, 20, 40)]).toEqual([['table', expect.closeTo(1, 6)]]);
  });

  it('weigh the middle more than the edge', () => {
    const at = (left: number) => holds(left, 25, 50).get('mug') ?? 0;
    expect(at(15)).toBeGreaterThan(at(45));
    expect(at(45)).toBeGreaterThan(at(60));
  });

  it('name a part where the crop is mostly of it, and the whole as well', () => {
    const captions = holds(58, 40, 16);
    expect(captions.get('handle')).toBeGreaterThan(0.6);
    expect(captions.get('mug')).toBeGreaterThan(0.6);
    expect(holds(20, 30, 40).has('handle')).toBe(false);
  });

  it('hold for two things at once, less than for each alone, and in full where both have them', () => {
    const captions = holds(46, 10, 80);
    expect(captions.get('mug')).toBeGreaterThan(0.1);
    expect(captions.get('book')).toBeGreaterThan(0.1);
    expect(captions.get('mug')).toBeLessThan(0.9);
    expect(captions.get('something red')).toBeGreaterThan(captions.get('mug')!);
  });

  it('count what lies outside the image as surroundings that nothing is said of', () => {
    expect(holds(-200, 0, 50).size).toBe(0);
    expect(holds(-30, 30, 60).get('mug')).toBeLessThan(holds(0, 30, 60).get('mug')!);
  });
});
