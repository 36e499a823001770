import { CellGrid } from './cell-grid.ts';

/**
 * The points of a scene in cells whose diagonal is a radius, so that all points of a cell are within it of each
 * other, and for each cell those others that may hold points within it too. Made once for a scene, it lets every
 * question group its points without sorting them again.
 */
export class NeighbourCells {
  /** x, y, z for each point. */
  readonly positions: Float32Array;
  readonly radius: number;
  /** How many cells hold points. */
  readonly cells: number;
  /** Cell of each point. */
  readonly cellOf: Int32Array;
  /**
   * Cells near others, each pair once, nearest first: those near cell c are `near[nearStarts[c]]` to
   * `near[nearStarts[c + 1] - 1]`.
   */
  readonly near: Int32Array;
  readonly nearStarts: Int32Array;

  /** @param radius in the unit of the positions, over 0. */
  constructor(positions: Float32Array, radius: number) {
    const grid = new CellGrid(positions, radius / Math.sqrt(3));
    this.positions = positions;
    this.radius = radius;
    this.cells = grid.cells;
    this.cellOf = grid.cellOf;
    this.nearStarts = new Int32Array(grid.cells + 1);
    const near: number[] = [];
    for (let cell = 0; cell < grid.cells; cell++) {
      const [x, y, z] = [grid.coordinates[3 * cell]!, grid.coordinates[3 * cell + 1]!, grid.coordinates[3 * cell + 2]!];
      for (let i = 0; i < OFFSETS.length; i += 3) {
        const other = grid.at(x + OFFSETS[i]!, y + OFFSETS[i + 1]!, z + OFFSETS[i + 2]!);
        if (other !== -1) near.push(other);
      }
      this.nearStarts[cell + 1] = near.length;
    }
    this.near = Int32Array.from(near);
  }
}

/** Columns, rows and layers to cells that may hold points within the radius, one of each pair of opposites, nearest first. */
const OFFSETS = Int32Array.from(
  [-2, -1, 0, 1, 2]
    .flatMap((x) => [-2, -1, 0, 1, 2].flatMap((y) => [-2, -1, 0, 1, 2].map((z) => [x, y, z] as const)))
    .filter(([x, y, z]) => x > 0 || (x === 0 && (y > 0 || (y === 0 && z > 0))))
    .sort((a, b) => Math.hypot(...a) - Math.hypot(...b))
    .flat(),
);
