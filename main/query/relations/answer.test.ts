import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dot, type Vector } from '../../capture/matrix.ts';
import type { Cluster } from '../clusters.ts';
import { answer } from './answer.ts';
import { evaluateRelation } from './evaluate-relation.ts';
import { viewerFrame } from './frame.ts';
import { readSentence } from './read-sentence.ts';
import type { RelationName } from './sentence.ts';

const up: Vector = [0, 0, 1];
/** From the south, looking north and a little down; right is east. */
const fromSouth = [1, 0, 0, 0, 0, 0.6, -0.8, -3, 0, 0.8, 0.6, 2];
const fromNorth = [-1, 0, 0, 0, 0, -0.6, 0.8, 3, 0, 0.8, 0.6, 2];
const south = { ...viewerFrame(fromSouth, up), spacing: 0.01 };
const north = { ...viewerFrame(fromNorth, up), spacing: 0.01 };

let nextPoint = 0;
function object(centre: Vector, halfExtent: Vector, score = 0.8): Cluster {
  const points = Int32Array.from({ length: 20 }, () => nextPoint++);
  const box = { centre, halfExtent, axes: [[1, 0, 0], [0, 1, 0], up] as [Vector, Vector, Vector] };
  return { score, peak: { point: points[0]!, relevancy: score }, centre, box, confidence: 1, points };
}

/** A table at height 0 with things on it, one thing on the floor and one in the air. */
const table = object([0, 0, -0.05], [1.5, 1, 0.05]);
const book = object([0, 0, 0.03], [0.15, 0.1, 0.03]);
const westCup = object([-0.5, 0.02, 0.06], [0.05, 0.05, 0.06]);
const eastCup = object([0.5, 0.02, 0.06], [0.05, 0.05, 0.06], 0.85);
const bookCup = object([0.02, 0, 0.12], [0.05, 0.05, 0.06], 0.7);
const lamp = object([0.65, 0.15, 0.3], [0.06, 0.06, 0.3]);
const plant = object([0.62, 0.7, 0.15], [0.08, 0.08, 0.15]);
const bowl = object([-1, 0, 0.05], [0.12, 0.12, 0.05]);
const apple = object([-1, 0, 0.06], [0.04, 0.04, 0.04]);
const cat = object([0, -0.4, -0.9], [0.25, 0.1, 0.15]);
const hanging = object([0, 0, 1.5], [0.2, 0.2, 0.1]);
const names = { table, book, westCup, eastCup, bookCup, lamp, plant, bowl, apple, cat, hanging };
const cups = [eastCup, westCup, bookCup];
const phrases: Record<string, Cluster[]> = {
  table: [table],
  book: [book],
  cup: cups,
  lamp: [lamp],
  plant: [plant],
  bowl: [bowl],
  apple: [apple],
  cat: [cat],
  'hanging lamp': [hanging, { ...lamp, score: 0.65 }],
};
const clustersOf = (phrase: string | null) => (phrase === null ? Object.values(names) : (phrases[phrase] ?? []));

function ask(sentence: string, setting = south) {
  const reading = readSentence(sentence);
  if (reading.kind === 'plain') throw new Error(`‘${sentence}’ was not read: ${reading.reason}`);
  return answer(reading.things, clustersOf, setting);
}

const nameOf = (cluster: Cluster | undefined) => Object.entries(names).find(([, value]) => value === cluster)?.[0];

describe('relations', () => {
  it.each([
    ['the cup left of the book', south, 'westCup'],
    ['the cup left of the book', north, 'eastCup'],
    ['the cup right of the book', south, 'eastCup'],
    ['the cup on the book', south, 'bookCup'],
    ['the cup not on the book', south, 'eastCup'],
    ['the cup next to the lamp', south, 'eastCup'],
    ['the cup not near the lamp and not on the book', south, 'westCup'],
    ['the plant behind the lamp', south, 'plant'],
    ['something behind the lamp', south, 'plant'],
    ['something in front of the plant', south, 'lamp'],
    ['the plant in front of the lamp', north, 'plant'],
    ['the cup between the bowl and the book', south, 'westCup'],
    ['something in the bowl', south, 'apple'],
    ['under the table', south, 'cat'],
    ['the hanging lamp above the table', south, 'hanging'],
    ['the cup left of the lamp and right of the book', south, 'eastCup'],
    ['the cup right of the apple in the bowl and left of the book', south, 'westCup'],
  ])('%s', (sentence, setting, expected) => {
    const [first] = ask(sentence, setting);
    expect(nameOf(first!.found[0]?.object)).toBe(expected);
  });

  it('come with what was computed: the reference that was meant, and how well each part holds', () => {
    const [{ found, missing }] = ask('the cup left of the book and near the bowl') as [ReturnType<typeof ask>[number]];
    const [best] = found;
    expect(best!.objectScore).toBe(0.8);
    expect(best!.holds.map(({ references }) => references.map((reference) => nameOf(reference.object)))).toEqual([
      ['book'],
      ['bowl'],
    ]);
    expect(best!.score).toBeCloseTo(
      best!.holds.reduce((product, { score }) => product * score, 0.8),
      12,
    );
    expect(missing).toEqual([]);
  });

  it('find several things', () => {
    expect(ask('the plant and the lamp').map(({ found }) => nameOf(found[0]?.object))).toEqual(['plant', 'lamp']);
  });

  it('say what the scene has nothing of; what is not there is nothing to be on', () => {
    expect(ask('the cup left of the piano')).toMatchObject([{ found: [], missing: ['piano'] }]);
    expect(ask('the cup not on the piano')[0]!.found[0]!.score).toBe(0.85);
  });

  it('do not relate a thing to itself under another name', () => {
    const mug = { ...westCup, score: 0.9 };
    const [first] = answer(
      [
        {
          phrase: 'mug',
          constraints: [{ relation: 'near', negated: false, references: [{ phrase: 'cup', constraints: [] }] }],
        },
      ],
      (phrase) => (phrase === 'mug' ? [mug] : cups),
      south,
    );
    expect(nameOf(first!.found[0]!.holds[0]!.references[0]!.object)).not.toBe('westCup');
  });
});

describe('how well a relation holds', () => {
  const vector = (size: number, min = -size) =>
    fc.tuple(...[0, 1, 2].map(() => fc.double({ min, max: size, noNaN: true }))) as unknown as fc.Arbitrary<Vector>;
  const box = fc
    .record({ centre: vector(2), halfExtent: vector(0.5, 0.01) })
    .map(({ centre, halfExtent }) => object(centre, halfExtent).box);
  const opposites: [RelationName, RelationName][] = [
    ['left', 'right'],
    ['front', 'behind'],
    ['above', 'below'],
  ];

  it('is within [0, 1], and as well the other way round for opposites', () => {
    fc.assert(
      fc.property(box, box, box, (a, b, c) => {
        const score = (relation: RelationName, ...boxes: [typeof a, ...(typeof a)[]]) =>
          evaluateRelation(relation, boxes[0], boxes.slice(1), south);
        for (const [one, other] of opposites) {
          expect(score(one, a, b)).toBeCloseTo(score(other, b, a), 12);
          expect(Math.min(score(one, a, b), score(other, a, b))).toBe(0);
        }
        expect(score('near', a, b)).toBeCloseTo(score('near', b, a), 12);
        expect(score('between', a, b, c)).toBeCloseTo(score('between', a, c, b), 9);
        for (const relation of ['left', 'above', 'on', 'inside', 'near'] as const) {
          expect(score(relation, a, b)).toBeGreaterThanOrEqual(0);
          expect(score(relation, a, b)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('falls with the gap, with what sticks out, and with the offset to the side', () => {
    const falls = (relation: RelationName, things: Cluster[], reference: Cluster) => {
      const scores = things.map((thing) => evaluateRelation(relation, thing.box, [reference.box], south));
      expect(scores).toEqual([...scores].sort((a, b) => b - a));
      expect(scores[0]! - scores.at(-1)!).toBeGreaterThan(0.3);
    };
    const cupAt = (...centre: Vector) => object(centre, [0.05, 0.05, 0.06]);
    falls('on', [cupAt(0, 0, 0.06), cupAt(0, 0, 0.1), cupAt(0, 0, 0.3)], table);
    falls('on', [cupAt(0, 0, 0.06), cupAt(1.5, 0, 0.06), cupAt(1.6, 0, 0.06)], table);
    falls('near', [cupAt(0.2, 0, 0), cupAt(0.5, 0, 0), cupAt(1, 0, 0)], book);
    falls('right', [cupAt(0.5, 0, 0), cupAt(0.3, 0.5, 0), cupAt(0.1, 0.9, 0)], book);
    falls('inside', [cupAt(-1, 0, 0.05), cupAt(-0.9, 0, 0.05), cupAt(-1, 0, 0.15)], bowl);
  });
});

describe("the viewer's frame", () => {
  it('is level and right-handed, however the camera is held', () => {
    const angle = fc.double({ min: -Math.PI, max: Math.PI, noNaN: true });
    fc.assert(
      fc.property(angle, angle, angle, (heading, tilt, roll) => {
        const { right, forward } = viewerFrame(turned(heading, tilt, roll), up);
        for (const direction of [right, forward]) {
          expect(Math.hypot(...direction)).toBeCloseTo(1, 6);
          expect(dot(direction, up)).toBeCloseTo(0, 6);
        }
        expect(dot(right, forward)).toBeCloseTo(0, 6);
        // Right, forward and up as x, y and z.
        expect(right[0] * forward[1] - right[1] * forward[0]).toBeCloseTo(1, 6);
      }),
    );
  });

  it('follows the camera on its side, and one that looks straight down', () => {
    const onItsSide = [0, -1, 0, 0, 0, 0, -1, 0, 1, 0, 0, 0];
    const down = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 5];
    for (const pose of [onItsSide, down]) {
      const { forward, right } = viewerFrame(pose, up);
      expect(dot(forward, [0, 1, 0])).toBeCloseTo(1, 12);
      expect(dot(right, [1, 0, 0])).toBeCloseTo(1, 12);
    }
  });
});

/** Camera axes turned by a heading about z, then a tilt about its x, then a roll about where it looks. */
function turned(heading: number, tilt: number, roll: number): number[] {
  const [ch, sh, ct, st, cr, sr] = [heading, tilt, roll].flatMap((a) => [Math.cos(a), Math.sin(a)]) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const x = [ch, sh, 0];
  const forward = [-sh * ct, ch * ct, st];
  const y = [sh * st, -ch * st, ct];
  return [0, 1, 2].flatMap((i) => [cr * x[i]! + sr * y[i]!, cr * y[i]! - sr * x[i]!, -forward[i]!, 0]);
}
