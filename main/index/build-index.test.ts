import { beforeAll, describe, expect, it } from 'vitest';
import { findClusters } from '../query/clusters.ts';
import { NeighbourCells } from '../query/neighbour-cells.ts';
import { rankCorrelation } from '../query/rank-correlation.ts';
import { relevancy, similarities } from '../query/relevancy.ts';
import { largestDifference } from '../testing/evaluate.ts';
import { buildIndex } from './build-index.ts';
import type { IndexData } from './index-data.ts';
import { INDEX_SCALES } from './index-run.ts';
import { LanguageIndex } from './language-index.ts';
import { BallField, circleOfCameras, meaningOf } from './test-field.ts';

const dimensions = 24;
const phrase = (key: string, at: number) => ({ key, embedding: meaningOf(dimensions, at) });
const [red, green, nothing] = [phrase('red', 0), phrase('green', 1), phrase('nothing', 5)];
const field = new BallField(dimensions, [
  { centre: [0.6, 0, 0], radius: 0.3, colour: [0.9, 0.1, 0.1], meaning: red.embedding },
  { centre: [-0.5, 0.2, 0], radius: 0.4, colour: [0.1, 0.8, 0.1], meaning: green.embedding },
  { centre: [0, 0, 9], radius: 0.2, colour: [1, 1, 1], meaning: red.embedding },
]);
const request = {
  cameras: circleOfCameras(10),
  box: [-2, -2, -2, 2, 2, 2],
  origin: { run: '1', step: 100, encoder: 'balls', fingerprint: 'ba11' },
  probes: { phrases: Float32Array.of(...red.embedding, ...green.embedding), canonical: nothing.embedding },
  stride: 1,
};

describe('an index of a field', () => {
  let data: IndexData;
  let index: LanguageIndex;
  beforeAll(async () => {
    data = await buildIndex(field, request);
    index = await LanguageIndex.open(data);
  });

  const at = (point: number) => [...data.positions.subarray(3 * point, 3 * point + 3)];
  /** Signed distance from the surface of a ball. */
  const away = (point: number, ball: number) => {
    const { centre, radius } = field.balls[ball]!;
    return Math.hypot(...at(point).map((value, axis) => value - centre[axis]!)) - radius;
  };

  it('has its points on the surfaces, with their colours, normals and views', () => {
    expect(data.views.length).toBeGreaterThan(500);
    for (let point = 0; point < data.views.length; point++) {
      const ball = Math.abs(away(point, 0)) < Math.abs(away(point, 1)) ? 0 : 1;
      expect(Math.abs(away(point, ball))).toBeLessThan(data.spacing);
      expect(data.views[point]).toBeGreaterThan(0);
      for (const [channel, value] of field.balls[ball]!.colour.entries()) {
        expect(data.colours[3 * point + channel]! / 255).toBeCloseTo(value, 1);
      }
    }
    const outwards = Array.from(data.views, (_, point) => {
      const ball = Math.abs(away(point, 0)) < Math.abs(away(point, 1)) ? 0 : 1;
      const { centre, radius } = field.balls[ball]!;
      return at(point).reduce(
        (sum, value, axis) => sum + ((value - centre[axis]!) / radius) * (data.normals[3 * point + axis]! / 127),
        0,
      );
    });
    expect(outwards.filter((cosine) => cosine > 0.8).length).toBeGreaterThan(0.8 * outwards.length);
    const trusted = data.confidence.filter((value) => value > 100).length;
    expect(trusted).toBeGreaterThan(data.views.length / 2);
  });

  it('says what the field says', async () => {
    expect(data.origin.rankCorrelation).toBeGreaterThan(0.98);
    for (const scale of [0, 4, 7]) {
      const raw = await field.embeddings(data.positions, INDEX_SCALES[scale]!);
      for (const { key, embedding } of [red, green, nothing]) {
        const byField = similarities(raw, embedding, dimensions)[0]!;
        const byIndex = index.similarities({ key, embedding })[scale]!;
        expect(largestDifference(byIndex, byField)).toBeLessThan(0.02);
        expect(rankCorrelation(byIndex, byField)).toBeGreaterThan(0.97);
      }
      const kept = index.embeddingAt(7, scale);
      expect(largestDifference(kept, raw.subarray(7 * dimensions, 8 * dimensions))).toBeLessThan(0.03);
    }
  });

  it('scores phrases at their best scale, or at a given one', async () => {
    const score = index.score(red, [nothing, green]);
    expect(away(score.peak.at, 0)).toBeLessThan(data.spacing);
    const raw = await field.embeddings(data.positions, INDEX_SCALES[score.scale]!);
    const columns = (which: typeof red) => similarities(raw, which.embedding, dimensions)[0]!;
    const expected = relevancy(columns(red), [columns(nothing), columns(green)]);
    expect(largestDifference(score.relevancy, expected)).toBeLessThan(0.05);
    expect(score.peak.relevancy).toBeCloseTo(score.relevancy[score.peak.at]!, 5);
    expect(score.peaks).toHaveLength(INDEX_SCALES.length);
    expect(Math.max(...score.peaks.map((peak) => peak.relevancy))).toBe(score.peak.relevancy);
    expect(index.score(red, [nothing], 7).scale).toBe(7);
  });

  it('weighs against what it is told, however often that changes', () => {
    const against = (...canonical: (typeof red)[]) => index.score(red, canonical, 0).relevancy[0]!;
    const first = against(nothing);
    expect(against(red)).toBe(0.5);
    expect(against(nothing, red)).toBeLessThanOrEqual(0.5);
    expect(against(nothing)).toBe(first);
    expect(() => index.score(red, [])).toThrow(RangeError);
  });

  it('finds each ball as one object', async () => {
    for (const [ball, asked] of [red, green].entries()) {
      const { relevancy: relevancies } = index.score(asked, [nothing, ball === 0 ? green : red], 0);
      const [object, ...others] = findClusters(
        {
          cells: new NeighbourCells(data.positions, 2.5 * data.spacing),
          relevancy: relevancies,
          confidence: Float32Array.from(data.confidence, (value) => value / 255),
          counts: index.counts,
        },
        { threshold: 0.6, minPoints: 10, up: [0, 0, 1] },
      );
      expect(others).toEqual([]);
      const { centre, radius } = field.balls[ball]!;
      expect(Math.hypot(...object!.box.centre.map((value, axis) => value - centre[axis]!))).toBeLessThan(radius / 2);
    }
  });

  it('is merged into fewer points where more are not wanted', async () => {
    const small = await buildIndex(field, { ...request, maxPoints: 200 });
    expect(small.views.length).toBeLessThanOrEqual(200);
    expect(small.views.length).toBeGreaterThan(50);
    expect(small.spacing).toBeGreaterThan(data.spacing);
  });
});

describe('building an index', () => {
  it('tells how far it is, and can be cancelled at any time', async () => {
    const seen: number[] = [];
    const total = new Set<number>();
    await buildIndex(field, request, {
      onProgress: (done, of) => {
        seen.push(done);
        total.add(of);
      },
    });
    expect([...total]).toEqual([seen.at(-1)]);
    expect(seen).toEqual(seen.map((_, i) => i));
    for (const after of [0, 5, 15]) {
      let asked = 0;
      const attempt = buildIndex(field, request, { isCancelled: () => asked++ === after });
      await expect(attempt).rejects.toMatchObject({ code: 'cancelled' });
    }
  });

  it('says so where there is no surface', async () => {
    const empty = buildIndex(new BallField(dimensions, []), request);
    await expect(empty).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('no surfaces') });
  });
});
