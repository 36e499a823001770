import type { Vector } from '../capture/matrix.ts';
import type { NeighbourCells } from './neighbour-cells.ts';
import { type OrientedBox, orientedBox } from './oriented-box.ts';

/** What a scene's points say to one phrase. */
export interface ScoredPoints {
  /** Where they are, N of them, and which lie within 2 to 3 times the distance between neighbours: those belong together. */
  readonly cells: NeighbourCells;
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
  const members = new Int32Array(relevancy.length);
  let count = 0;
  for (let point = 0; point < relevancy.length; point++) {
    if (counts[point] === 1 && relevancy[point]! > options.threshold) members[count++] = point;
  }
  return connectedComponents(scored.cells, members.subarray(0, count))
    .filter((points) => points.length >= options.minPoints)
    .map((points) => describe(scored, points, options))
    .sort((a, b) => b.score - a.score);
}

/**
 * Groups points so that two are in one group if and only if steps of at most the cells' radius lead from one to the other.
 * @param members which of the points, ascending.
 * @returns the points of each group, ascending.
 */
export function connectedComponents(cells: NeighbourCells, members: Int32Array): Int32Array[] {
  const { near, nearStarts, cellOf, positions, radius } = cells;
  const { occupied, starts, ends, points } = byCell(cells, members);
  // All points of one cell belong together, so that only cells are joined.
  const parents = new Int32Array(cells.cells);
  for (const cell of occupied) parents[cell] = cell;
  const rootOf = (cell: number): number => {
    let root = cell;
    while (parents[root] !== root) {
      parents[root] = parents[parents[root]!]!;
      root = parents[root]!;
    }
    return root;
  };
  const isWithinReach = (a: number, b: number): boolean => {
    for (let i = starts[a]!; i < ends[a]!; i++) {
      const p = 3 * points[i]!;
      for (let j = starts[b]!; j < ends[b]!; j++) {
        const q = 3 * points[j]!;
        const dx = positions[p]! - positions[q]!;
        const dy = positions[p + 1]! - positions[q + 1]!;
        const dz = positions[p + 2]! - positions[q + 2]!;
        if (dx * dx + dy * dy + dz * dz <= radius * radius) return true;
      }
    }
    return false;
  };
  for (const cell of occupied) {
    for (let i = nearStarts[cell]!; i < nearStarts[cell + 1]!; i++) {
      const other = near[i]!;
      if (starts[other] === ends[other]) continue;
      const [a, b] = [rootOf(cell), rootOf(other)];
      if (a !== b && isWithinReach(cell, other)) parents[b] = a;
    }
  }
  const groups = new Map<number, number[]>();
  for (const point of members) {
    const root = rootOf(cellOf[point]!);
    const group = groups.get(root);
    if (group) group.push(point);
    else groups.set(root, [point]);
  }
  return Array.from(groups.values(), (group) => Int32Array.from(group));
}

/** Some points sorted by cell: those of cell c are `points[starts[c]]` to `points[ends[c] - 1]`. */
function byCell({ cells, cellOf }: NeighbourCells, members: Int32Array) {
  const [starts, ends] = [new Int32Array(cells), new Int32Array(cells)];
  const occupied: number[] = [];
  for (const point of members) {
    const cell = cellOf[point]!;
    if (ends[cell]!++ === 0) occupied.push(cell);
  }
  let end = 0;
  for (const cell of occupied) {
    const count = ends[cell]!;
    starts[cell] = ends[cell] = end;
    end += count;
  }
  const points = new Int32Array(members.length);
  for (const point of members) points[ends[cellOf[point]!]!++] = point;
  return { occupied, starts, ends, points };
}

function describe(
  { cells: { positions }, relevancy, confidence }: ScoredPoints,
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
