import type { IndexData } from '../index/index-data.ts';
import type { Cluster } from '../query/clusters.ts';
import { movePosition, turnDirection, type World } from './world.ts';

/** What a phrase says of every point, to go along with them. */
export interface PhraseColumn {
  readonly phrase: string;
  /** Size of what was looked for, in the world of the export. */
  readonly scale: number;
  /** In [0, 1], [N]. */
  readonly relevancy: Float32Array;
  /** Objects that were found, best first. */
  readonly objects: readonly Cluster[];
}

/** The points of an index in the world that they are exported to. Arrays are by point. */
export interface PointScene {
  readonly world: World;
  /** x, y, z; 64 bits, as captures may lie far from their origin. */
  readonly positions: Float64Array;
  /** x, y, z of unit length. */
  readonly normals: Float32Array;
  /** r, g, b */
  readonly colours: Uint8Array;
  /** In [0, 1]. */
  readonly confidence: Float32Array;
  /** How many training cameras see it. */
  readonly views: Uint16Array;
  /** Distance between neighbours, in this world. */
  readonly spacing: number;
}

/** The points of an index, moved. */
export function pointScene(data: IndexData, world: World): PointScene {
  const points = data.views.length;
  const positions = new Float64Array(3 * points);
  const normals = new Float32Array(3 * points);
  for (let at = 0; at < positions.length; at += 3) {
    const [x, y, z] = [data.normals[at]!, data.normals[at + 1]!, data.normals[at + 2]!];
    const length = Math.hypot(x, y, z);
    positions.set(movePosition(world, [data.positions[at]!, data.positions[at + 1]!, data.positions[at + 2]!]), at);
    // What faces nowhere faces up.
    normals.set(length === 0 ? world.up : turnDirection(world, [x / length, y / length, z / length]), at);
  }
  return {
    world,
    positions,
    normals,
    colours: data.colours,
    confidence: Float32Array.from(data.confidence, (value) => value / 255),
    views: data.views,
    spacing: data.spacing * world.scale,
  };
}

/** Labels are bytes: objects beyond these have none. */
const MAX_LABEL = 255;

/** By point: 0, or the number of the object it belongs to, counted from 1 in their order. */
export function labelsOf(objects: readonly Cluster[], points: number): Uint8Array {
  const labels = new Uint8Array(points);
  // The better object is written last where a point belongs to two.
  for (let number = Math.min(objects.length, MAX_LABEL); number > 0; number--) {
    for (const point of objects[number - 1]!.points) labels[point] = number;
  }
  return labels;
}
