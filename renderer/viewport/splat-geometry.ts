import { BufferAttribute, DynamicDrawUsage, InstancedBufferAttribute, InstancedBufferGeometry } from 'three';
import type { IndexPointData } from '../api/index-points.ts';
import { NUMBERS_PER_POINT } from './splat-answer.ts';

/**
 * One square per point, in one draw call: 20 bytes of each stay as they are, 4 change with an answer.
 * The shader cuts the disc out of the square.
 */
export function splatGeometry({ positions, colours, normals, confidence, counts }: IndexPointData) {
  const points = positions.length / 3;
  const facing = new Int8Array(4 * points);
  const paint = new Uint8Array(4 * points);
  for (let point = 0; point < points; point++) {
    for (let axis = 0; axis < 3; axis++) {
      facing[4 * point + axis] = normals[3 * point + axis]!;
      paint[4 * point + axis] = colours[3 * point + axis]!;
    }
    facing[4 * point + 3] = counts[point] === 0 ? 0 : 127;
    paint[4 * point + 3] = confidence[point]!;
  }
  const geometry = new InstancedBufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(Float32Array.of(-1, -1, 0, 1, -1, 0, -1, 1, 0, 1, 1, 0), 3));
  geometry.setIndex([0, 1, 2, 2, 1, 3]);
  geometry.setAttribute('centre', new InstancedBufferAttribute(positions, 3));
  geometry.setAttribute('facing', new InstancedBufferAttribute(facing, 4, true));
  geometry.setAttribute('paint', new InstancedBufferAttribute(paint, 4, true));
  const found = new InstancedBufferAttribute(new Uint16Array(NUMBERS_PER_POINT * points), NUMBERS_PER_POINT, true);
  found.setUsage(DynamicDrawUsage);
  geometry.setAttribute('found', found);
  geometry.instanceCount = points;
  return { geometry, found };
}
