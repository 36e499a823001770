import type { PhraseAnswer, RelevancyDisplay } from '../../main/api/contract.ts';

/** Below this a place is more like a canonical phrase than like what is looked for. */
export const NEUTRAL = 0.5;

/** The relevancies that the first and the last colour of the map stand for. */
export function shownRange(range: RelevancyDisplay['range'], answer: Pick<PhraseAnswer, 'range'>): [number, number] {
  const [lowest, highest] = answer.range;
  switch (range) {
    case 'raw':
      return [0, 1];
    case 'centred':
      return [NEUTRAL, Math.max(NEUTRAL, highest)];
    case 'normalised':
      return [lowest, highest];
  }
}
