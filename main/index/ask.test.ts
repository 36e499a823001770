import { beforeAll, describe, expect, it } from 'vitest';
import type { Cluster } from '../query/clusters.ts';
import { ask, isDoubtful } from './ask.ts';
import { buildIndex } from './build-index.ts';
import { LanguageIndex } from './language-index.ts';
import { namePoint, whyNotCounted } from './pick.ts';
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

/** A row of points 1 apart, the first ones so much like a cup, the others not at all. */
function rowOfPoints(likeACup: readonly number[]): Promise<LanguageIndex> {
  const points = 40;
  return LanguageIndex.open({
    origin: { run: '1', step: 1, encoder: 'words', fingerprint: 'w0', rankCorrelation: 1 },
    spacing: 1,
    scales: Float32Array.of(0.5),
    subspace: { mean: new Float32Array(dimensions), basis: meaningOf(dimensions, words.indexOf('cup')), explained: 1 },
    steps: Float32Array.of(0.001),
    positions: Float32Array.from({ length: 3 * points }, (_, i) => (i % 3 === 0 ? i / 3 : 0)),
    colours: new Uint8Array(3 * points),
    normals: new Int8Array(3 * points),
    views: new Uint16Array(points).fill(20),
    confidence: new Uint8Array(points).fill(200),
    codes: Int8Array.from({ length: points }, (_, point) => Math.round(100 * (likeACup[point] ?? 0))),
  });
}

describe('an object with a small peak', () => {
  const cut = async (likeACup: readonly number[], threshold?: number) => {
    const { phrases } = await ask(await rowOfPoints(likeACup), encoder, 'cup', { ...options, threshold });
    const { range, objects, threshold: cutAt } = phrases[0]!;
    return { part: (cutAt - range[0]) / (range[1] - range[0]), points: objects.map((object) => object.points.length) };
  };

  it('is cut out lower where too few points are near the peak, and only there', async () => {
    const wide = await cut([1, 1, 1, 1, 1, 0.65, 0.65]);
    expect(wide.points).toEqual([5]);
    expect(wide.part).toBeCloseTo(0.7, 5);
    const narrow = await cut([1, 1, 0.65, 0.65, 0.65, 0.3, 0.3]);
    expect(narrow.points).toEqual([5]);
    expect(narrow.part).toBeCloseTo(0.6, 5);
  });

  it('is none if it is only noise, or smaller than the chosen threshold leaves it', async () => {
    const noise = await cut([1, 1, 0.3, 0.3, 0.3]);
    expect(noise.points).toEqual([]);
    expect(noise.part).toBeCloseTo(0.7, 5);
    const { range } = (await ask(await rowOfPoints([1, 1, 0.65, 0.65, 0.65]), encoder, 'cup', options)).phrases[0]!;
    expect((await cut([1, 1, 0.65, 0.65, 0.65], range[0] + 0.7 * (range[1] - range[0]))).points).toEqual([]);
  });
});

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

  it('is read as the user wants', async () => {
    const thing = (phrase: string) => ({ phrase, constraints: [] });
    const right = { relation: 'right' as const, negated: false, references: [thing('book')] };
    const reading = { kind: 'relations' as const, things: [{ phrase: 'cup', constraints: [right] }] };
    const { answers } = await ask(index, encoder, 'the cup left of the book', { ...options, reading });
    isAt(answers[0]!.found[0]?.object, eastCup);
  });

  it('for things like a place finds them by what the field says there', async () => {
    const { phrases } = await ask(index, encoder, 'cup', options);
    const { point } = phrases[0]!.objects[0]!.peak;
    const like = await ask(index, encoder, 'things like this', { ...options, like: { point, scale: 0 } });
    expect(like.reading).toEqual({ kind: 'plain', phrase: 'things like this', reason: null });
    expect(like.phrases[0]!.objects).toHaveLength(2);
    expect(like.phrases[0]!.score.relevancy[point]).toBeGreaterThan(0.95);
    const weighedOtherwise = { ...options, canonical: ['white'], like: { point, scale: 0 } };
    const other = await ask(index, encoder, 'things like this', weighedOtherwise);
    expect(other.phrases[0]!.score.relevancy).toEqual(like.phrases[0]!.score.relevancy);
    await expect(ask(index, encoder, 'x', { ...options, scale: 8 })).rejects.toMatchObject({ code: 'bad-request' });
    const far = { ...options, like: { point: index.points, scale: 0 } };
    await expect(ask(index, encoder, 'x', far)).rejects.toMatchObject({ code: 'bad-request' });
  });

  it('cuts objects at a part of the range that its relevancies have, and says which', async () => {
    const { phrases } = await ask(index, encoder, 'cup', { ...options, threshold: undefined });
    const { range, threshold, score } = phrases[0]!;
    expect(range[1]).toBeCloseTo(score.peak.relevancy, 6);
    expect(range[0]).toBeLessThan(0.5);
    expect(threshold).toBeCloseTo(range[0] + 0.7 * (range[1] - range[0]), 6);
  });

  it('is answered with a guess where nothing is like the phrase, or the field cannot be relied on', async () => {
    const objects = async (text: string) =>
      (await ask(index, encoder, text, { ...options, threshold: 0 })).phrases[0]!.objects;
    expect((await objects('cup')).some(isDoubtful)).toBe(false);
    expect((await objects('piano')).every(isDoubtful)).toBe(true);
    expect(isDoubtful({ peak: { point: 1, relevancy: 0.9 }, confidence: 0.1 })).toBe(true);
  });

  it('ends between phrases when nobody waits any more', async () => {
    const pause = () => Promise.reject(new Error('gone'));
    await expect(ask(index, encoder, 'the cup near the lamp', { ...options, pause })).rejects.toThrow('gone');
    await ask(index, encoder, 'cup', { ...options, pause });
  });

  it('what a place is called is the word that is most like it', async () => {
    const named = { ...encoder, unknownWords: (text: string) => (words.includes(text) ? [] : [text]) };
    const at = async (text: string) => (await ask(index, encoder, text, options)).phrases[0]!.score.peak.at;
    const vocabulary = ['lamp', 'cup', 'zyxt', 'book'];
    const lookup = { canonical: ['thing', 'stuff'], vocabulary };
    for (const word of ['lamp', 'book']) {
      const name = await namePoint(index, named, await at(word), lookup);
      expect(name.words[0]).toMatchObject({ word });
      expect(name.words[0]!.relevancy).toBeGreaterThan(0.9);
      expect(name.words.map((fit) => fit.word)).not.toContain('zyxt');
      expect((await namePoint(index, named, await at(word), { ...lookup, scale: 5 })).scale).toBe(5);
    }
    expect((await namePoint(index, named, 0, { ...lookup, vocabulary: ['zyxt'] })).words).toEqual([]);
  });

  it('a vocabulary is read a few words at a time, until nobody waits or has patience any more', async () => {
    const vocabulary = [...Array.from({ length: 40 }, (_, i) => `word ${i}`), 'lamp'];
    const encoded: string[] = [];
    const counting = {
      ...encoder,
      unknownWords: () => [],
      encodeTexts: (texts: readonly string[]) => {
        encoded.push(...texts);
        return encoder.encodeTexts(texts.map((text) => (text.startsWith('word') ? 'book' : text)));
      },
    };
    const lamp = (await ask(index, encoder, 'lamp', options)).phrases[0]!.score.peak.at;
    const name = (more: object) => namePoint(index, counting, lamp, { canonical: ['thing'], vocabulary, ...more });

    const some = await name({ patienceMs: -1 });
    expect(some.vocabulary.total).toBe(41);
    expect(some.vocabulary.read).toBeGreaterThan(0);
    expect(some.vocabulary.read).toBeLessThan(41);
    expect(encoded).not.toContain('lamp');
    const all = await name({ patienceMs: Number.POSITIVE_INFINITY });
    expect(all.vocabulary).toEqual({ read: 41, total: 41 });
    expect(all.words[0]).toMatchObject({ word: 'lamp' });

    encoded.length = 0;
    await expect(name({ pause: () => Promise.reject(new Error('gone')) })).rejects.toThrow('gone');
    expect(encoded).not.toContain('lamp');
  });

  it('what does not count says why', () => {
    const point = index.counts.indexOf(0);
    expect(whyNotCounted(index, point)).toMatch(/^[^\n]+\.$/);
    expect(whyNotCounted(index, index.counts.indexOf(1))).toBeNull();
    const views = index.data.views.with(0, 1);
    const unseen = {
      ...index,
      data: { ...index.data, views },
      counts: new Uint8Array(1),
      confidences: new Float32Array(1),
    };
    expect(whyNotCounted(unseen as unknown as LanguageIndex, 0)).toMatch(/^Only one training camera sees it/);
  });

  it('in the words of another encoder is refused', async () => {
    const other = { ...encoder, id: 'other', fingerprint: 'x1' };
    await expect(ask(index, other, 'cup', options)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/‘words’.*‘other’/),
    });
  });
});
