import type { Bench } from '../testing/bench.ts';
import { seededRandom } from '../testing/seeded-random.ts';
import { syntheticIndex } from '../testing/synthetic-index.ts';
import { LanguageIndex } from './language-index.ts';

const points = 200_000;
const scales = 8;
const directions = 48;
const dimensions = 512;

/** A query on a synthetic index of the size that is promised, against 8-bit arithmetic in JavaScript. */
export default async function prepare(): Promise<Bench> {
  const random = seededRandom(2);
  const floats = (length: number, reach: number) => Float32Array.from({ length }, () => reach * (random() - 0.5));
  const data = syntheticIndex({ points, dimensions });
  const index = await LanguageIndex.open(data);
  let number = 0;
  const fresh = () => ({ key: `phrase ${number++}`, embedding: floats(dimensions, 0.1) });
  const query = fresh();
  const canonical = Array.from({ length: 4 }, fresh);
  return {
    name: `relevancy of ${points} points at ${scales} scales`,
    work: { count: points * scales, unit: 'embeddings' },
    rounds: 10,
    candidates: [
      {
        name: 'products in JavaScript, similarities alone',
        run: () => {
          integerProducts(data.codes);
          return undefined;
        },
      },
      {
        name: 'a new phrase',
        run: () => {
          index.score(fresh(), canonical);
          return undefined;
        },
      },
      {
        name: 'a changed canonical phrase',
        run: () => {
          index.score(query, [...canonical.slice(1), fresh()]);
          return undefined;
        },
      },
      {
        name: 'a canonical phrase left out',
        run: () => {
          index.score(query, canonical.slice(number++ % 2, 3));
          return undefined;
        },
      },
    ],
  };
}

/** Codes by point, four sums at a time: as fast as it gets without leaving the language. */
function integerProducts(codes: Int8Array): Float32Array {
  const phrase = Int32Array.from({ length: directions }, (_, k) => k - 20);
  const result = new Float32Array(points * scales);
  for (let row = 0, start = 0; row < result.length; row++, start += directions) {
    let [a, b, c, d] = [0, 0, 0, 0];
    for (let k = 0; k < directions; k += 4) {
      a += codes[start + k]! * phrase[k]!;
      b += codes[start + k + 1]! * phrase[k + 1]!;
      c += codes[start + k + 2]! * phrase[k + 2]!;
      d += codes[start + k + 3]! * phrase[k + 3]!;
    }
    result[row] = a + b + c + d;
  }
  return result;
}
