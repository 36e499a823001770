import { describe, expect, test } from 'vitest';
import { type RelevancyShown, relevancyShown } from './relevancy-shown.ts';

/** Where along the colour map a relevancy lies, null where it has no colour: as the shader computes it. */
function placeOnMap({ low, high, floor }: RelevancyShown, relevancy: number): number | null {
  if (relevancy <= floor) return null;
  return Math.min(1, Math.max(0, (relevancy - low) / Math.max(high - low, 1e-6)));
}

const answer = { range: [0.2, 0.8] } as { range: [number, number] };
const shown = (range: 'raw' | 'centred' | 'normalised', threshold: number | null = null) =>
  relevancyShown({ colourMap: 'turbo', range, opacity: 1 }, answer, threshold);

describe('a relevancy lies along the colour map', () => {
  test('raw, at its own value', () => {
    for (const relevancy of [0, 0.3, 0.5, 1]) expect(placeOnMap(shown('raw'), relevancy)).toBeCloseTo(relevancy);
  });

  test('centred, between neutral and the highest, and what is neutral or less keeps its colour', () => {
    const at = (relevancy: number) => placeOnMap(shown('centred'), relevancy);
    expect(at(0.4)).toBeNull();
    expect(at(0.5)).toBeNull();
    expect(at(0.65)).toBeCloseTo(0.5);
    expect(at(0.8)).toBeCloseTo(1);
    expect(at(0.95)).toBe(1);
  });

  test('normalised, between the lowest and the highest', () => {
    const at = (relevancy: number) => placeOnMap(shown('normalised'), relevancy);
    expect(at(0.2)).toBeCloseTo(0);
    expect(at(0.5)).toBeCloseTo(0.5);
    expect(at(0.8)).toBeCloseTo(1);
    expect(at(0.1)).toBe(0);
  });
});

test('below a threshold nothing is coloured, whatever the range', () => {
  expect(placeOnMap(shown('raw', 0.6), 0.6)).toBeNull();
  expect(placeOnMap(shown('raw', 0.6), 0.61)).toBeCloseTo(0.61);
  expect(placeOnMap(shown('normalised', 0.6), 0.55)).toBeNull();
  expect(placeOnMap(shown('centred', 0.3), 0.45)).toBeNull();
});

test('a scene that is nowhere like the phrase has no colour, and a range without a width no holes', () => {
  const nowhere = relevancyShown({ colourMap: 'turbo', range: 'centred', opacity: 1 }, { range: [0.1, 0.3] }, null);
  expect(placeOnMap(nowhere, 0.3)).toBeNull();
  const flat = relevancyShown({ colourMap: 'turbo', range: 'normalised', opacity: 1 }, { range: [0.3, 0.3] }, null);
  expect(placeOnMap(flat, 0.3)).toBe(0);
});
