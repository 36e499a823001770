import type { PhraseAnswer, RelevancyDisplay } from '../../main/api/contract.ts';
import { NEUTRAL, shownRange } from '../ask/relevancy-range.ts';

/** What the shader needs to know to colour a point by its relevancy; changing it costs nothing. */
export interface RelevancyShown {
  /** Relevancies of the first and the last colour of the map. */
  readonly low: number;
  readonly high: number;
  /** Only above this a point is coloured. */
  readonly floor: number;
  readonly opacity: number;
  readonly colourMap: RelevancyDisplay['colourMap'];
}

/**
 * As main/view colours rendered views: centred, what is no more like the phrase than like a canonical one
 * keeps its colour. With a threshold of the user's own, so does all that stays below it.
 */
export function relevancyShown(
  { colourMap, range, opacity }: RelevancyDisplay,
  answer: Pick<PhraseAnswer, 'range'>,
  threshold: number | null,
): RelevancyShown {
  const [low, high] = shownRange(range, answer);
  const floor = Math.max(range === 'centred' ? NEUTRAL : -1, threshold ?? -1);
  return { low, high, floor, opacity, colourMap };
}
