import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PRESETS } from '../field/config.ts';
import { learningRate, proposalAnneal, updatesProposals } from './schedules.ts';

const config = PRESETS.full;

/** Steps from `first` on that update the proposals, when the step before `first` did. */
function updates(first: number, count: number): number[] {
  const result: number[] = [];
  let sinceUpdate = 0;
  for (let step = first; step < first + count; step++) {
    const updated = updatesProposals(config, step, sinceUpdate);
    if (updated) result.push(step);
    sinceUpdate = updated ? 0 : sinceUpdate + 1;
  }
  return result;
}

describe('updatesProposals', () => {
  it('updates in every one of the first ten steps, then in every second', () => {
    expect(updates(0, 20)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 13, 15, 17, 19]);
  });

  it('updates more and more rarely during the warm-up', () => {
    const gaps = [500, 1500, 2500, 3500, 4500].map((step) => updates(step, 1)[0] ?? updates(step, 10)[0]! - step + 1);
    expect(gaps).toEqual([2, 2, 3, 4, 5]);
  });

  it('updates in every sixth step from then on', () => {
    expect(updates(5000, 20)).toEqual([5005, 5011, 5017]);
    expect(updates(100_000, 8)).toEqual([100_005]);
  });
});

describe('proposalAnneal', () => {
  it('rises from 0 to 1 over its steps, fast at first, and stays there', () => {
    expect(proposalAnneal(config, 0)).toBe(0);
    // 10 · 0.1 / (9 · 0.1 + 1)
    expect(proposalAnneal(config, 100)).toBeCloseTo(1 / 1.9, 12);
    expect(proposalAnneal(config, 500)).toBeCloseTo(5 / 5.5, 12);
    expect(proposalAnneal(config, 1000)).toBe(1);
    expect(proposalAnneal(config, 50_000)).toBe(1);
    for (let step = 1; step <= 1000; step++) {
      expect(proposalAnneal(config, step)).toBeGreaterThan(proposalAnneal(config, step - 1));
    }
  });
});

describe('learningRate', () => {
  it('decays exponentially, and stays at its final value', () => {
    const rate = { initial: 1e-2, final: 1e-4, decaySteps: 1000 };
    expect(learningRate(rate, 0)).toBe(1e-2);
    expect(learningRate(rate, 500)).toBeCloseTo(1e-3, 12);
    expect(learningRate(rate, 1000)).toBeCloseTo(1e-4, 12);
    expect(learningRate(rate, 1001)).toBe(learningRate(rate, 1_000_000));
  });

  it('never leaves the range between its ends', () => {
    const positive = fc.double({ min: 1e-6, max: 1, noNaN: true });
    fc.assert(
      fc.property(positive, positive, fc.integer({ min: 1, max: 1e5 }), fc.nat(2e5), (initial, final, steps, step) => {
        const rate = learningRate({ initial, final, decaySteps: steps }, step);
        expect(rate).toBeGreaterThanOrEqual(Math.min(initial, final) * (1 - 1e-12));
        expect(rate).toBeLessThanOrEqual(Math.max(initial, final) * (1 + 1e-12));
      }),
    );
  });
});
