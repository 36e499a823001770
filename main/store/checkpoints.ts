import { crc32 } from 'node:zlib';
import { z } from 'zod';
import { UserError } from '../errors.ts';
import { toBlob } from './bytes.ts';
import { runNumber } from './runs.ts';
import type { Sqlite } from './sqlite.ts';
import { damaged } from './storage-error.ts';

export interface CheckpointTensor {
  name: string;
  dims: readonly number[];
  dtype: 'float32';
  data: Float32Array;
}

export interface Checkpoint {
  step: number;
  tensors: CheckpointTensor[];
  /** As given to `save`: random generator state and the like. */
  extra: unknown;
  /** Steps of newer checkpoints that turned out damaged, so that this one was taken; warn about them. */
  damagedSteps: number[];
}

/** Two, so that damage to the newest does not lose the run. */
const keptPerRun = 2;

/**
 * Blobs stay far below SQLite's limit of 1 GB and the 1 GiB that Electron's allocator traps at, and no
 * write transaction is longer than one of them, so that other connections never wait long.
 */
const chunkBytes = 8 * 2 ** 20;

/** Training state to resume from. The last two of each run are kept. */
export class Checkpoints {
  readonly #sqlite: Sqlite;

  constructor(sqlite: Sqlite) {
    this.#sqlite = sqlite;
  }

  /**
   * Saves one checkpoint; it is durable on return, and until then the previous ones are what `load` finds.
   * Tensors may come from a generator that reads them off a device one at a time.
   *
   * The tensors are written in several transactions as an unpublished checkpoint; the last transaction
   * publishes it by writing its manifest and drops what it replaces.
   */
  save(runId: string, step: number, tensors: Iterable<CheckpointTensor>, extra: unknown): void {
    const run = runNumber(runId);
    this.#dropUnpublished(run);
    try {
      const id = this.#begin(run, step);
      const entries: TensorEntry[] = [];
      for (const tensor of tensors) entries.push(this.#writeTensor(id, entries.length, tensor));
      this.#publish(id, run, step, JSON.stringify({ tensors: entries, extra } satisfies Manifest));
    } catch (thrown) {
      try {
        this.#dropUnpublished(run);
      } catch {
        // On a full disk even this can fail; the next save does it then, and nobody reads it until then.
      }
      throw thrown;
    }
  }

  /** The newest checkpoint; null if there is none. */
  latest(runId: string): { step: number; createdAt: string } | null {
    const row = this.#rows(runNumber(runId))[0];
    return row ? { step: row.step, createdAt: row.created_at } : null;
  }

  /**
   * Reads the newest checkpoint whose checksums hold, or the one of `step`. Null if the run has none.
   *
   * @throws UserError bad-project if none of them can be read; not-found if there is none of `step`
   */
  load(runId: string, step?: number): Checkpoint | null {
    return this.#sqlite.snapshot(() => {
      const rows = this.#rows(runNumber(runId)).filter((row) => step === undefined || row.step === step);
      if (step !== undefined && rows.length === 0) {
        throw new UserError('not-found', `Run ${runId} has no checkpoint at step ${step}.`);
      }
      const damagedSteps: number[] = [];
      for (const row of rows) {
        const content = this.#readIfWhole(row);
        if (content) return { step: row.step, ...content, damagedSteps };
        damagedSteps.push(row.step);
      }
      if (damagedSteps.length === 0) return null;
      throw new UserError(
        'bad-project',
        `The training state of run ${runId} in ${this.#sqlite.path} is damaged (step ${damagedSteps.join(' and ')}).`,
        'The rest of the project can still be used; start a new training run.',
      );
    });
  }

  /** Drops checkpoints after `step`. */
  truncateAfter(runId: string, step: number): void {
    this.#sqlite.run('DELETE FROM checkpoint WHERE run = ? AND step > ?', runNumber(runId), step);
  }

  #rows(run: number): CheckpointRow[] {
    return this.#sqlite.all<CheckpointRow>(
      'SELECT * FROM checkpoint WHERE run = ? AND manifest IS NOT NULL ORDER BY step DESC',
      run,
    );
  }

  #begin(run: number, step: number): number {
    return this.#sqlite.transaction(() => {
      this.#sqlite.run(
        'INSERT INTO checkpoint (run, step, created_at) VALUES (?, ?, ?)',
        run,
        step,
        new Date().toISOString(),
      );
      return this.#sqlite.get<{ id: number }>('SELECT last_insert_rowid() AS id')!.id;
    });
  }

  #writeTensor(checkpoint: number, position: number, tensor: CheckpointTensor): TensorEntry {
    const { name, dims, dtype } = tensor;
    const bytes = toBlob(tensor.data);
    let checksum = 0;
    for (let start = 0, chunk = 0; start < bytes.length; start += chunkBytes, chunk++) {
      const data = bytes.subarray(start, start + chunkBytes);
      checksum = crc32(data, checksum);
      this.#sqlite.run(
        'INSERT INTO checkpoint_chunk (checkpoint, tensor, chunk, data) VALUES (?, ?, ?, ?)',
        checkpoint,
        position,
        chunk,
        data,
      );
    }
    return { name, dims: [...dims], dtype, length: tensor.data.length, crc32: checksum };
  }

  #publish(id: number, run: number, step: number, manifest: string): void {
    this.#sqlite.transaction(() => {
      this.#sqlite.run('DELETE FROM checkpoint WHERE run = ? AND step = ? AND id <> ?', run, step, id);
      this.#sqlite.run(
        'UPDATE checkpoint SET manifest = ?, manifest_crc32 = ? WHERE id = ?',
        manifest,
        crc32(manifest),
        id,
      );
      // The run has got at least this far, whenever its own row was last brought up to date.
      this.#sqlite.run('UPDATE run SET step = max(step, ?) WHERE number = ?', step, run);
      const obsolete = this.#rows(run).slice(keptPerRun);
      for (const row of obsolete) this.#sqlite.run('DELETE FROM checkpoint WHERE id = ?', row.id);
    });
  }

  #dropUnpublished(run: number): void {
    this.#sqlite.run('DELETE FROM checkpoint WHERE run = ? AND manifest IS NULL', run);
  }

  #readIfWhole(row: CheckpointRow): Pick<Checkpoint, 'tensors' | 'extra'> | null {
    if (crc32(row.manifest) !== row.manifest_crc32) return null;
    try {
      const manifest = manifestSchema.safeParse(this.#sqlite.json<unknown>(row.manifest));
      if (!manifest.success) return null;
      const { tensors, extra } = manifest.data;
      return { tensors: tensors.map((entry, position) => this.#readTensor(row.id, position, entry)), extra };
    } catch (thrown) {
      if (thrown instanceof UserError && thrown.code === 'bad-project') return null;
      throw thrown;
    }
  }

  #readTensor(checkpoint: number, position: number, entry: TensorEntry): CheckpointTensor {
    const present = this.#sqlite.get<{ bytes: number | null }>(
      'SELECT sum(length(data)) AS bytes FROM checkpoint_chunk WHERE checkpoint = ? AND tensor = ?',
      checkpoint,
      position,
    );
    // Room is made for what is there, never for what is only said to be.
    if ((present?.bytes ?? 0) !== 4 * entry.length) throw damaged(this.#sqlite.path, this.#sqlite.noun);
    const data = new Float32Array(entry.length);
    const bytes = new Uint8Array(data.buffer);
    let checksum = 0;
    for (let start = 0, chunk = 0; start < bytes.length; chunk++) {
      const part = this.#sqlite.get<{ data: Buffer }>(
        'SELECT data FROM checkpoint_chunk WHERE checkpoint = ? AND tensor = ? AND chunk = ?',
        checkpoint,
        position,
        chunk,
      )?.data;
      if (!part?.length || start + part.length > bytes.length) throw damaged(this.#sqlite.path, this.#sqlite.noun);
      checksum = crc32(part, checksum);
      bytes.set(part, start);
      start += part.length;
    }
    if (checksum !== entry.crc32) throw damaged(this.#sqlite.path, this.#sqlite.noun);
    return { name: entry.name, dims: entry.dims, dtype: entry.dtype, data };
  }
}

/** Read back from the file, where anything may stand. */
const manifestSchema = z.object({
  tensors: z.array(
    z.object({
      name: z.string(),
      dims: z.array(z.int().nonnegative()),
      dtype: z.literal('float32'),
      /** Number of values. */
      length: z.int().nonnegative(),
      crc32: z.int(),
    }),
  ),
  extra: z.unknown(),
});
type Manifest = z.output<typeof manifestSchema>;
type TensorEntry = Manifest['tensors'][number];

interface CheckpointRow {
  id: number;
  step: number;
  created_at: string;
  manifest: string;
  manifest_crc32: number;
}
