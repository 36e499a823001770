import { beforeAll, describe, expect, it } from 'vitest';
import type { Cluster } from '../query/clusters.ts';
import { ask } from './ask.ts';
import { buildIndex } from './build-index.ts';
import { LanguageIndex } from './language-index.ts';
import { BallField, circleOfCameras, meaningOf } from './test-field.ts';

const words = ['cup', 'book', 'lamp', 'thing'];
const dimensions = 16;
/** Each word has a direction of its own; all others, such as ‘stuff’ and ‘piano’, share one. */
const encoder = {
  id: 'words',
  fingerprint: 'w0',
  encodeTexts: async (texts: readonly string[]) =>
    Float32Array.from(texts.flatMap((text) => [...meaningOf(dimensions, (words.indexOf(text) + 16) % 16)])),
};
const ball = (word: string, x: number, y: number, radius: number) => ({
  centre: [x, y, 0] as const,
  radius,
  colour: [0.5, 0.5, 0.5] as const,
  meaning: meaningOf(dimensions, words.indexOf(word)),
});
const [westCup, eastCup, book, lamp] = [
  ball('cup', -0.7, 0, 0.15),
  ball('cup', 0.7, 0, 0.15),
  ball('book', 0, 0, 0.2),
  ball('lamp', 0.7, 0.7, 0.2),
];
const fromSouth = [1, 0, 0, 0, 0, 0.6, -0.8, -3, 0, 0.8, 0.6, 2];
const options = { canonical: ['thing', 'stuff'], viewer: fromSouth, scale: 0, threshold: 0.8 };

describe('a question', () => {
  let index: LanguageIndex;
  beforeAll(async () => {
    const field = new BallField(dimensions, [westCup, eastCup, book, lamp], 0.02);
    index = await LanguageIndex.open(
      await buildIndex(field, {
        cameras: circleOfCameras(24),
        maxPoints: 800,
        box: [-2, -2, -2, 2, 2, 2],
        origin: { run: '1', step: 1, encoder: 'words', fingerprint: 'w0' },
        probes: {
          phrases: await encoder.encodeTexts(['cup', 'lamp']),
          canonical: await encoder.encodeTexts(['thing']),
        },
        stride: 1,
      }),
    );
  });

  const isAt = (object: Cluster | undefined, { centre }: { centre: readonly number[] }) =>
    expect(Math.hypot(...centre.map((value, axis) => value - (object?.centre[axis] ?? 9)))).toBeLessThan(0.1);

  it('of one phrase finds all that answer to it', async () => {
    const { reading, phrases, answers } = await ask(index, encoder, 'cup', options);
    expect(reading.kind).toBe('plain');
    expect(answers).toEqual([]);
    const objects = [...phrases[0]!.objects].sort((a, b) => a.centre[0] - b.centre[0]);
    expect(objects).toHaveLength(2);
    isAt(objects[0], westCup);
    isAt(objects[1], eastCup);
  });

  it('about places finds the one that is meant', async () => {
    const first = async (text: string, viewer = fromSouth) => {
      const { answers } = await ask(index, encoder, text, { ...options, viewer });
      return answers[0]!.found[0]?.object;
    };
    isAt(await first('the cup left of the book'), westCup);
    isAt(await first('the cup right of the book'), eastCup);
    const fromNorth = [-1, 0, 0, 0, 0, -0.6, 0.8, 3, 0, 0.8, 0.6, 2];
    isAt(await first('the cup left of the book', fromNorth), eastCup);
    isAt(await first('the cup near the lamp'), eastCup);
    isAt(await first('something behind the cup'), lamp);
  });

  it('of nothing that is there finds only what is more like the canonical phrases', async () => {
    const { phrases } = await ask(index, encoder, 'piano', options);
    expect(phrases[0]!.score.peak.relevancy).toBeLessThanOrEqual(0.5);
    const { phrases: above } = await ask(index, encoder, 'piano', { ...options, threshold: 0.5 });
    expect(above[0]!.objects).toEqual([]);
    const { answers } = await ask(index, encoder, 'the cup on the piano', { ...options, threshold: 0.5 });
    expect(answers[0]).toMatchObject({ found: [], missing: ['piano'] });
  });

  it('in the words of another encoder is refused', async () => {
    const other = { ...encoder, id: 'other', fingerprint: 'x1' };
    await expect(ask(index, other, 'cup', options)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/‘words’.*‘other’/),
    });
  });
});
