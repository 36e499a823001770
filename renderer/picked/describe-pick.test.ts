import { describe, expect, test } from 'vitest';
import { depthFrom, describeWords, formatPosition, nameOfLike } from './describe-pick.ts';

const words = (...list: [string, number][]) => ({ words: list.map(([word, relevancy]) => ({ word, relevancy })) });

describe('depth', () => {
  // At (1, 2, 3), turned a quarter about the up axis: it looks along −x.
  const camera = { worldFromCamera: [0, 0, 1, 1, 0, 1, 0, 2, -1, 0, 0, 3] };

  test('is measured along the axis of the camera, not as the crow flies', () => {
    expect(depthFrom(camera, [-1, 2, 3])).toBeCloseTo(2);
    expect(depthFrom(camera, [-1, 5, 9])).toBeCloseTo(2);
  });

  test('is negative behind it', () => expect(depthFrom(camera, [2, 2, 3])).toBeCloseTo(-1));
});

test('a minus is one', () => expect(formatPosition([-0.5, 0.12345, 2])).toBe('−0.500, 0.123, 2.000'));

describe('words', () => {
  test('the best one names the place, with a second that fits as well', () => {
    expect(describeWords(words(['mug', 0.7], ['cup', 0.6]))).toBe('“mug”');
    expect(describeWords(words(['mug', 0.7], ['cup', 0.69]))).toBe('“mug” or “cup”');
  });

  test('one that is no more like it than a canonical phrase does not', () => {
    expect(describeWords(words(['mug', 0.45]))).toContain('No word');
    expect(describeWords(words())).toContain('empty');
  });

  test('name what is searched for', () => {
    expect(nameOfLike(words(['mug', 0.7]))).toBe('like this “mug”');
    expect(nameOfLike(words(['mug', 0.45]))).toBe('like the picked place');
    expect(nameOfLike(words(['x'.repeat(200), 0.9])).length).toBeLessThan(100);
  });
});
