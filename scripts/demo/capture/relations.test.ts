import { describe, expect, it } from 'vitest';
import { describeScene } from '../scene/describe.ts';
import type { SceneObject, Vec3, View } from '../scene/description.ts';
import { Random } from '../scene/random.ts';
import { judge, relationNames, relationsOf } from './relations.ts';

/** Looks along −z of the scene: x is to the right, +z nearer. */
const view: View = { at: [0, 0.4, 1], target: [0, 0, 0] };
const [template] = describeScene(1).objects;

function cube(id: number, [x, y, z]: Vec3, host: number | null = null): SceneObject {
  const half = 0.03;
  return {
    ...template!,
    id,
    host,
    box: [
      [x - half, y, z - half],
      [x + half, y + 2 * half, z + half],
    ],
  };
}

describe('relations', () => {
  const reference = cube(1, [0, 0, 0]);

  it.each([
    ['left of', [-0.2, 0, 0]],
    ['right of', [0.2, 0, 0]],
    ['in front of', [0, 0, 0.2]],
    ['behind', [0, 0, -0.2]],
  ] as const)('%s is meant as the viewer sees it', (relation, at) => {
    const mirrored: Vec3 = [-at[0], 0, -at[2]];
    expect(judge(relation, cube(2, at), [reference], view)).toBe('yes');
    expect(judge(relation, cube(2, mirrored), [reference], view)).toBe('no');
    const fromBehind: View = { at: [0, 0.4, -1], target: [0, 0, 0] };
    expect(judge(relation, cube(2, mirrored), [reference], fromBehind)).toBe('yes');
  });

  it('what stands aslant is neither left nor in front', () => {
    const aslant = cube(2, [-0.15, 0, 0.15]);
    expect(judge('left of', aslant, [reference], view)).toBe('unsure');
    expect(judge('in front of', aslant, [reference], view)).toBe('unsure');
  });

  it('near goes by the free distance, between by the line', () => {
    expect(judge('near', cube(2, [0.12, 0, 0]), [reference], view)).toBe('yes');
    expect(judge('near', cube(2, [0.4, 0, 0]), [reference], view)).toBe('no');
    const other = cube(3, [0.4, 0, 0]);
    expect(judge('between', cube(2, [0.2, 0, 0.01]), [reference, other], view)).toBe('yes');
    expect(judge('between', cube(2, [0.2, 0, 0.2]), [reference, other], view)).toBe('no');
    expect(judge('between', cube(2, [0.6, 0, 0]), [reference, other], view)).toBe('no');
  });

  it('on and under go by what was put where', () => {
    const rider = cube(2, [0, 0.06, 0], 1);
    expect(judge('on', rider, [reference], view)).toBe('yes');
    expect(judge('under', reference, [rider], view)).toBe('yes');
    expect(judge('on', reference, [rider], view)).toBe('no');
  });

  it.each([1, 30_001, 30_002, 30_003])(
    'of the scene of seed %i are at least 12, of many kinds, each with one answer',
    (seed) => {
      const { objects } = describeScene(seed);
      const viewer = { name: 'frame_00001', view: { at: [0.2, 0.6, 0.9], target: [0, 0, 0] } satisfies View };
      const relations = relationsOf(objects, new Set(objects.map(({ id }) => id)), viewer, new Random(seed));
      expect(relations.length).toBeGreaterThanOrEqual(12);
      expect(new Set(relations.map(({ relation }) => relation)).size).toBeGreaterThanOrEqual(relationNames.length - 1);
      expect(new Set(relations.map(({ query }) => query)).size).toBe(relations.length);
    },
  );
});
