import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PRESETS } from '../field/config.ts';
import { learningRate, planSteps, proposalAnneal, updatesProposals } from './schedules.ts';

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

describe('planSteps', () => {
  it('repeats the pattern of the time', () => {
    expect(planSteps(config, 0, 0, 32)).toEqual({ window: [true], repeats: 10 });
    expect(planSteps(config, 10, 0, 32)).toEqual({ window: [false, true], repeats: 16 });
    const everySixth = { window: [false, false, false, false, false, true], repeats: 4 };
    expect(planSteps(config, 6000, 0, 24)).toEqual(everySixth);
    expect(planSteps(config, 6000, 0, 29)).toEqual(everySixth);
  });

  it('plans what the schedule says, at least one step and at most as many as asked for', () => {
    fc.assert(
      fc.property(fc.nat(12_000), fc.nat(5), fc.integer({ min: 1, max: 64 }), (step, sinceUpdate, limit) => {
        const { window, repeats } = planSteps(config, step, sinceUpdate, limit);
        const planned = Array.from({ length: repeats }, () => window).flat();
        expect(planned.length).toBeGreaterThanOrEqual(1);
        expect(planned.length).toBeLessThanOrEqual(limit);
        let since = sinceUpdate;
        for (const [ahead, isUpdate] of planned.entries()) {
          expect(isUpdate).toBe(updatesProposals(config, step + ahead, since));
          since = isUpdate ? 0 : since + 1;
        }
      }),
    );
  });
});

describe('planSteps', () => {
  const [u, f] = [true, false];

  it('repeats the window that covers most of the coming steps', () => {
    expect(planSteps(config, 0, 0, 32)).toEqual({ window: [u], repeats: 10 });
    expect(planSteps(config, 10, 0, 32)).toEqual({ window: [f, u], repeats: 16 });
    expect(planSteps(config, 11, 1, 32)).toEqual({ window: [u, f], repeats: 16 });
    expect(planSteps(config, 6000, 5, 32)).toEqual({ window: [u, f, f, f, f, f], repeats: 5 });
  });

  it('is a single step where more are not wanted', () => {
    expect(planSteps(config, 11, 1, 1)).toEqual({ window: [u], repeats: 1 });
  });

  it('takes the steps that would be taken one by one', () => {
    const start = fc.record({
      step: fc.integer({ min: 0, max: 7000 }),
      since: fc.integer({ min: 0, max: 5 }),
      limit: fc.integer({ min: 1, max: 40 }),
    });
    fc.assert(
      fc.property(start, ({ step, since, limit }) => {
        const { window, repeats } = planSteps(config, step, since, limit);
        expect(window.length * repeats).toBeGreaterThan(0);
        expect(window.length * repeats).toBeLessThanOrEqual(limit);
        let sinceUpdate = since;
        for (let ahead = 0; ahead < window.length * repeats; ahead++) {
          const isUpdate = updatesProposals(config, step + ahead, sinceUpdate);
          expect(window[ahead % window.length]).toBe(isUpdate);
          sinceUpdate = isUpdate ? 0 : sinceUpdate + 1;
        }
      }),
    );
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
