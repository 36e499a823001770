/** Cells farther from the origin than this are counted as the last ones, so that all fit in 32 bits. */
const FARTHEST = 2 ** 30;

/**
 * Points sorted into the cubic cells of an unbounded grid. Only cells with points exist: they are found by
 * open addressing over a table of 32-bit numbers, several times as fast as a Map with a key for each.
 */
export class CellGrid {
  readonly side: number;
  /** How many cells hold points. */
  readonly cells: number;
  /** Cell of each point. */
  readonly cellOf: Int32Array;
  /** Column, row and layer of each cell. */
  readonly coordinates: Int32Array;
  /** Points by cell: cell c holds `points[starts[c]]` to `points[starts[c + 1] - 1]`. */
  readonly points: Int32Array;
  readonly starts: Int32Array;
  private readonly table: Int32Array;

  /** @param positions x, y, z for each point of the scene. */
  constructor(positions: Float32Array, side: number) {
    const count = positions.length / 3;
    this.side = side;
    this.table = new Int32Array(2 ** Math.ceil(Math.log2(Math.max(2, 2 * count)))).fill(-1);
    this.cellOf = new Int32Array(count);
    const coordinates = new Int32Array(3 * count);
    let cells = 0;
    const index = (value: number) => Math.max(-FARTHEST, Math.min(FARTHEST, Math.floor(value / side)));
    for (let point = 0; point < count; point++) {
      const x = index(positions[3 * point]!);
      const y = index(positions[3 * point + 1]!);
      const z = index(positions[3 * point + 2]!);
      const slot = this.slotOf(coordinates, x, y, z);
      if (this.table[slot] === -1) {
        this.table[slot] = cells;
        coordinates[3 * cells] = x;
        coordinates[3 * cells + 1] = y;
        coordinates[3 * cells + 2] = z;
        cells++;
      }
      this.cellOf[point] = this.table[slot]!;
    }
    this.cells = cells;
    this.coordinates = coordinates.slice(0, 3 * cells);
    this.starts = new Int32Array(cells + 1);
    for (const cell of this.cellOf) this.starts[cell + 1]!++;
    for (let cell = 0; cell < cells; cell++) this.starts[cell + 1]! += this.starts[cell]!;
    const next = this.starts.slice();
    this.points = new Int32Array(count);
    for (let point = 0; point < count; point++) this.points[next[this.cellOf[point]!]!++] = point;
  }

  /** The cell at a column, row and layer; -1 if it has no points. */
  at(x: number, y: number, z: number): number {
    return this.table[this.slotOf(this.coordinates, x, y, z)]!;
  }

  /** Where a cell is in the table, or where it would be. */
  private slotOf(coordinates: Int32Array, x: number, y: number, z: number): number {
    const mask = this.table.length - 1;
    let hash = Math.imul(x, 0x9e3779b1) ^ Math.imul(y, 0x85ebca6b) ^ Math.imul(z, 0xc2b2ae35);
    hash ^= hash >>> 15;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const cell = this.table[slot]!;
      if (cell === -1) return slot;
      const start = 3 * cell;
      if (coordinates[start] === x && coordinates[start + 1] === y && coordinates[start + 2] === z) return slot;
    }
  }
}
