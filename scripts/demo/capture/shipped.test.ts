import { readdirSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { describeScene } from '../scene/describe.ts';
import { captureScene } from './files.ts';
import type { Label } from './labels.ts';
import { targetsOf } from './phrases.ts';
import type { Relation } from './relations.ts';
import { project } from './world.ts';

const folder = new URL('../../../assets/demo/capture/', import.meta.url);
const json = (path: string) => JSON.parse(readFileSync(new URL(path, folder), 'utf8'));
const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
const scene = json('scene.json') as ReturnType<typeof captureScene> & { relations: Relation[] };
const frames = scene.labelled.map((name) => ({
  name,
  labels: (json(`labels/${name}.json`) as { objects: Label[] }).objects,
}));

describe('the capture that is shipped', () => {
  it('is small, and has views enough to learn a scene from', () => {
    const bytes = files.reduce((sum, { parentPath, name }) => sum + statSync(`${parentPath}/${name}`).size, 0);
    expect(bytes).toBeLessThan(6e6);
    const { train_filenames, test_filenames, frames: views } = json('transforms.json');
    expect(views.length).toBeGreaterThanOrEqual(48);
    expect([...train_filenames, ...test_filenames].sort()).toEqual(
      views.map((view: { file_path: string }) => view.file_path),
    );
    expect(test_filenames).toEqual(scene.labelled.map((name) => `images/${name}.jpg`));
  });

  it('is what the command makes of its seed today', () => {
    const description = describeScene(scene.seed);
    const today = captureScene(description, targetsOf(description), scene.labelled, scene.relations);
    expect(JSON.parse(JSON.stringify(today))).toEqual(scene);
  });

  it('shows every object and asks every phrase in a labelled keyframe at least', () => {
    expect(frames.length).toBeGreaterThanOrEqual(5);
    const asked = new Set(frames.flatMap(({ labels }) => labels.map(({ category }) => category)));
    for (const { name } of scene.objects) expect(asked).toContain(name);
    expect(asked.size).toBeGreaterThanOrEqual(45);
  });

  it('has labels where the objects are', () => {
    const { frames: views } = json('transforms.json') as {
      frames: { file_path: string; transform_matrix: number[][] }[];
    };
    for (const { name, labels } of frames) {
      const view = views.find(({ file_path }) => file_path === `images/${name}.jpg`)!;
      const matrix = view.transform_matrix;
      // Back into the scene's own axes, in which project() wants its view.
      const scenePoint = (i: number) => [matrix[0]![i]!, matrix[2]![i]!, -matrix[1]![i]!] as const;
      const at = scenePoint(3);
      const back = scenePoint(2);
      const target = [at[0] - back[0], at[1] - back[1], at[2] - back[2]] as const;
      for (const { name: noun, box } of scene.objects) {
        const own = labels.filter(({ category }) => category === noun);
        if (own.length !== 1 || scene.objects.filter((other) => other.name === noun).length > 1) continue;
        const corners = [0, 1, 2, 3, 4, 5, 6, 7].map((i) =>
          project({ at, target }, [box[i & 1]![0], box[(i >> 1) & 1]![1], box[i >> 2]![2]], 480, 360),
        );
        const [x1, y1, x2, y2] = own[0]!.bbox as [number, number, number, number];
        expect(x1, `${noun} in ${name}`).toBeGreaterThanOrEqual(Math.min(...corners.map(({ x }) => x)) - 2);
        expect(x2, `${noun} in ${name}`).toBeLessThanOrEqual(Math.max(...corners.map(({ x }) => x)) + 2);
        expect(y1, `${noun} in ${name}`).toBeGreaterThanOrEqual(Math.min(...corners.map(({ y }) => y)) - 2);
        expect(y2, `${noun} in ${name}`).toBeLessThanOrEqual(Math.max(...corners.map(({ y }) => y)) + 2);
      }
    }
  });

  it('comes with relations that have known answers', () => {
    expect(scene.relations.length).toBeGreaterThanOrEqual(12);
    for (const { answer, viewer } of scene.relations) {
      expect(scene.objects.map(({ id }) => id)).toContain(answer);
      if (viewer !== null) expect(scene.labelled).toContain(viewer);
    }
  });
});
