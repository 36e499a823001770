import type { RelevancyDisplay } from '../api/contract.ts';
import { turbo } from '../view/colour-maps.ts';

const DEFAULT_DISPLAY: RelevancyDisplay = { colourMap: 'turbo', range: 'centred', opacity: 1 };
/** Below this a place is less like the phrase than like the canonical phrases. */
const NEUTRAL = 0.5;

/**
 * Relevancy over the colours of points, as the 3D view shows it.
 * @param colours r, g, b by point.
 */
export function relevancyColours(
  colours: Uint8Array,
  relevancy: Float32Array,
  { range, opacity }: RelevancyDisplay = DEFAULT_DISPLAY,
): Uint8Array {
  const lowest = relevancy.reduce((low, value) => Math.min(low, value), 1);
  const highest = relevancy.reduce((high, value) => Math.max(high, value), 0);
  const [from, to] = { raw: [0, 1], centred: [NEUTRAL, highest], normalised: [lowest, highest] }[range] as [
    number,
    number,
  ];
  const mixed = Uint8Array.from(colours);
  relevancy.forEach((value, point) => {
    if (range === 'centred' && value <= NEUTRAL) return;
    const colour = turbo((value - from) / Math.max(to - from, 1e-6));
    for (let channel = 0; channel < 3; channel++) {
      const entry = 3 * point + channel;
      mixed[entry] = Math.round(colour[channel]! * opacity + colours[entry]! * (1 - opacity));
    }
  });
  return mixed;
}
