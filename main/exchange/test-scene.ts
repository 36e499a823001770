import { normalised, type Vector } from '../capture/matrix.ts';
import { Random } from '../field/random.ts';
import type { PointScene } from './scene.ts';

/** Points anywhere within -2 to 2, facing anywhere. */
export function testScene(points: number, seed = 1, up: Vector = [0, 0, 1]): PointScene {
  const random = Random.fromSeed(seed >>> 0);
  const numbers = (length: number) => {
    const values = new Float32Array(length);
    random.fill(values);
    return values;
  };
  const normals = numbers(3 * points).map((value) => value - 0.4999);
  for (let at = 0; at < normals.length; at += 3) {
    normals.set(normalised([...normals.subarray(at, at + 3)] as Vector), at);
  }
  return {
    world: { name: 'normalised', fromNormalised: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0], scale: 1, up },
    positions: Float64Array.from(numbers(3 * points), (value) => 4 * value - 2),
    normals,
    colours: Uint8Array.from(numbers(3 * points), (value) => 255 * value),
    confidence: numbers(points),
    views: Uint16Array.from({ length: points }, (_, point) => point + 3),
    spacing: 0.02,
  };
}
