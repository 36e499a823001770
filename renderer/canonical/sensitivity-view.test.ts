import { describe, expect, test } from 'vitest';
import {
  barsOf,
  type Change,
  describeChange,
  formatMeasure,
  groupChanges,
  measureOf,
  questionAbout,
  summarise,
} from './sensitivity-view.ts';

const change = (without: string, values: Partial<Change> = {}): Change => ({
  without,
  instead: null,
  scale: 1,
  peak: { point: 7, relevancy: 0.7 },
  moved: 0,
  rise: 0,
  difference: 0,
  rankCorrelation: 1,
  ...values,
});
const response = (changes: Change[], point: number | null = 3) => ({
  phrase: 'cup',
  answer: { scale: 1, peak: { point, relevancy: 0.65 } },
  changes,
});
const SPACING = 0.01;

describe('the sentence that sums it up', () => {
  test('names the phrase without which the peak moves furthest', () => {
    const changes = [change('object'), change('stuff', { moved: 0.42, rise: 0.05, difference: 0.02 })];
    expect(summarise(response(changes), SPACING)).toBe(
      'Without “stuff” the peak moves by 0.42 and rises by 0.050 to 0.70; the map changes by 0.020 on average.',
    );
  });

  test('a peak that moves to its neighbour has stayed', () => {
    const changes = [change('object', { moved: SPACING, difference: 0.04 }), change('stuff')];
    expect(summarise(response(changes), SPACING)).toBe(
      'The answer stays in its place, whichever phrase is left out. Without “object” the map changes most, by 0.040 on average.',
    );
    expect(summarise(response([change('object')]), SPACING)).toContain('hardly changes');
  });

  test('speaks of replacing where nothing can be left out, and of leaving out where it can', () => {
    const replaced = change('object', { instead: 'wood', moved: 0.3, rise: -0.1, difference: 0.1 });
    expect(summarise(response([replaced]), SPACING)).toMatch(/^“wood” in place of “object” the peak moves .* falls/);
    expect(summarise(response([change('object'), replaced]), SPACING)).toMatch(/^The answer stays/);
  });

  test('says where there is nothing to say', () => {
    expect(summarise(response([]), SPACING)).toContain('single canonical phrase');
    expect(summarise(response([change('object')], null), SPACING)).toContain('Nothing in the scene');
  });
});

describe('bars', () => {
  test('begin on the left where nothing is negative', () => {
    const { zero, bars } = barsOf([1, 4, 0]);
    expect(zero).toBe(0);
    expect(bars).toEqual([
      { from: 0, width: 0.25 },
      { from: 0, width: 1 },
      { from: 0, width: 0 },
    ]);
  });

  test('go both ways from a common zero', () => {
    const { zero, bars } = barsOf([3, -1]);
    expect(zero).toBeCloseTo(0.25);
    expect(bars[0]).toEqual({ from: 0.25, width: 0.75 });
    expect(bars[1]).toEqual({ from: 0, width: 0.25 });
  });

  test('of nothing are empty', () => {
    expect(barsOf([0, 0]).bars.every(({ width }) => width === 0)).toBe(true);
    expect(barsOf([]).bars).toEqual([]);
  });
});

test('figures carry a sign where it says something', () => {
  expect(formatMeasure(0.0501, 'rise')).toBe('+0.050');
  expect(formatMeasure(-0.0501, 'rise')).toBe('−0.050');
  expect(formatMeasure(-0.00001, 'rise')).toBe('0');
  expect(formatMeasure(0.0004, 'difference')).toBe('0.0004');
  expect(formatMeasure(0.4242, 'moved')).toBe('0.42');
  expect(measureOf(change('object', { rankCorrelation: 0.75 }), 'disorder')).toBe(0.25);
  expect(describeChange(change('object', { instead: 'wood' }))).toBe('“wood” in place of “object”');
});

test('changes of a kind stand together', () => {
  const replaced = (without: string, instead: string) => change(without, { instead });
  const changes = [change('a'), change('b'), replaced('a', 'wood'), replaced('a', 'sky'), replaced('b', 'wood')];
  expect(groupChanges(changes)).toEqual([
    { title: 'Left out', members: [0, 1] },
    { title: '“wood” in place of', members: [2, 4] },
    { title: '“sky” in place of', members: [3] },
  ]);
});

test('a sentence about places is asked for one of its phrases, at the scale it has', () => {
  const question = { text: 'the cup left of the book', reading: null, like: null, scale: 2, threshold: null };
  const answer = { text: question.text, sentence: '', phrases: [], answers: [] };
  const plain = { ...answer, reading: { kind: 'plain' as const, phrase: question.text, reason: null } };
  expect(questionAbout(question, { ...answer, reading: { kind: 'relations', things: [] } }, 'book')).toEqual({
    ...question,
    text: 'book',
    reading: { kind: 'plain', phrase: 'book', reason: null },
  });
  expect(questionAbout(question, plain, 'book')).toBe(question);
  expect(questionAbout(question, undefined, 'book')).toBe(question);
});
