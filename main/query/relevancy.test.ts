import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { largestDifference } from '../testing/evaluate.ts';
import { loadReference } from '../testing/shared-data.ts';
import { peakOfDifference, rangeOf, relevancy, relevancyOfDifference, searchScale, similarities } from './relevancy.ts';

describe('relevancy', () => {
  it('is that of the reference implementation', () => {
    const { queries, canonical, embeddings, relevancy: expected } = loadReference('relevancy');
    const [phrases, dimensions] = queries.shape as [number, number];
    const points = Float32Array.from(embeddings.data);
    const canonicalColumns = similarities(points, Float32Array.from(canonical.data), dimensions);
    const columns = similarities(points, Float32Array.from(queries.data), dimensions);
    const actual = columns.map((column) => relevancy(column, canonicalColumns));
    // The reference has points first, then phrases.
    const pointFirst = expected.data.map((_, i) => actual[i % phrases]![Math.floor(i / phrases)]!);
    expect(largestDifference(pointFirst, expected.data)).toBeLessThan(1e-5);
  });

  it('rises with the difference, is symmetric, and stays a number for any', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), fc.double({ noNaN: true }), (a, b) => {
        const [low, high] = [relevancyOfDifference(Math.min(a, b)), relevancyOfDifference(Math.max(a, b))];
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(high);
        expect(relevancyOfDifference(a) + relevancyOfDifference(-a)).toBeCloseTo(1, 12);
      }),
    );
  });

  it('is compared with the canonical phrase that is most like the place', () => {
    const phrase = Float32Array.of(0.5, 0.5, 0.5);
    const [alike, less, more] = relevancy(phrase, [Float32Array.of(0.5, 0, 0.1), Float32Array.of(0.1, 0.4, 0.8)]);
    expect(alike).toBe(0.5);
    expect(less).toBeCloseTo(relevancyOfDifference(0.1), 6);
    expect(more).toBeCloseTo(relevancyOfDifference(-0.3), 6);
    expect(() => relevancy(phrase, [])).toThrow(RangeError);
  });
});

describe('the best scale', () => {
  const maps = [Float32Array.of(0.2, 0.9, 0.3), Float32Array.of(0.8, 0.1, 0.1), Float32Array.of(0.8, 0.2, 0.1)];
  const all = Uint8Array.of(1, 1, 1);
  const against = Float32Array.of(0.1, 0.1, 0.1);
  const peakAt = (scale: number, counts = all) => peakOfDifference(maps[scale]!, against, counts);

  it('is where the peak is highest', () => {
    expect(searchScale(3, (scale) => peakAt(scale))).toMatchObject({
      best: 0,
      peaks: [{ at: 1 }, { at: 0 }, { at: 0 }],
    });
  });

  it('is found among the places that count, and the first of equals', () => {
    const counts = Uint8Array.of(1, 0, 1);
    const { best, peaks } = searchScale(3, (scale) => peakAt(scale, counts));
    expect([best, peaks[0]!.at]).toEqual([1, 2]);
    expect(peaks[1]!.relevancy).toBeCloseTo(relevancyOfDifference(0.7), 6);
    expect(peakAt(0, new Uint8Array(3))).toEqual({ at: -1, relevancy: 0 });
    expect(() => searchScale(0, () => peakAt(0))).toThrow(RangeError);
  });

  it('has a range of the places that count', () => {
    expect(rangeOf(Float32Array.of(0.25, 0.75, 0.5), Uint8Array.of(1, 0, 1))).toEqual([0.25, 0.5]);
    expect(rangeOf(Float32Array.of(0.25), Uint8Array.of(0))).toEqual([0.5, 0.5]);
  });
});
