import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { centre, column, compose, cross, dot, fromColumns, normalised, type Vector } from './matrix.ts';
import { normaliseCapture } from './normalize.ts';
import { frameOf } from './test-capture.ts';
import type { Capture, Pose, RawCapture } from './types.ts';

const raw = (poses: readonly Pose[], changes: Partial<RawCapture> = {}): RawCapture => ({
  kind: 'transforms',
  source: '/photos',
  frames: poses.map((worldFromCamera, index) => frameOf(`/photos/${index}.jpg`, { worldFromCamera })),
  skipped: [],
  warnings: [],
  points: null,
  worldFromOriginal: null,
  ...changes,
});

const entry = fc.double({ min: -1, max: 1, noNaN: true });
const direction = fc
  .tuple(entry, entry, entry)
  .filter((vector) => Math.hypot(...vector) > 0.1)
  .map((vector) => normalised(vector));
const pose = fc
  .tuple(direction, direction, fc.tuple(entry, entry, entry), fc.double({ min: 1e-3, max: 1e5, noNaN: true }))
  .filter(([a, b]) => Math.hypot(...cross(a, b)) > 0.1)
  .map(([z, other, [x, y, w], distance]) => {
    const right = normalised(cross(other, z));
    return fromColumns(right, cross(z, right), z, [x * distance, y * distance, w * distance]);
  });
const poses = fc.array(pose, { minLength: 2, maxLength: 12 });

const mean = (vectors: Vector[], axis: number) => vectors.reduce((sum, v) => sum + v[axis]!, 0) / vectors.length;
const posesOf = (capture: Capture) => capture.frames.map(({ worldFromCamera }) => worldFromCamera);

test('cameras come to lie round the origin, within the unit box and touching it, with up along z', () => {
  fc.assert(
    fc.property(poses, (given) => {
      const up = [0, 1, 2].map((axis) =>
        mean(
          given.map((p) => column(p, 1)),
          axis,
        ),
      ) as Vector;
      const spread = Math.hypot(
        ...given.flatMap((p) => centre(p).map((value, axis) => value - centre(given[0]!)[axis]!)),
      );
      fc.pre(Math.hypot(...up) > 1e-3 && spread > 1e-3 * Math.hypot(1, ...given.flatMap(centre)));
      const moved = posesOf(normaliseCapture(raw(given)));
      const centres = moved.map(centre);
      expect(Math.max(...centres.flat().map(Math.abs))).toBeCloseTo(1, 9);
      for (const axis of [0, 1, 2]) expect(mean(centres, axis)).toBeCloseTo(0, 9);
      const ups = moved.map((p) => column(p, 1));
      expect(mean(ups, 0)).toBeCloseTo(0, 6);
      expect(mean(ups, 1)).toBeCloseTo(0, 6);
      expect(mean(ups, 2)).toBeGreaterThan(0);
      for (const p of moved) expect(dot(cross(column(p, 0), column(p, 1)), column(p, 2))).toBeCloseTo(1, 6);
    }),
    { numRuns: 60 },
  );
});

test('`transform` takes the original world to the normalised one', () => {
  // Original world → (turned and doubled by the exporter) → capture world → normalised world.
  const applied: Pose = [0, 2, 0, 1, -2, 0, 0, 2, 0, 0, 2, 3];
  fc.assert(
    fc.property(poses, fc.tuple(entry, entry, entry), (given, point) => {
      const inCapture = centre(compose(applied, [...at(point)]));
      const frame = fromColumns([1, 0, 0], [0, 0, 1], [0, -1, 0], inCapture);
      const capture = normaliseCapture(raw([...given, frame], { worldFromOriginal: applied }));
      const moved = centre(compose(capture.transform, [...at(point)]));
      const expected = centre(posesOf(capture).at(-1)!);
      for (const axis of [0, 1, 2]) expect(moved[axis]).toBeCloseTo(expected[axis]!, 6);
    }),
  );
});

const at = ([x, y, z]: readonly [number, number, number]): Pose => [1, 0, 0, x, 0, 1, 0, y, 0, 0, 1, z];

test('points move as the cameras do', () => {
  const given = [at([3, 4, 5]), at([5, 4, 5])];
  const points = { positions: Float32Array.of(3, 4, 5, 5, 4, 5), colors: new Uint8Array(6) };
  const capture = normaliseCapture(raw(given, { points }));
  const centres = posesOf(capture).flatMap(centre);
  expect([...capture.points!.positions]).toEqual(centres.map((value) => expect.closeTo(value, 6)));
});

describe('degenerate captures stay finite:', () => {
  const upsideDown = (x: number) => fromColumns([1, 0, 0], [0, 0, -1], [0, 1, 0], [x, 0, 0]);
  const upright = (x: number) => fromColumns([1, 0, 0], [0, 0, 1], [0, -1, 0], [x, 0, 0]);
  test.each<[string, Pose[]]>([
    ['a single camera', [at([1, 2, 3])]],
    ['all cameras at the same place', [upright(5), upright(5), upright(5)]],
    ['all cameras upside down', [upsideDown(0), upsideDown(1)]],
    ['cameras whose up directions cancel out', [upright(0), upsideDown(1)]],
    ['cameras that are hardly apart', [upright(0), upright(1e-12)]],
  ])('%s', (_, given) => {
    const capture = normaliseCapture(raw(given));
    expect(capture.scale).toBeGreaterThan(0);
    expect([...capture.transform, capture.scale, ...posesOf(capture).flat()].every(Number.isFinite)).toBe(true);
    for (const p of posesOf(capture)) expect(Math.hypot(...column(p, 1))).toBeCloseTo(1, 9);
  });

  test.each([1e-9, 1e-7, 1e-5, 1e-3])(
    'cameras that are upside down but for %d radians are put on their feet',
    (angle) => {
      const up: Vector = [Math.sin(angle), 0, -Math.cos(angle)];
      const tilted = (x: number) => fromColumns(cross(up, [0, 1, 0]), up, [0, 1, 0], [x, 0, 0]);
      const [first] = posesOf(normaliseCapture(raw([tilted(0), tilted(1)])));
      expect(column(first!, 1)).toEqual([0, 0, 1].map((value) => expect.closeTo(value, 6)));
      for (const axis of [0, 1, 2]) expect(Math.hypot(...column(first!, axis))).toBeCloseTo(1, 7);
    },
  );

  test('upside-down cameras are put on their feet', () => {
    const [first] = posesOf(normaliseCapture(raw([upsideDown(0), upsideDown(1)])));
    expect(column(first!, 1)[2]).toBeCloseTo(1, 9);
  });
});
