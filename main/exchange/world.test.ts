import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compose, type Vector } from '../capture/matrix.ts';
import { normalisingTransform } from '../capture/normalize.ts';
import { movePosition, turnDirection, worldOf } from './world.ts';

/** A camera that is turned about x by an angle, somewhere. */
const pose = fc
  .record({
    angle: fc.double({ min: -1, max: 1, noNaN: true }),
    at: fc.array(fc.integer({ min: -40, max: 40 }), { minLength: 3, maxLength: 3 }),
  })
  .map(({ angle, at: [x, y, z] }) => {
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    return [1, 0, 0, x!, 0, c, -s, y!, 0, s, c, z!];
  });
const position = fc.tuple(
  ...([0, 1, 2].map(() => fc.integer({ min: -50, max: 50 })) as [
    fc.Arbitrary<number>,
    fc.Arbitrary<number>,
    fc.Arbitrary<number>,
  ]),
);

describe('the world of the capture', () => {
  test('is where things were before the capture was normalised', () => {
    fc.assert(
      fc.property(fc.array(pose, { minLength: 2, maxLength: 6 }), position, position, (poses, from, to) => {
        const { transform, scale } = normalisingTransform(poses);
        const withScale = transform.map((entry) => entry * scale);
        const world = worldOf('capture', withScale);
        const normalise = ([x, y, z]: Vector) =>
          [3, 7, 11].map((index) => compose(withScale, [1, 0, 0, x, 0, 1, 0, y, 0, 0, 1, z])[index]!) as Vector;
        const back = movePosition(world, normalise(from));
        back.forEach((value, axis) => {
          expect(value).toBeCloseTo(from[axis]!, 6);
        });
        expect(world.scale).toBeCloseTo(1 / scale, 6);
        const way = [0, 1, 2].map((axis) => to[axis]! - from[axis]!) as Vector;
        const [a, b] = [normalise(from), normalise(to)];
        const turned = turnDirection(world, [0, 1, 2].map((axis) => (b[axis]! - a[axis]!) / scale) as Vector);
        turned.forEach((value, axis) => {
          expect(value).toBeCloseTo(way[axis]!, 6);
        });
        expect(turnDirection(world, [0, 0, 1])).toEqual(world.up.map((value) => expect.closeTo(value, 6)));
      }),
      { numRuns: 50 },
    );
  });

  test('is not asked for in normalised coordinates', () => {
    const world = worldOf('normalised', [2, 0, 0, 1, 0, 2, 0, 1, 0, 0, 2, 1]);
    expect(movePosition(world, [0.1, 0.2, 0.3])).toEqual([0.1, 0.2, 0.3]);
    expect(world).toMatchObject({ scale: 1, up: [0, 0, 1] });
  });
});
