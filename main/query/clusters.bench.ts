import type { Bench } from '../testing/bench.ts';
import { seededRandom } from '../testing/seeded-random.ts';
import { findClusters } from './clusters.ts';
import { NeighbourCells } from './neighbour-cells.ts';

const count = 200_000;
const spacing = 0.01;

/** Objects among 200,000 points on 60 spheres, when every second sphere, or only one, answers to the phrase. */
export default async function prepare(): Promise<Bench> {
  const random = seededRandom(1);
  const positions = new Float32Array(3 * count);
  const sphere = new Uint8Array(count);
  for (let point = 0; point < count; point++) {
    sphere[point] = point % 60;
    const height = 2 * random() - 1;
    const angle = 2 * Math.PI * random();
    const [x, y] = [Math.cos(angle), Math.sin(angle)].map((value) => value * Math.sqrt(1 - height * height));
    positions.set(
      [x!, y!, height].map((value, axis) => 0.15 * value + [sphere[point]! % 8, sphere[point]! >> 3, 0][axis]! * 0.5),
      3 * point,
    );
  }
  const cells = new NeighbourCells(positions, 2.5 * spacing);
  const relevantWhere = (isRelevant: (sphere: number) => boolean) => ({
    cells,
    relevancy: Float32Array.from(sphere, (which) => (isRelevant(which) ? 0.7 : 0.3)),
    confidence: new Float32Array(count).fill(1),
    counts: new Uint8Array(count).fill(1),
  });
  const half = relevantWhere((which) => which % 2 === 0);
  const one = relevantWhere((which) => which === 7);
  const options = { threshold: 0.5, minPoints: 20, up: [0, 0, 1] as [number, number, number] };
  return {
    name: 'objects among 200,000 points',
    work: { count, unit: 'points' },
    rounds: 10,
    candidates: [
      {
        name: '30 objects of 100,000 points',
        run: () => {
          if (findClusters(half, options).length !== 30) throw new Error('30 spheres are 30 objects');
          return undefined;
        },
      },
      {
        name: 'one object of 3,300 points',
        run: () => {
          if (findClusters(one, options).length !== 1) throw new Error('one sphere is one object');
          return undefined;
        },
      },
      {
        name: 'sorting the points into cells, once for a scene',
        run: () => {
          new NeighbourCells(positions, 2.5 * spacing);
          return undefined;
        },
      },
    ],
  };
}
