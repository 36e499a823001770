import { Box3 } from 'three';
import { describe, expect, it } from 'vitest';
import { buildModel, describeScene } from './describe.ts';
import type { SceneDescription, SceneObject } from './description.ts';
import { footprintOf, overlaps } from './placement.ts';
import { Random } from './random.ts';
import { captionsOf, phrasesOf } from './vocabulary.ts';

const seeds = [1, 30_001, 30_002, 30_003, 10_000, 10_001, 10_002, 10_003];
const scenes = seeds.map(describeScene);

const onTable = ({ objects }: SceneDescription) => objects.filter(({ host }) => host === null);

/** The ground that an object covers, from its own mesh. */
function printOf({ kind, shade, second, material, pattern, seed, at, yaw }: SceneObject) {
  const { group } = buildModel(kind, { colour: shade, second, material, pattern, random: new Random(seed) });
  group.updateMatrixWorld(true);
  return footprintOf(new Box3().setFromObject(group, true), at, yaw);
}

describe('a scene', () => {
  it('is the same whenever its seed is', () => {
    for (const scene of scenes) expect(describeScene(scene.seed)).toEqual(scene);
    expect(describeScene(2).objects).not.toEqual(scenes[0]!.objects);
  });

  it('holds at least 16 objects, each with ids of its own', () => {
    for (const { objects } of scenes) {
      expect(objects.length).toBeGreaterThanOrEqual(16);
      const ids = objects.flatMap(({ parts }) => parts.map(({ id }) => id));
      expect(new Set(ids).size).toBe(ids.length);
      expect(Math.min(...ids)).toBe(1);
      expect(Math.max(...ids)).toBeLessThan(240);
    }
  });

  it('has no two things in one place', () => {
    for (const scene of scenes) {
      const prints = onTable(scene).map(printOf);
      for (const [i, print] of prints.entries()) {
        for (const other of prints.slice(i + 1)) expect(overlaps(print, other, 0.01)).toBe(false);
      }
    }
  });

  it('stands everything on the table, or on and in what it was put on', () => {
    for (const { objects } of scenes) {
      for (const { kind, box, host } of objects) {
        const under = objects.find(({ id }) => id === host);
        if (!under) expect(box[0][1], kind).toBeCloseTo(0, 3);
        else {
          expect(box[0][1], kind).toBeGreaterThan(0);
          expect(box[0][1], kind).toBeLessThanOrEqual(under.box[1][1] + 0.001);
          const middle = (axis: 0 | 2) => (box[0][axis] + box[1][axis]) / 2;
          for (const axis of [0, 2] as const) {
            expect(middle(axis)).toBeGreaterThan(under.box[0][axis]);
            expect(middle(axis)).toBeLessThan(under.box[1][axis]);
          }
        }
        expect(Math.hypot(box[0][0], box[0][2])).toBeLessThan(0.85);
      }
    }
  });

  it('has at least one thing on another', () => {
    for (const { objects } of scenes) expect(objects.some(({ host }) => host !== null)).toBe(true);
  });

  it('lets no two objects share every phrase, and gives "orange" one meaning', () => {
    for (const { objects } of scenes) {
      const phrases = objects.map((object) => phrasesOf(object).sort().join());
      expect(new Set(phrases).size).toBe(phrases.length);
      const isFruit = objects.some(({ kind }) => kind === 'orange');
      if (isFruit) expect(objects.filter(({ colour, kind }) => colour === 'orange' && kind !== 'orange')).toEqual([]);
    }
  });

  it('is evaluated with phrases that are true of their objects', () => {
    for (const { objects } of scenes) {
      for (const object of objects) expect(captionsOf(object)).toEqual(expect.arrayContaining(phrasesOf(object)));
    }
  });
});
