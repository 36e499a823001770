import type { IndexData } from '../index/index-data.ts';
import { seededRandom } from './seeded-random.ts';

/**
 * An index of the size that is promised, 8 scales of 48 directions, for benchmarks: a square surface on which what
 * the field says changes as slowly as it does across the objects of a table.
 */
export function syntheticIndex({ points, dimensions }: { points: number; dimensions: number }): IndexData {
  const scales = 8;
  const directions = 48;
  const side = Math.ceil(Math.sqrt(points));
  const random = seededRandom(1);
  const floats = (length: number, reach: number) => Float32Array.from({ length }, () => reach * (random() - 0.5));
  const positions = new Float32Array(3 * points);
  for (let point = 0; point < points; point++) {
    positions[3 * point] = (2 * (point % side)) / side - 1;
    positions[3 * point + 1] = (2 * Math.floor(point / side)) / side - 1;
  }
  const codes = new Int8Array(scales * directions * points);
  for (let k = 0; k < directions; k++) {
    const [across, along, phase] = [20 * random() - 10, 20 * random() - 10, 6 * random()];
    const wave = new Int8Array(points);
    for (let point = 0; point < points; point++) {
      wave[point] = 100 * Math.sin(across * positions[3 * point]! + along * positions[3 * point + 1]! + phase);
    }
    for (let scale = 0; scale < scales; scale++) codes.set(wave, (scale * directions + k) * points);
  }
  return {
    origin: { run: '1', step: 1, encoder: 'bench', fingerprint: 'be', rankCorrelation: 1 },
    spacing: 2 / side,
    scales: Float32Array.from({ length: scales }, (_, scale) => scale / 8),
    subspace: { mean: floats(dimensions, 0.1), basis: floats(directions * dimensions, 0.1), explained: 1 },
    steps: floats(directions, 0.004),
    positions,
    colours: new Uint8Array(3 * points),
    normals: new Int8Array(3 * points),
    views: new Uint16Array(points).fill(20),
    confidence: new Uint8Array(points).fill(200),
    codes,
  };
}
