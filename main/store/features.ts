import { crc32 } from 'node:zlib';
import { UserError } from '../errors.ts';
import { joinFloat16, toBlob } from './bytes.ts';
import type { Sqlite } from './sqlite.ts';

/** Embeddings of the crop pyramid, or features of every patch of the whole image. */
export type FeatureKind = 'pyramid' | 'dense';

/** What was computed by which encoder. Two encoders are two sets, and so are two versions of one. */
export interface FeatureKey {
  readonly kind: FeatureKind;
  /** Id of the encoder, for people. */
  readonly encoder: string;
  /** Of the encoder's files: what tells sets of one kind apart. */
  readonly fingerprint: string;
  readonly dimensions: number;
}

export interface FeatureSet extends FeatureKey {
  readonly id: number;
  readonly createdAt: string;
  /** How many frames have their features. */
  readonly frames: number;
  readonly bytes: number;
}

/** Features of one frame at one level. */
export interface FeatureGrid {
  readonly rows: number;
  readonly columns: number;
  /** [rows, columns, dimensions] */
  readonly values: Float16Array<ArrayBuffer>;
}

/** Far below what SQLite and Electron's allocator hold in one piece. */
const chunkBytes = 2 * 2 ** 20;

/** Features of the frames, computed once and kept. A frame's features are there whole or not at all. */
export class Features {
  readonly #sqlite: Sqlite;

  constructor(sqlite: Sqlite) {
    this.#sqlite = sqlite;
  }

  /** All sets, oldest first. */
  list(): FeatureSet[] {
    return this.#sqlite.all<SetRow>(`${selectSets} ORDER BY id`).map(toSet);
  }

  find(kind: FeatureKind, fingerprint: string): FeatureSet | null {
    const row = this.#sqlite.get<SetRow>(`${selectSets} WHERE kind = ? AND fingerprint = ?`, kind, fingerprint);
    return row ? toSet(row) : null;
  }

  /** The set of `key`, begun if there is none. */
  findOrCreate(key: FeatureKey): FeatureSet {
    this.#sqlite.run(
      `INSERT OR IGNORE INTO feature_set (kind, encoder, fingerprint, dimensions, created_at) VALUES (?, ?, ?, ?, ?)`,
      key.kind,
      key.encoder,
      key.fingerprint,
      key.dimensions,
      new Date().toISOString(),
    );
    return this.find(key.kind, key.fingerprint)!;
  }

  /** Writes a frame's features, one grid for each level; replaces what was there. */
  save(set: FeatureSet, frameIndex: number, grids: readonly FeatureGrid[]): void {
    this.#sqlite.transaction(() => {
      this.#sqlite.run('DELETE FROM feature_grid WHERE feature_set = ? AND frame_index = ?', set.id, frameIndex);
      for (const [level, grid] of grids.entries()) this.#write(set, frameIndex, level, grid);
    });
  }

  /** Indices of the frames that have features in a set, ascending. */
  frames(set: FeatureSet): number[] {
    return this.#sqlite
      .all<{ frame: number }>(
        'SELECT DISTINCT frame_index AS frame FROM feature_grid WHERE feature_set = ? ORDER BY frame_index',
        set.id,
      )
      .map(({ frame }) => frame);
  }

  /**
   * A frame's features by level; null if it has none.
   *
   * @throws UserError bad-project if they are damaged
   */
  load(set: FeatureSet, frameIndex: number): FeatureGrid[] | null {
    const grids = this.#sqlite.snapshot(() =>
      this.#sqlite
        .all<GridRow>(
          'SELECT * FROM feature_grid WHERE feature_set = ? AND frame_index = ? ORDER BY level',
          set.id,
          frameIndex,
        )
        .map((row) => this.#read(set, row)),
    );
    return grids.length === 0 ? null : grids;
  }

  /** Whether a frame's features are there and undamaged. Reads them. */
  isWhole(set: FeatureSet, frameIndex: number): boolean {
    try {
      return this.load(set, frameIndex) !== null;
    } catch (thrown) {
      if (thrown instanceof UserError && thrown.code === 'bad-project') return false;
      throw thrown;
    }
  }

  delete(set: FeatureSet): void {
    this.#sqlite.run('DELETE FROM feature_set WHERE id = ?', set.id);
  }

  #write(set: FeatureSet, frameIndex: number, level: number, { rows, columns, values }: FeatureGrid): void {
    if (values.length !== rows * columns * set.dimensions) {
      throw new RangeError(
        `${values.length} values are no ${rows} × ${columns} features of ${set.dimensions} dimensions`,
      );
    }
    const bytes = toBlob(values);
    this.#sqlite.run(
      `INSERT INTO feature_grid (feature_set, frame_index, level, grid_rows, grid_columns, bytes, crc32)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      set.id,
      frameIndex,
      level,
      rows,
      columns,
      bytes.length,
      checksum(rows, columns, [bytes]),
    );
    const grid = this.#sqlite.get<{ id: number }>('SELECT last_insert_rowid() AS id')!.id;
    for (let start = 0, chunk = 0; start < bytes.length; start += chunkBytes, chunk++) {
      this.#sqlite.run(
        'INSERT INTO feature_chunk (feature_grid, chunk, data) VALUES (?, ?, ?)',
        grid,
        chunk,
        bytes.subarray(start, start + chunkBytes),
      );
    }
  }

  #read(set: FeatureSet, row: GridRow): FeatureGrid {
    const { grid_rows: rows, grid_columns: columns } = row;
    const parts = this.#sqlite
      .all<{ data: Buffer }>('SELECT data FROM feature_chunk WHERE feature_grid = ? ORDER BY chunk', row.id)
      .map(({ data }) => data);
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    if (length !== 2 * rows * columns * set.dimensions || checksum(rows, columns, parts) !== row.crc32) {
      throw new UserError(
        'bad-project',
        `The features of image ${row.frame_index} in ${this.#sqlite.path} are damaged.`,
        `Extract the features of ${set.encoder} again: only what is damaged or missing is computed.`,
      );
    }
    return { rows, columns, values: joinFloat16(parts) };
  }
}

/** Of the numbers and of how they are to be read. */
function checksum(rows: number, columns: number, parts: readonly Buffer[]): number {
  return parts.reduce((sum, part) => crc32(part, sum), crc32(`${rows}×${columns}`));
}

const selectSets = `
  SELECT id, kind, encoder, fingerprint, dimensions, created_at,
         (SELECT count(DISTINCT frame_index) FROM feature_grid WHERE feature_set = feature_set.id) AS frames,
         (SELECT ifnull(sum(bytes), 0) FROM feature_grid WHERE feature_set = feature_set.id) AS bytes
  FROM feature_set`;

function toSet({ created_at: createdAt, ...row }: SetRow): FeatureSet {
  return { ...row, createdAt };
}

interface SetRow extends FeatureKey {
  id: number;
  created_at: string;
  frames: number;
  bytes: number;
}

interface GridRow {
  id: number;
  frame_index: number;
  level: number;
  grid_rows: number;
  grid_columns: number;
  crc32: number;
}
