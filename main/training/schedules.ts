import type { LearningRate, TrainingConfig } from '../field/config.ts';

/** Exponential decay from `initial` to `final` over `decaySteps`, then constant. `step` counts from 0. */
export function learningRate({ initial, final, decaySteps }: LearningRate, step: number): number {
  return initial * (final / initial) ** Math.min(step / decaySteps, 1);
}

/**
 * Exponent on the proposal weights while resampling (mip-NeRF 360, equation 18): from 0, where all bins
 * count the same, to 1 after `annealSteps`. `step` counts from 0.
 */
export function proposalAnneal({ annealSteps, annealSlope }: TrainingConfig, step: number): number {
  const fraction = Math.min(step / annealSteps, 1);
  return (annealSlope * fraction) / ((annealSlope - 1) * fraction + 1);
}

/** Steps at the beginning that all update the proposals. */
const ALWAYS_UPDATED = 10;

/**
 * Whether step `step` (from 0) updates the proposals, when the last `sinceUpdate` steps did not
 * (nerfacto's schedule: every second step at first, growing to every sixth over the warm-up).
 */
export function updatesProposals(config: TrainingConfig, step: number, sinceUpdate: number): boolean {
  const { proposalWarmup, proposalUpdateEvery } = config;
  const every = Math.min(Math.max((step / proposalWarmup) * proposalUpdateEvery, 1), proposalUpdateEvery);
  return step < ALWAYS_UPDATED || sinceUpdate + 1 > every;
}

/** Steps to run in one go: `window` says which of its steps update the proposals, and it comes `repeats` times. */
export interface StepPlan {
  readonly window: readonly boolean[];
  readonly repeats: number;
}

/**
 * The next steps, at most `limit`, as repetitions of one window, which a device can then run without
 * coming back in between: the window that covers most of them, and of those the shortest.
 */
export function planSteps(config: TrainingConfig, step: number, sinceUpdate: number, limit: number): StepPlan {
  const updates: boolean[] = [];
  let since = sinceUpdate;
  for (let ahead = 0; ahead < limit; ahead++) {
    const isUpdate = updatesProposals(config, step + ahead, since);
    updates.push(isUpdate);
    since = isUpdate ? 0 : since + 1;
  }
  let best: StepPlan = { window: updates.slice(0, 1), repeats: 1 };
  const longest = Math.min(limit, config.proposalUpdateEvery + 1);
  for (let length = 1; length <= longest; length++) {
    const differs = updates.findIndex((isUpdate, index) => isUpdate !== updates[index % length]);
    const repeats = Math.floor((differs === -1 ? limit : differs) / length);
    if (repeats * length > best.repeats * best.window.length) best = { window: updates.slice(0, length), repeats };
  }
  return best;
}
