import { describe, expect, it } from 'vitest';
import { largestDifference } from '../testing/evaluate.ts';
import { seededRandom } from '../testing/seeded-random.ts';
import { coordinatesOf, learnSubspace } from './subspace.ts';

/** Embeddings [count, D] that differ from their mean along `rank` directions, each less than the one before. */
function samplesOf(count: number, dimensions: number, rank: number) {
  const random = seededRandom(4);
  const numbers = (length: number) => Float32Array.from({ length }, () => random() - 0.5);
  const [mean, directions] = [numbers(dimensions), numbers(rank * dimensions)];
  const samples = new Float32Array(count * dimensions);
  for (let i = 0; i < count; i++) {
    const weights = numbers(rank).map((value, r) => value * 0.8 ** r);
    for (let d = 0; d < dimensions; d++) {
      samples[i * dimensions + d] = weights.reduce((sum, w, r) => sum + w * directions[r * dimensions + d]!, mean[d]!);
    }
  }
  return samples;
}

describe('a subspace', () => {
  it('is as large as it has to be, and gives embeddings back that lie in it', () => {
    const dimensions = 40;
    const samples = samplesOf(300, dimensions, 5);
    const { mean, basis, explained } = learnSubspace(samples, dimensions);
    expect(basis.length / dimensions).toBe(8);
    expect(explained).toBeCloseTo(1, 6);
    const sample = samples.subarray(0, dimensions);
    const coordinates = coordinatesOf(
      { mean, basis, explained },
      sample.map((value, d) => value - mean[d]!),
    );
    const again = mean.map((value, d) =>
      coordinates.reduce((sum, coordinate, k) => sum + coordinate * basis[k * dimensions + d]!, value),
    );
    expect(largestDifference(again, sample)).toBeLessThan(1e-5);
  });

  it('keeps the directions that say most, at right angles', () => {
    const dimensions = 128;
    const { basis, explained } = learnSubspace(samplesOf(400, dimensions, 100), dimensions);
    const directions = basis.length / dimensions;
    expect(directions).toBeLessThan(64);
    expect(explained).toBeGreaterThan(0.999);
    for (let i = 0; i < directions; i++) {
      for (let j = 0; j <= i; j++) {
        let product = 0;
        for (let d = 0; d < dimensions; d++) product += basis[i * dimensions + d]! * basis[j * dimensions + d]!;
        expect(product).toBeCloseTo(i === j ? 1 : 0, 4);
      }
    }
  });

  it('of samples that are all alike says so', () => {
    const { mean, basis, explained } = learnSubspace(new Float32Array(80).fill(0.5), 16);
    expect(explained).toBe(1);
    expect(mean.every((value) => value === 0.5)).toBe(true);
    expect(basis.every(Number.isFinite)).toBe(true);
  });
});
