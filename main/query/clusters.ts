import type { Vector } from '../capture/matrix.ts';
import { CellGrid } from './cell-grid.ts';
import { type OrientedBox, orientedBox } from './oriented-box.ts';

/** What a scene's points say to one phrase. */
export interface ScoredPoints {
  /** x, y, z for each of N points, normalised world. */
  readonly positions: Float32Array;
  /** [N] */
  readonly relevancy: Float32Array;
  /** [N] in [0, 1]. */
  readonly confidence: Float32Array;
  /** [N]: 0 for points that do not count, because too few cameras see them. */
  readonly counts: Uint8Array;
}

export interface ClusterOptions {
  /** Points above this relevancy belong to an object. */
  readonly threshold: number;
  /** Points this near belong together, normalised world: 2 to 3 times the distance between neighbours. */
  readonly radius: number;
  /** Clusters of fewer points are noise. */
  readonly minPoints: number;
  /** Keeps boxes upright. */
  readonly up: Vector;
}

/** Something that was found: points over the threshold that hang together. */
export interface Cluster {
  /** Mean relevancy of its most relevant tenth: a single outlier is no object. */
  readonly score: number;
  /** Its most relevant point. */
  readonly peak: { readonly point: number; readonly relevancy: number };
  /** Mean of its points, weighted by how far they are over the threshold. */
  readonly centre: Vector;
  readonly box: OrientedBox;
  /** Mean over its points, weighted likewise. */
  readonly confidence: number;
  /** Indices of its points, ascending. */
  readonly points: Int32Array;
}

/** The part of a cluster's points that its score is the mean of. */
const SCORED_PART = 0.1;

/** Objects that answer to a phrase, best first. */
export function findClusters(scored: ScoredPoints, options: ClusterOptions): Cluster[] {
  const { relevancy, counts } = scored;
  const members: number[] = [];
  for (let point = 0; point < relevancy.length; point++) {
    if (counts[point] === 1 && relevancy[point]! > options.threshold) members.push(point);
  }
  return connectedComponents(scored.positions, members, options.radius)
    .filter((points) => points.length >= options.minPoints)
    .map((points) => describe(scored, points, options))
    .sort((a, b) => b.score - a.score);
}

/**
 * Groups points so that two are in one group if and only if steps of at most `radius` lead from one to the other.
 * @param members indices into `positions`, ascending.
 * @returns the points of each group, ascending.
 */
export function connectedComponents(positions: Float32Array, members: ArrayLike<number>, radius: number): Int32Array[] {
  // The diagonal of a cell is the radius: all points of one cell belong together, so that only cells are joined.
  const grid = new CellGrid(positions, radius / Math.sqrt(3), members);
  const parents = Int32Array.from({ length: grid.cells }, (_, cell) => cell);
  const rootOf = (cell: number): number => {
    let root = cell;
    while (parents[root] !== root) {
      parents[root] = parents[parents[root]!]!;
      root = parents[root]!;
    }
    return root;
  };
  const isWithinReach = (a: number, b: number): boolean => {
    for (let i = grid.starts[a]!; i < grid.starts[a + 1]!; i++) {
      const p = 3 * members[grid.points[i]!]!;
      for (let j = grid.starts[b]!; j < grid.starts[b + 1]!; j++) {
        const q = 3 * members[grid.points[j]!]!;
        const dx = positions[p]! - positions[q]!;
        const dy = positions[p + 1]! - positions[q + 1]!;
        const dz = positions[p + 2]! - positions[q + 2]!;
        if (dx * dx + dy * dy + dz * dz <= radius * radius) return true;
      }
    }
    return false;
  };
  for (let cell = 0; cell < grid.cells; cell++) {
    const x = grid.coordinates[3 * cell]!;
    const y = grid.coordinates[3 * cell + 1]!;
    const z = grid.coordinates[3 * cell + 2]!;
    for (let i = 0; i < NEIGHBOURS.length; i += 3) {
      const other = grid.at(x + NEIGHBOURS[i]!, y + NEIGHBOURS[i + 1]!, z + NEIGHBOURS[i + 2]!);
      if (other === -1) continue;
      const a = rootOf(cell);
      const b = rootOf(other);
      if (a !== b && isWithinReach(cell, other)) parents[b] = a;
    }
  }
  return groupsOf(grid, members, rootOf);
}

/** Columns, rows and layers to cells that may hold points within the radius of a cell's own, one of each pair of opposites, nearest first. */
const NEIGHBOURS = Int32Array.from(
  [-2, -1, 0, 1, 2]
    .flatMap((x) => [-2, -1, 0, 1, 2].flatMap((y) => [-2, -1, 0, 1, 2].map((z) => [x, y, z] as const)))
    .filter(([x, y, z]) => x > 0 || (x === 0 && (y > 0 || (y === 0 && z > 0))))
    .sort((a, b) => Math.hypot(...a) - Math.hypot(...b))
    .flat(),
);

function groupsOf(grid: CellGrid, members: ArrayLike<number>, rootOf: (cell: number) => number): Int32Array[] {
  const groups = new Map<number, number[]>();
  for (let i = 0; i < members.length; i++) {
    const root = rootOf(grid.cellOf[i]!);
    const group = groups.get(root);
    if (group) group.push(members[i]!);
    else groups.set(root, [members[i]!]);
  }
  return Array.from(groups.values(), (group) => Int32Array.from(group));
}

function describe(
  { positions, relevancy, confidence }: ScoredPoints,
  points: Int32Array,
  options: ClusterOptions,
): Cluster {
  const sorted = new Float32Array(points.length);
  for (let i = 0; i < points.length; i++) sorted[i] = relevancy[points[i]!]!;
  const scored = sorted.sort().subarray(-Math.max(1, Math.round(SCORED_PART * sorted.length)));
  const centre: Vector = [0, 0, 0];
  let weights = 0;
  let trust = 0;
  let peak = points[0]!;
  for (const point of points) {
    const weight = relevancy[point]! - options.threshold;
    centre[0] += weight * positions[3 * point]!;
    centre[1] += weight * positions[3 * point + 1]!;
    centre[2] += weight * positions[3 * point + 2]!;
    weights += weight;
    trust += weight * confidence[point]!;
    if (relevancy[point]! > relevancy[peak]!) peak = point;
  }
  return {
    score: scored.reduce((sum, value) => sum + value, 0) / scored.length,
    peak: { point: peak, relevancy: relevancy[peak]! },
    centre: centre.map((value) => value / weights) as Vector,
    box: orientedBox(positions, points, options.up),
    confidence: trust / weights,
    points,
  };
}
