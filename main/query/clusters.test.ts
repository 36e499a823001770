import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dot, type Vector } from '../capture/matrix.ts';
import { seededRandom } from '../testing/seeded-random.ts';
import { connectedComponents, findClusters, type ScoredPoints } from './clusters.ts';
import { NeighbourCells } from './neighbour-cells.ts';
import { intervalAlong, orientedBox } from './oriented-box.ts';

const up: Vector = [0, 0, 1];
const options = { threshold: 0.5, minPoints: 10, up };

/** Points 0.02 apart that fill a box of 2·half, turned about the vertical. */
function block(centre: Vector, half: Vector, angle = 0): number[] {
  const values: number[] = [];
  const steps = half.map((size) => Math.round(size / 0.02));
  for (let i = -steps[0]!; i <= steps[0]!; i++) {
    for (let j = -steps[1]!; j <= steps[1]!; j++) {
      for (let k = -steps[2]!; k <= steps[2]!; k++) {
        const [x, y] = [0.02 * i, 0.02 * j];
        values.push(
          centre[0] + Math.cos(angle) * x - Math.sin(angle) * y,
          centre[1] + Math.sin(angle) * x + Math.cos(angle) * y,
          centre[2] + 0.02 * k,
        );
      }
    }
  }
  return values;
}

function scene(
  ...parts: { points: number[]; relevancy: number; confidence?: number; counts?: number }[]
): ScoredPoints {
  const fill = (value: (part: (typeof parts)[number]) => number) =>
    parts.flatMap((part) => new Array<number>(part.points.length / 3).fill(value(part)));
  return {
    cells: new NeighbourCells(Float32Array.from(parts.flatMap(({ points }) => points)), 0.05),
    relevancy: Float32Array.from(fill(({ relevancy }) => relevancy)),
    confidence: Float32Array.from(fill(({ confidence }) => confidence ?? 1)),
    counts: Uint8Array.from(fill(({ counts }) => counts ?? 1)),
  };
}

describe('clusters', () => {
  const cup = block([0, 0, 0.1], [0.04, 0.04, 0.1]);
  const book = block([1, 0.5, 0.02], [0.3, 0.2, 0.02], 0.5);

  it('are the objects over the threshold, best first, with what they measure', () => {
    const table = block([0.5, 0, -0.02], [0.8, 0.8, 0]);
    const found = findClusters(
      scene(
        { points: table, relevancy: 0.4 },
        { points: book, relevancy: 0.7, confidence: 0.5 },
        { points: cup, relevancy: 0.9 },
        { points: block([-1, -1, 0], [0.02, 0, 0]), relevancy: 0.95 },
        { points: block([-1, 1, 0], [0.1, 0.1, 0.1]), relevancy: 0.95, counts: 0 },
      ),
      options,
    );
    expect(found.map(({ points }) => points.length)).toEqual([cup.length / 3, book.length / 3]);
    const [first, second] = found as [(typeof found)[number], (typeof found)[number]];
    expect(first.score).toBeCloseTo(0.9, 6);
    expect(first.peak.relevancy).toBeCloseTo(0.9, 6);
    expect(first.confidence).toBeCloseTo(1, 6);
    expect(second.confidence).toBeCloseTo(0.5, 6);
    for (const [axis, value] of [0, 0, 0.1].entries()) expect(first.centre[axis]).toBeCloseTo(value, 5);
    for (const [axis, value] of [1, 0.5, 0.02].entries()) expect(second.centre[axis]).toBeCloseTo(value, 5);
    for (const [axis, value] of [0.3, 0.2, 0.02].entries()) expect(second.box.halfExtent[axis]).toBeCloseTo(value, 3);
    expect(Math.abs(dot(second.box.axes[0], [Math.cos(0.5), Math.sin(0.5), 0]))).toBeCloseTo(1, 4);
    expect(second.box.axes[2]).toEqual(up);
  });

  it('are drawn to what is most relevant, and not scored by one outlier', () => {
    const given = scene({ points: block([0, 0, 0], [0.2, 0.2, 0]), relevancy: 0.6 });
    given.relevancy[0] = 1;
    const [found] = findClusters(given, options);
    expect(found!.peak).toEqual({ point: 0, relevancy: 1 });
    expect(found!.score).toBeLessThan(0.65);
    expect(found!.centre[0]).toBeLessThan(-0.001);
  });

  it('are none where nothing is relevant', () => {
    expect(findClusters(scene({ points: cup, relevancy: 0.5 }), options)).toEqual([]);
  });
});

it('points hang together exactly if steps within the radius lead from one to the other', () => {
  const coordinate = fc.integer({ min: -12, max: 12 }).map((value) => value / 4);
  const cloud = fc.array(fc.tuple(coordinate, coordinate, coordinate), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(
      cloud,
      fc.constantFrom(0.3, 0.5, 0.8, 1.3),
      fc.integer({ min: 2, max: 9 }),
      (points, radius, skipped) => {
        const cells = new NeighbourCells(Float32Array.from(points.flat()), radius);
        const members = points.map((_, i) => i).filter((i) => i % skipped !== 1);
        const groups = points.map((_, i) => i);
        for (let changed = true; changed; ) {
          changed = false;
          for (const a of members) {
            for (const b of members) {
              const near = Math.hypot(...points[a]!.map((value, axis) => value - points[b]![axis]!)) <= radius;
              if (near && groups[b]! < groups[a]!) {
                groups[a] = groups[b]!;
                changed = true;
              }
            }
          }
        }
        const expected = [...new Set(members.map((i) => groups[i]))].map((group) =>
          members.filter((i) => groups[i] === group),
        );
        const actual = connectedComponents(cells, Int32Array.from(members)).map((group) => [...group]);
        const byFirst = (a: number[], b: number[]) => a[0]! - b[0]!;
        expect(actual.sort(byFirst)).toEqual(expected.sort(byFirst));
      },
    ),
  );
});

describe('an oriented box', () => {
  it.each([
    ['upright', up],
    ['free', undefined],
  ])('holds its points whatever their turn (%s)', (_name, axis) => {
    const random = seededRandom(3);
    const positions = Float32Array.from({ length: 300 }, (_, i) => random() * (1 + (i % 3)));
    const box = orientedBox(
      positions,
      Array.from({ length: 100 }, (_, i) => i),
      axis,
    );
    for (let point = 0; point < 100; point++) {
      const at = [...positions.subarray(3 * point, 3 * point + 3)] as Vector;
      for (const direction of box.axes) {
        const [low, high] = intervalAlong(box, direction);
        expect(dot(at, direction)).toBeGreaterThan(low - 1e-5);
        expect(dot(at, direction)).toBeLessThan(high + 1e-5);
      }
    }
  });

  it('of a single point has no size', () => {
    const box = orientedBox(Float32Array.of(1, 2, 3), [0], up);
    expect(box.halfExtent).toEqual([0, 0, 0]);
    for (const [axis, value] of [1, 2, 3].entries()) expect(box.centre[axis]).toBeCloseTo(value, 6);
  });

  it('finds the axes of a tilted slab', () => {
    const slab: number[] = [];
    for (let i = -10; i <= 10; i++) for (let j = -3; j <= 3; j++) slab.push(i * 0.8, j, i * 0.6);
    const box = orientedBox(
      Float32Array.from(slab),
      Array.from({ length: slab.length / 3 }, (_, i) => i),
    );
    expect(Math.abs(dot(box.axes[0], [0.8, 0, 0.6]))).toBeCloseTo(1, 5);
    for (const [axis, value] of [10, 3, 0].entries()) expect(box.halfExtent[axis]).toBeCloseTo(value, 4);
  });
});
