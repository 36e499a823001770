import { frameSchema, type SalvagedPart } from '../../api/contract.ts';
import { UserError } from '../../errors.ts';
import { toFloat32 } from '../bytes.ts';
import { Checkpoints } from '../checkpoints.ts';
import { Features } from '../features.ts';
import { LanguageIndexes } from '../language-indexes.ts';
import type { Sqlite } from '../sqlite.ts';

/** What the store cannot tell by itself. */
export interface ContentChecks {
  /** Whether the bytes are an image that can be decoded to its end. */
  isImage(data: Buffer): Promise<boolean>;
  isLanguageIndex(bytes: Buffer): boolean;
}

/** Rows that were found but could not be read, and whether there may have been more, by table. */
export type Losses = ReadonlyMap<string, { brokenRows: number; isTorn: boolean }>;

type Part = Omit<SalvagedPart, 'mayBeMore'>;

/**
 * Takes everything out of a database of salvaged rows that is not whole, so that what stays can be relied
 * on as in any other project, and counts both. References are not enforced yet when this begins.
 */
export async function keepSound(sqlite: Sqlite, losses: Losses, checks: ContentChecks): Promise<SalvagedPart[]> {
  const parts: SalvagedPart[] = [];
  /** Of the things' own table, in which a broken row is a thing lost, and of one without which nobody knows of them. */
  const note = (table: string, part: Part, without = table) => {
    const { brokenRows, isTorn } = losses.get(table)!;
    parts.push({ ...part, lost: part.lost + brokenRows, mayBeMore: isTorn || losses.get(without)!.isTorn });
  };
  const images = await soundImages(sqlite, checks);
  // Images tell of each other: their numbers have no gaps, so those that are gone are known.
  parts.push({ ...images, mayBeMore: losses.get('frame')!.isTorn && losses.get('frame_image')!.isTorn });
  note('sparse_points', soundPoints(sqlite));
  note('feature_set', soundFeatures(sqlite), 'feature_grid');
  note('run', soundRuns(sqlite));
  note('metric_series', soundMetrics(sqlite));
  note('checkpoint', soundCheckpoints(sqlite));
  note('evaluation', ownedBySound(sqlite, 'evaluation', 'measurements', 'NOT json_valid(images)'));
  note('preview', await soundPreviews(sqlite, checks));
  note('language_index', soundIndexes(sqlite, checks));
  note('phrase_set', soundJson(sqlite, 'phrase_set', 'phrases', 'sets of canonical phrases'));
  note('query', { what: 'asked questions', saved: count(sqlite, 'query'), lost: 0, names: [] });
  note('annotated_view', soundJson(sqlite, 'annotated_view', 'content', 'annotated views'));
  note('kept_object', ownedBySound(sqlite, 'kept_object', 'kept objects', 'NOT json_valid(object)'));
  note('setting', soundJson(sqlite, 'setting', 'value', 'settings'));
  return parts;
}

async function soundImages(sqlite: Sqlite, { isImage }: ContentChecks): Promise<Part> {
  const { expected } = sqlite.get<{ expected: number }>(
    `SELECT ifnull(max(i), -1) + 1 AS expected FROM
       (SELECT frame_index AS i FROM frame UNION ALL SELECT frame_index FROM frame_image
        UNION ALL SELECT frame_index FROM feature_grid WHERE frame_index BETWEEN 0 AND 1000000)`,
  )!;
  const names = new Map<number, string>();
  const frames = sqlite.all<FrameRow>('SELECT * FROM frame');
  for (const row of frames) {
    names.set(row.frame_index, row.file);
    if (isFrame(row) && (await hasImage(sqlite, row.frame_index, isImage))) continue;
    sqlite.run('DELETE FROM frame WHERE frame_index = ?', row.frame_index);
  }
  sqlite.run('DELETE FROM frame_image WHERE frame_index NOT IN (SELECT frame_index FROM frame)');
  const saved = new Set(sqlite.all<{ i: number }>('SELECT frame_index AS i FROM frame').map(({ i }) => i));
  const lost = Array.from({ length: expected }, (_, i) => i).filter((i) => !saved.has(i));
  return {
    what: 'images',
    saved: saved.size,
    lost: lost.length,
    names: lost.slice(0, MOST_NAMES).map((i) => names.get(i) ?? `number ${i + 1}`),
  };
}

/** So many of what is lost are named. */
const MOST_NAMES = 20;

function isFrame(row: FrameRow): boolean {
  const [intrinsics, worldFromCamera] = [parsed(row.intrinsics), parsed(row.world_from_camera)];
  const { frame_index: index, file, split } = row;
  return frameSchema.safeParse({ index, file, split, intrinsics, worldFromCamera }).success;
}

async function hasImage(sqlite: Sqlite, frame: number, isImage: ContentChecks['isImage']): Promise<boolean> {
  const row = sqlite.get<{ image: Buffer; thumbnail: Buffer }>(
    'SELECT image, thumbnail FROM frame_image WHERE frame_index = ?',
    frame,
  );
  return row !== undefined && (await isImage(row.image)) && (await isImage(row.thumbnail));
}

function soundPoints(sqlite: Sqlite): Part {
  const lost = sqlite.run(
    'DELETE FROM sparse_points WHERE length(positions) <> 12 * count OR length(colors) <> 3 * count',
  );
  const { saved } = sqlite.get<{ saved: number }>('SELECT ifnull(sum(count), 0) AS saved FROM sparse_points')!;
  return { what: 'sparse points', saved, lost: lost > 0 ? 1 : 0, names: [] };
}

/** A frame's features count if every level of them is there and its checksum holds. */
function soundFeatures(sqlite: Sqlite): Part {
  const features = new Features(sqlite);
  sqlite.run('DELETE FROM feature_grid WHERE feature_set NOT IN (SELECT id FROM feature_set)');
  sqlite.run('DELETE FROM feature_chunk WHERE feature_grid NOT IN (SELECT id FROM feature_grid)');
  let [saved, lost] = [0, 0];
  for (const set of features.list()) {
    const levels = sqlite.get<{ levels: number | null }>(
      'SELECT max(level) + 1 AS levels FROM feature_grid WHERE feature_set = ?',
      set.id,
    )!.levels;
    for (const frame of features.frames(set)) {
      const isThere = sqlite.get('SELECT 1 FROM frame WHERE frame_index = ?', frame) !== undefined;
      if (isThere && isReadable(() => features.load(set, frame)?.length === levels)) {
        saved++;
        continue;
      }
      features.save(set, frame, []);
      lost++;
    }
  }
  sqlite.run('DELETE FROM feature_chunk WHERE feature_grid NOT IN (SELECT id FROM feature_grid)');
  return { what: 'features of images', saved, lost, names: [] };
}

function soundRuns(sqlite: Sqlite): Part {
  const lost = sqlite.run('DELETE FROM run WHERE NOT json_valid(options)');
  sqlite.run('UPDATE run SET error = NULL WHERE NOT json_valid(error)');
  // Nobody trains in a file that has only just been made.
  sqlite.run(
    `UPDATE run SET owner = NULL,
            state = CASE WHEN state IN ('paused', 'stopped', 'done', 'failed') THEN state ELSE 'interrupted' END`,
  );
  return { what: 'training runs', saved: count(sqlite, 'run'), lost, names: [] };
}

/** Curves keep the points that are left: what a series says of itself follows them. */
function soundMetrics(sqlite: Sqlite): Part {
  let [saved, lost] = [0, 0];
  const series = sqlite.all<{ id: number; count: number; run: number }>('SELECT id, count, run FROM metric_series');
  for (const { id, count: expected, run } of series) {
    const kept = sqlite.get('SELECT 1 FROM run WHERE number = ?', run) === undefined ? [] : soundChunks(sqlite, id);
    const points = kept.reduce((sum, values) => sum + values.length / 2, 0);
    const last = kept.at(-1);
    if (last) {
      sqlite.run(
        'UPDATE metric_series SET count = ?, last_step = ?, last_value = ? WHERE id = ?',
        points,
        last.at(-2)!,
        last.at(-1)!,
        id,
      );
    } else {
      sqlite.run('DELETE FROM metric_series WHERE id = ?', id);
    }
    saved += points;
    lost += Math.max(0, expected - points);
  }
  sqlite.run('DELETE FROM metric_chunk WHERE series NOT IN (SELECT id FROM metric_series)');
  return { what: 'points of curves', saved, lost, names: [] };
}

/** The points of a series that are as its chunks say, ascending; other chunks go. */
function soundChunks(sqlite: Sqlite, series: number): Float32Array[] {
  const chunks = sqlite.all<{ id: number; first_step: number; last_step: number; data: Buffer }>(
    'SELECT * FROM metric_chunk WHERE series = ? ORDER BY first_step',
    series,
  );
  let previous = Number.NEGATIVE_INFINITY;
  return chunks.flatMap(({ id, first_step: first, last_step: last, data }) => {
    const values = toFloat32(data);
    const isWhole = data.length > 0 && data.length % 8 === 0 && values[0] === first && values.at(-2) === last;
    if (isWhole && first > previous) {
      previous = last;
      return [values];
    }
    sqlite.run('DELETE FROM metric_chunk WHERE id = ?', id);
    return [];
  });
}

function soundCheckpoints(sqlite: Sqlite): Part {
  const checkpoints = new Checkpoints(sqlite);
  // Those without a manifest were never finished, and are nobody's loss.
  sqlite.run('DELETE FROM checkpoint WHERE manifest IS NULL');
  const lost: string[] = [];
  for (const { id, run, step } of sqlite.all<{ id: number; run: number; step: number }>(
    'SELECT id, run, step FROM checkpoint ORDER BY id',
  )) {
    const hasRun = sqlite.get('SELECT 1 FROM run WHERE number = ?', run) !== undefined;
    if (hasRun && isReadable(() => checkpoints.load(String(run), step) !== null)) {
      sqlite.run('UPDATE run SET step = max(step, ?) WHERE number = ?', step, run);
      continue;
    }
    sqlite.run('DELETE FROM checkpoint WHERE id = ?', id);
    lost.push(`run ${run} at step ${step}`);
  }
  sqlite.run('DELETE FROM checkpoint_chunk WHERE checkpoint NOT IN (SELECT id FROM checkpoint)');
  // Whatever ends a run normally leaves a checkpoint at its last step. Without that it can go on from an earlier one.
  sqlite.run(
    `UPDATE run SET state = 'interrupted', finished_at = NULL,
            step = ifnull((SELECT max(step) FROM checkpoint WHERE run = number), 0)
     WHERE state IN ('paused', 'stopped', 'done')
       AND step > ifnull((SELECT max(step) FROM checkpoint WHERE run = number), 0)`,
  );
  return {
    what: 'checkpoints',
    saved: count(sqlite, 'checkpoint'),
    lost: lost.length,
    names: lost.slice(0, MOST_NAMES),
  };
}

async function soundPreviews(sqlite: Sqlite, { isImage }: ContentChecks): Promise<Part> {
  const { lost: foreign } = ownedBySound(sqlite, 'preview', '', 'false');
  let lost = foreign;
  for (const { run, png } of sqlite.all<{ run: number; png: Buffer }>('SELECT run, png FROM preview')) {
    if (!(await isImage(png))) lost += sqlite.run('DELETE FROM preview WHERE run = ?', run);
  }
  return { what: 'previews', saved: count(sqlite, 'preview'), lost, names: [] };
}

function soundIndexes(sqlite: Sqlite, { isLanguageIndex }: ContentChecks): Part {
  const indexes = new LanguageIndexes(sqlite);
  let { lost } = ownedBySound(sqlite, 'language_index', '', 'false');
  for (const { runId, bytes } of indexes.list()) {
    const loaded = indexes.load(runId)!.bytes;
    if (loaded.length === bytes && isReadable(() => isLanguageIndex(loaded))) continue;
    indexes.delete(runId);
    lost++;
  }
  sqlite.run('DELETE FROM language_index_chunk WHERE run NOT IN (SELECT run FROM language_index)');
  return { what: 'language indexes', saved: count(sqlite, 'language_index'), lost, names: [] };
}

/** Rows of a table that belong to a run, without those whose run is lost or of which `unsound` is true. */
function ownedBySound(sqlite: Sqlite, table: string, what: string, unsound: string): Part {
  const lost = sqlite.run(`DELETE FROM ${table} WHERE run NOT IN (SELECT number FROM run) OR ${unsound}`);
  return { what, saved: count(sqlite, table), lost, names: [] };
}

function soundJson(sqlite: Sqlite, table: string, column: string, what: string): Part {
  const lost = sqlite.run(`DELETE FROM ${table} WHERE NOT json_valid(${column})`);
  return { what, saved: count(sqlite, table), lost, names: [] };
}

function count(sqlite: Sqlite, table: string): number {
  return sqlite.get<{ count: number }>(`SELECT count(*) AS count FROM ${table}`)!.count;
}

/** @throws what `read` throws and is not the content's fault */
function isReadable(read: () => boolean): boolean {
  try {
    return read();
  } catch (thrown) {
    if (thrown instanceof UserError && thrown.code === 'bad-project') return false;
    throw thrown;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

interface FrameRow {
  frame_index: number;
  file: string;
  split: string;
  intrinsics: string;
  world_from_camera: string;
}
