import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from './random.ts';

const draw = (random: Random, count: number) => Array.from({ length: count }, () => random.next());

describe('Random', () => {
  it('goes on from a saved state as if nothing had happened', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(100), (seed, before) => {
        const random = Random.fromSeed(seed);
        draw(random, before);
        const saved = [...random.state];
        const expected = draw(random, 20);
        expect(draw(new Random(Uint32Array.from(saved)), 20)).toEqual(expected);
      }),
    );
  });

  it('hands out its state as a copy', () => {
    const random = Random.fromSeed(3);
    const state = random.state;
    state.fill(0);
    expect(random.state).not.toEqual(state);
    const given = Uint32Array.of(1, 2, 3, 4);
    new Random(given).next();
    expect([...given]).toEqual([1, 2, 3, 4]);
  });

  it('is the same for the same seed, and different for another seed or stream', () => {
    expect(draw(Random.fromSeed(5), 50)).toEqual(draw(Random.fromSeed(5), 50));
    const streams = [Random.fromSeed(5), Random.fromSeed(6), Random.fromSeed(5, 1), Random.fromSeed(6, 1)];
    const drawn = streams.map((random) => draw(random, 2000));
    for (const [i, a] of drawn.entries()) {
      for (const b of drawn.slice(i + 1)) {
        expect(a.filter((value) => b.includes(value)).length).toBeLessThan(3);
        const correlation = (12 / a.length) * a.reduce((sum, value, k) => sum + (value - 0.5) * (b[k]! - 0.5), 0);
        expect(Math.abs(correlation)).toBeLessThan(0.1);
      }
    }
  });

  it('is uniform in [0, 1)', () => {
    const count = 100_000;
    const values = draw(Random.fromSeed(11), count);
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
    const bins = new Array<number>(64).fill(0);
    for (const value of values) bins[Math.floor(value * 64)]!++;
    const chiSquared = bins.reduce((sum, bin) => sum + (bin - count / 64) ** 2 / (count / 64), 0);
    // 63 degrees of freedom: 63 expected, above 110 once in 5000 seeds.
    expect(chiSquared).toBeLessThan(110);
    const serial = values.slice(1).reduce((sum, value, i) => sum + (value - 0.5) * (values[i]! - 0.5), 0);
    expect(Math.abs((12 * serial) / count)).toBeLessThan(0.015);
  });

  it('draws integers of all values below the bound', () => {
    const random = Random.fromSeed(1);
    const counts = new Array<number>(7).fill(0);
    for (let i = 0; i < 7000; i++) counts[random.integer(7)]!++;
    expect(counts.reduce((a, b) => a + b)).toBe(7000);
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
    expect(random.integer(1)).toBe(0);
  });

  it('fills an array with what it would draw, to 24 bits, so that nothing is rounded up to 1', () => {
    const target = new Float32Array(10);
    Random.fromSeed(9).fill(target);
    expect([...target]).toEqual(draw(Random.fromSeed(9), 10).map((value) => Math.floor(value * 2 ** 24) / 2 ** 24));
  });
});
