import type { IndexData } from '../index/index-data.ts';
import { seededRandom } from './seeded-random.ts';

/** An index of the size that is promised, 8 scales of 48 directions, which says nothing: for benchmarks. */
export function syntheticIndex({ points, dimensions }: { points: number; dimensions: number }): IndexData {
  const scales = 8;
  const directions = 48;
  const random = seededRandom(1);
  const floats = (length: number, reach: number) => Float32Array.from({ length }, () => reach * (random() - 0.5));
  const codes = new Int8Array(scales * directions * points);
  for (let i = 0; i < codes.length; i++) codes[i] = Math.imul(i, 0x9e3779b1) >> 24;
  return {
    origin: { run: '1', step: 1, encoder: 'bench', fingerprint: 'be', rankCorrelation: 1 },
    spacing: 0.01,
    scales: Float32Array.from({ length: scales }, (_, scale) => scale / 8),
    subspace: { mean: floats(dimensions, 0.1), basis: floats(directions * dimensions, 0.1), explained: 1 },
    steps: floats(directions, 0.004),
    positions: floats(3 * points, 2),
    colours: new Uint8Array(3 * points),
    normals: new Int8Array(3 * points),
    views: new Uint16Array(points).fill(20),
    confidence: new Uint8Array(points).fill(200),
    codes,
  };
}
