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
