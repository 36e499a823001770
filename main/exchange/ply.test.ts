import fc from 'fast-check';
import { PLYLoader } from 'three/addons/loaders/PLYLoader.js';
import { describe, expect, test } from 'vitest';
import type { Cluster } from '../query/clusters.ts';
import { encodePly } from './ply.ts';
import type { PhraseColumn } from './scene.ts';
import { readPly } from './test-readers.ts';
import { testScene } from './test-scene.ts';

const cluster = (...points: number[]) => ({ points: Int32Array.from(points) }) as Cluster;

describe('a PLY file', () => {
  test('has the properties that other programs look for, and one of each phrase', () => {
    const scene = testScene(3);
    const relevancy = Float32Array.of(0.25, 0.5, 0.75);
    const column = { phrase: 'Red mug', scale: 0.25, relevancy, objects: [cluster(2), cluster(0, 2)] };
    const { properties, rows, comments } = readPly(encodePly(scene, [column], ['Made by a test.']));
    expect(properties.map(({ type, name }) => `${type} ${name}`)).toEqual([
      ...['x', 'y', 'z', 'nx', 'ny', 'nz'].map((name) => `float ${name}`),
      ...['red', 'green', 'blue'].map((name) => `uchar ${name}`),
      'float confidence',
      'ushort views',
      'float relevancy_red_mug',
      'uchar object_red_mug',
    ]);
    expect(rows.map((row) => row.relevancy_red_mug)).toEqual([0.25, 0.5, 0.75]);
    // A point of two objects belongs to the better one.
    expect(rows.map((row) => row.object_red_mug)).toEqual([2, 0, 1]);
    expect(comments).toEqual(['Made by a test.', 'relevancy_red_mug, object_red_mug: at scale 0.2500, "Red mug"']);
  });

  test('gives back what was put into it, whatever the points and phrases are', () => {
    const phrases = fc.array(fc.string({ unit: 'binary', maxLength: 200 }), { maxLength: 4 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9 }), fc.integer(), phrases, (points, seed, texts) => {
        const scene = testScene(points, seed);
        const columns = texts.map(
          (phrase, i): PhraseColumn => ({
            phrase,
            scale: 0.1,
            relevancy: Float32Array.from({ length: points }, (_, point) => ((point + i) % 7) / 7),
            objects: points > i ? [cluster(i)] : [],
          }),
        );
        const { properties, rows, comments } = readPly(encodePly(scene, columns, texts));
        expect(rows).toHaveLength(points);
        expect(comments).toHaveLength(2 * texts.length);
        const firstOfPhrases = properties.length - 2 * texts.length;
        rows.forEach((row, point) => {
          expect([row.x, row.y, row.z]).toEqual([
            ...Float32Array.from(scene.positions.subarray(3 * point, 3 * point + 3)),
          ]);
          expect([row.nx, row.ny, row.nz]).toEqual([...scene.normals.subarray(3 * point, 3 * point + 3)]);
          expect([row.red, row.green, row.blue]).toEqual([...scene.colours.subarray(3 * point, 3 * point + 3)]);
          expect([row.confidence, row.views]).toEqual([scene.confidence[point], scene.views[point]]);
          columns.forEach(({ relevancy }, i) => {
            const { name } = properties[firstOfPhrases + 2 * i]!;
            expect(row[name]).toBe(relevancy[point]);
          });
        });
      }),
      { numRuns: 25 },
    );
  });

  test('keeps a phrase of many lines in one comment, cut where readers stop reading', () => {
    const phrase = `mug\nend_header\r\n\u2028${'茶'.repeat(400)}`;
    const [remark] = readPly(encodePly(testScene(1), [], [phrase])).comments;
    expect(remark).toMatch(/^mug end_header 茶+$/);
    expect(Buffer.byteLength(remark!)).toBeLessThan(1000);
  });

  test('is read by three.js, with normals, colours and what was asked', () => {
    const scene = testScene(4);
    const relevancy = Float32Array.of(0, 0.25, 0.5, 1);
    const bytes = encodePly(scene, [{ phrase: 'mug', scale: 1, relevancy, objects: [] }], ['Küche']);
    const loader = new PLYLoader();
    loader.setCustomPropertyNameMapping({ relevancy: ['relevancy_mug'] });
    const { attributes } = loader.parse(Uint8Array.from(bytes).buffer);
    expect([...attributes.position!.array]).toEqual([...Float32Array.from(scene.positions)]);
    expect([...attributes.normal!.array]).toEqual([...scene.normals]);
    expect(attributes.color!.count).toBe(4);
    expect([...attributes.relevancy!.array]).toEqual([...relevancy]);
  });
});
