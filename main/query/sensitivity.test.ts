import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rankCorrelation } from './rank-correlation.ts';
import { relevancyOfDifference } from './relevancy.ts';
import { type SensitivityInput, sensitivity } from './sensitivity.ts';

describe('rank correlation', () => {
  it('is 1 for any rising function of a map and -1 for any falling one', () => {
    const map = fc.uniqueArray(fc.integer({ min: -50, max: 50 }), { minLength: 2, maxLength: 30 });
    fc.assert(
      fc.property(map, (values) => {
        const given = Float32Array.from(values);
        expect(
          rankCorrelation(
            given,
            given.map((value) => Math.exp(value / 20)),
          ),
        ).toBeCloseTo(1, 12);
        expect(
          rankCorrelation(
            given,
            given.map((value) => -value),
          ),
        ).toBeCloseTo(-1, 12);
      }),
    );
  });

  it('shares ranks among equals', () => {
    // Ranks 0, 1.5, 1.5, 3 against 0, 2, 1, 3: 4.5 / √(4.5 · 5).
    const correlation = rankCorrelation(Float32Array.of(1, 2, 2, 3), Float32Array.of(1, 3, 2, 4));
    expect(correlation).toBeCloseTo(4.5 / Math.sqrt(22.5), 12);
    expect(rankCorrelation(Float32Array.of(1, 1), Float32Array.of(1, 2))).toBe(0);
    expect(() => rankCorrelation(Float32Array.of(1), Float32Array.of(1, 2))).toThrow(RangeError);
  });
});

describe('sensitivity', () => {
  const phrase = (name: string, ...scales: number[][]) => ({
    phrase: name,
    similarities: scales.map((scale) => Float32Array.from(scale)),
  });
  // Three points on a line; at the second scale all is as at the first, but less.
  const input: SensitivityInput = {
    positions: Float32Array.of(0, 0, 0, 3, 4, 0, 6, 8, 0),
    counts: Uint8Array.of(1, 1, 1),
    query: phrase('mug', [0.5, 0.6, 0.1], [0.4, 0.5, 0]).similarities,
    canonical: [
      phrase('object', [0.2, 0.2, 0.2], [0.2, 0.2, 0.2]),
      phrase('texture', [0.1, 0.5, 0.1], [0.1, 0.5, 0.1]),
    ],
    replacements: [phrase('wood', [0.1, 0.1, 0.3], [0, 0, 0])],
  };

  it('shows what each phrase keeps the answer from', async () => {
    const { answer, changes } = await sensitivity(input);
    expect(answer).toMatchObject({ scale: 0, peak: { at: 0 } });
    expect(answer.peak.relevancy).toBeCloseTo(relevancyOfDifference(0.3), 6);
    expect(changes.map(({ without, instead }) => [without, instead])).toEqual([
      ['object', null],
      ['texture', null],
      ['object', 'wood'],
      ['texture', 'wood'],
    ]);
    const [, noTexture, , woodForTexture] = changes;
    expect(noTexture).toMatchObject({ scale: 0, peak: { at: 1 } });
    expect(noTexture!.moved).toBeCloseTo(5, 6);
    expect(noTexture!.rise).toBeCloseTo(relevancyOfDifference(0.4) - relevancyOfDifference(0.3), 6);
    expect(noTexture!.difference).toBeCloseTo((relevancyOfDifference(0.4) - relevancyOfDifference(0.1)) / 3, 6);
    expect(noTexture!.rankCorrelation).toBeCloseTo(0.5, 6);
    expect(woodForTexture!.peak.at).toBe(1);
  });

  it('a replacement by the same phrase changes nothing', async () => {
    const { changes } = await sensitivity({ ...input, replacements: [input.canonical[0]!] });
    const same = changes.find(({ without, instead }) => without === 'object' && instead === 'object');
    expect(same).toMatchObject({ moved: 0, rise: 0, difference: 0 });
    expect(same!.rankCorrelation).toBeCloseTo(1, 12);
  });

  it('can leave no phrase out where it is the only one, and needs no point that counts', async () => {
    const only = { ...input, canonical: input.canonical.slice(0, 1) };
    expect((await sensitivity(only)).changes.map(({ instead }) => instead)).toEqual(['wood']);
    const nothing = await sensitivity({ ...input, counts: new Uint8Array(3) });
    expect(nothing.answer.peak).toEqual({ at: -1, relevancy: 0 });
    expect(nothing.changes.every(({ moved, difference }) => moved === 0 && difference === 0)).toBe(true);
  });
  it('ends between two changes when it is told to', async () => {
    let paused = 0;
    const pause = async () => {
      if (++paused === 3) throw new Error('enough');
    };
    await expect(sensitivity(input, pause)).rejects.toThrow('enough');
    expect(paused).toBe(3);
  });
});
