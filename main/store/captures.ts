import { type Frame, frameSchema, type ProjectDetail } from '../api/contract.ts';
import { UserError } from '../errors.ts';
import { toBlob, toFloat32 } from './bytes.ts';
import type { Sqlite } from './sqlite.ts';
import { damaged } from './storage-error.ts';

/** What was imported, from where, and how it was brought into the project's world. */
export type Capture = ProjectDetail['capture'] & {
  /** 3×4 row-major, capture world to the project's normalised world; contains `scale`. */
  transform: number[];
  /** [min xyz, max xyz] of the region of interest in the normalised world. */
  sceneBox: number[];
};

export type FrameRecord = Frame & { hasAlpha: boolean; mime: 'image/jpeg' | 'image/png' };

export type NewFrame = FrameRecord & {
  /** The prepared image, encoded as `mime` says. */
  image: Buffer;
  /** JPEG */
  thumbnail: Buffer;
};

export interface SparsePoints {
  /** x, y, z per point, normalised world */
  positions: Float32Array;
  /** r, g, b per point */
  colors: Uint8Array;
}

/** The capture of a project: its description, frames with their images, and sparse points. */
export class Captures {
  readonly #sqlite: Sqlite;

  constructor(sqlite: Sqlite) {
    this.#sqlite = sqlite;
  }

  /** Writes the description; a second call replaces the first. */
  save(capture: Capture): void {
    this.#sqlite.run(
      `INSERT OR REPLACE INTO capture
         (only, kind, source, downscale, scale, transform, scene_box, skipped, warnings, imported_at)
       VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      capture.kind,
      capture.source,
      capture.downscale,
      capture.scale,
      JSON.stringify(capture.transform),
      JSON.stringify(capture.sceneBox),
      JSON.stringify(capture.skipped),
      JSON.stringify(capture.warnings),
      capture.importedAt,
    );
  }

  /** @throws UserError bad-project if nothing was imported */
  get(): Capture {
    const row = this.#sqlite.get<CaptureRow>('SELECT * FROM capture');
    if (!row) throw damaged(this.#sqlite.path, this.#sqlite.noun);
    return {
      kind: row.kind,
      source: row.source,
      downscale: row.downscale,
      scale: row.scale,
      transform: this.#sqlite.json(row.transform),
      sceneBox: this.#sqlite.json(row.scene_box),
      skipped: this.#sqlite.json(row.skipped),
      warnings: this.#sqlite.json(row.warnings),
      importedAt: row.imported_at,
    };
  }

  /** Adds one frame with its image, so that a capture of thousands never has to be held in memory. */
  addFrame(frame: NewFrame): void {
    this.#sqlite.transaction(() => {
      this.#sqlite.run(
        `INSERT INTO frame (frame_index, file, split, intrinsics, world_from_camera, has_alpha, mime)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
        frame.index,
        frame.file,
        frame.split,
        JSON.stringify(frame.intrinsics),
        JSON.stringify(frame.worldFromCamera),
        frame.hasAlpha ? 1 : 0,
        frame.mime,
      );
      this.#sqlite.run(
        'INSERT INTO frame_image (frame_index, thumbnail, image) VALUES (?, ?, ?)',
        frame.index,
        frame.thumbnail,
        frame.image,
      );
    });
  }

  /** All frames in ascending order of index, without their images. */
  frames(): FrameRecord[] {
    return this.#sqlite.all<FrameRow>('SELECT * FROM frame ORDER BY frame_index').map((row) => this.#frame(row));
  }

  frameCount(): number {
    return this.#sqlite.get<{ count: number }>('SELECT count(*) AS count FROM frame')!.count;
  }

  /** @throws UserError not-found; bad-project if the file calls it anything but an image */
  image(index: number): { data: Buffer; mime: FrameRecord['mime'] } {
    const row = this.#sqlite.get<{ data: Buffer; mime: string }>(
      'SELECT image AS data, mime FROM frame_image JOIN frame USING (frame_index) WHERE frame_index = ?',
      index,
    );
    return row ? { data: row.data, mime: this.#mime(row.mime) } : this.#noFrame(index);
  }

  /** A small JPEG. @throws UserError not-found */
  thumbnail(index: number): Buffer {
    const row = this.#sqlite.get<{ thumbnail: Buffer }>(
      'SELECT thumbnail FROM frame_image WHERE frame_index = ?',
      index,
    );
    return row?.thumbnail ?? this.#noFrame(index);
  }

  /** The first frame's thumbnail, which stands for the project; null without frames. */
  coverThumbnail(): Buffer | null {
    const row = this.#sqlite.get<{ thumbnail: Buffer }>(
      'SELECT thumbnail FROM frame_image ORDER BY frame_index LIMIT 1',
    );
    return row?.thumbnail ?? null;
  }

  /** Writes the sparse points; a second call replaces the first. */
  setPoints(positions: Float32Array, colors: Uint8Array): void {
    if (positions.length !== colors.length || positions.length % 3 !== 0) {
      throw new RangeError(`${positions.length} coordinates and ${colors.length} colour values make no points`);
    }
    this.#sqlite.run(
      'INSERT OR REPLACE INTO sparse_points (only, count, positions, colors) VALUES (1, ?, ?, ?)',
      positions.length / 3,
      toBlob(positions),
      toBlob(colors),
    );
  }

  /** Empty arrays if the capture had none. */
  points(): SparsePoints {
    const row = this.#sqlite.get<{ positions: Buffer; colors: Buffer }>('SELECT positions, colors FROM sparse_points');
    return row
      ? { positions: toFloat32(row.positions), colors: new Uint8Array(row.colors) }
      : { positions: new Float32Array(), colors: new Uint8Array() };
  }

  pointCount(): number {
    return this.#sqlite.get<{ count: number }>('SELECT count FROM sparse_points')?.count ?? 0;
  }

  #frame(row: FrameRow): FrameRecord {
    const frame = frameSchema.safeParse({
      index: row.frame_index,
      file: row.file,
      split: row.split,
      intrinsics: this.#sqlite.json(row.intrinsics),
      worldFromCamera: this.#sqlite.json(row.world_from_camera),
    });
    if (!frame.success) throw damaged(this.#sqlite.path, this.#sqlite.noun, { cause: frame.error });
    return { ...frame.data, hasAlpha: row.has_alpha === 1, mime: this.#mime(row.mime) };
  }

  /** A project may come from anywhere: what it calls a page or a script would run as one of ours. */
  #mime(stored: string): FrameRecord['mime'] {
    if (stored === 'image/jpeg' || stored === 'image/png') return stored;
    throw damaged(this.#sqlite.path, this.#sqlite.noun);
  }

  #noFrame(index: number): never {
    throw new UserError('not-found', `The project ${this.#sqlite.path} has no image ${index}.`);
  }
}

interface CaptureRow {
  kind: Capture['kind'];
  source: string;
  downscale: number;
  scale: number;
  transform: string;
  scene_box: string;
  skipped: string;
  warnings: string;
  imported_at: string;
}

interface FrameRow {
  frame_index: number;
  file: string;
  split: Frame['split'];
  intrinsics: string;
  world_from_camera: string;
  has_alpha: number;
  mime: string;
}
