import { copyFileSync, existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { SalvageReport } from '../../api/contract.ts';
import { seededRandom } from '../../testing/seeded-random.ts';
import { ProjectFile } from '../project-file.ts';
import { libraryKind } from '../schemas.ts';
import {
  checkUserError,
  exampleCapture,
  exampleFrame,
  exampleRun,
  exampleTensor,
  temporaryFolder,
  temporaryProject,
} from '../test-support.ts';
import { PAGE_BYTES } from './database-pages.ts';
import { salvage } from './salvage.ts';
import type { ContentChecks } from './soundness.ts';

const FRAMES = 24;

/** Images of the example are one byte over and over: whatever differs from that is damage. */
const checks: ContentChecks = {
  isImage: async (data) => data.length > 0 && (data.length < 100 || data.every((byte) => byte === data[0])),
  isLanguageIndex: (bytes) => bytes.every((byte) => byte === bytes[0]),
};

/** A project with some of everything, closed; several tables have trees of more than one page. */
function richProject(folder = temporaryFolder()): string {
  const project = temporaryProject(folder);
  const { captures, features, runs, metrics, checkpoints, evaluations, previews } = project;
  captures.save(exampleCapture);
  for (let index = 0; index < FRAMES; index++) captures.addFrame(exampleFrame(index));
  captures.setPoints(new Float32Array(30_000).fill(0.5), new Uint8Array(30_000).fill(7));
  const set = features.findOrCreate({ kind: 'pyramid', encoder: 'tiny', fingerprint: 'abc', dimensions: 64 });
  for (let frame = 0; frame < 8; frame++) {
    features.save(
      set,
      frame,
      [0, 1].map((level) => ({ rows: 8, columns: 8, values: new Float16Array(4096).fill(level) })),
    );
  }
  for (const id of ['1', '2']) {
    runs.create(exampleRun);
    for (const step of [100, 200]) {
      checkpoints.save(id, step, [exampleTensor('w', 50_000, step), exampleTensor('v', 3, step)], { step });
    }
    metrics.append(
      id,
      Array.from({ length: 5000 }, (_, step) => ({ series: 'loss/rgb', step, value: step / 7 })),
    );
    evaluations.save({ runId: id, step: 200, psnr: 24, ssim: 0.8, images: [] });
    previews.save({ runId: id, step: 200, frame: 0, psnr: 24, png: Buffer.alloc(40_000, 9) });
    runs.update(id, { state: 'done', step: 200 });
  }
  project.languageIndexes.save({ runId: '2', step: 200, points: 10, scales: 2 }, Buffer.alloc(200_000, 3));
  project.phraseSets.add({ name: 'Mine', phrases: [{ text: 'stuff', enabled: true }] });
  for (const text of ['red cup', 'lamp']) project.queries.add(text);
  for (let i = 0; i < 12; i++) {
    project.annotatedViews.add({ name: `View ${i}`, content: { note: i }, thumbnail: Buffer.alloc(5000, i) });
  }
  project.keptObjects.add({ name: 'Cup', phrase: 'red cup', runId: '2', object: { score: 1 } });
  project.settings.set('view', { orbit: [1, 2, 3] });
  project.close();
  return project.path;
}

/** Salvages and checks what always holds: the damaged file is as it was, and the new one is sound. */
async function salvaged(path: string): Promise<{ report: SalvageReport; project: ProjectFile }> {
  const target = `${path}.saved.lerf`;
  const before = readFileSync(path);
  const report = await salvage(path, target, checks);
  expect(readFileSync(path).equals(before)).toBe(true);
  const project = ProjectFile.open(target);
  expect(project.integrityCheck()).toEqual([]);
  return { report, project };
}

const lostOf = ({ parts }: SalvageReport) =>
  Object.fromEntries(parts.filter(({ lost }) => lost > 0).map(({ what, lost }) => [what, lost]));
const savedOf = ({ parts }: SalvageReport) => Object.fromEntries(parts.map(({ what, saved }) => [what, saved]));

const EVERYTHING = {
  images: FRAMES,
  'sparse points': 10_000,
  'features of images': 8,
  'training runs': 2,
  'points of curves': 10_000,
  checkpoints: 4,
  measurements: 2,
  previews: 2,
  'language indexes': 1,
  'sets of canonical phrases': 1,
  'asked questions': 2,
  'annotated views': 12,
  'kept objects': 1,
  settings: 1,
};

/** Pages of the table's tree by SQLite's own account, while the file is whole. */
function pagesOf(path: string, table: string, type: 'leaf' | 'internal' | 'overflow'): number[] {
  const database = new Database(path, { readonly: true });
  try {
    return database
      .prepare('SELECT pageno FROM dbstat WHERE name = ? AND pagetype = ? ORDER BY path')
      .pluck()
      .all(table, type) as number[];
  } finally {
    database.close();
  }
}

function overwrite(path: string, offset: number, bytes: Uint8Array): void {
  const content = readFileSync(path);
  content.set(bytes, offset);
  writeFileSync(path, content);
}

const wipePage = (path: string, page: number) => overwrite(path, (page - 1) * PAGE_BYTES, new Uint8Array(PAGE_BYTES));

describe('salvaging', () => {
  it('a whole project loses nothing', async () => {
    const { report, project } = await salvaged(richProject());
    expect(savedOf(report)).toEqual(EVERYTHING);
    expect(lostOf(report)).toEqual({});
    expect(report.parts.every(({ mayBeMore }) => !mayBeMore)).toBe(true);
    expect(project.info.name).toBe('Test');
    expect(project.captures.frames().map(({ file }) => file)).toEqual(
      Array.from({ length: FRAMES }, (_, i) => `images/${i}.jpg`),
    );
    expect(project.captures.image(7).data.equals(exampleFrame(7).image)).toBe(true);
    expect(project.captures.get()).toEqual({
      ...exampleCapture,
      warnings: [...exampleCapture.warnings, expect.stringContaining('Salvaged from the damaged project')],
    });
    expect(project.checkpoints.load('2')).toMatchObject({ step: 200, damagedSteps: [], extra: { step: 200 } });
    expect(project.metrics.read('1', 'loss/rgb').length).toBe(10_000);
    expect(project.keptObjects.list()).toMatchObject([{ name: 'Cup', runId: '2' }]);
    expect(project.runs.list().map(({ state }) => state)).toEqual(['done', 'done']);
    project.close();
  });

  // What a project is known by: the header, the list of tables, the roots of their trees.
  const headers: Record<string, (path: string) => void> = {
    'the magic': (path) => overwrite(path, 0, Buffer.from('not a database ')),
    'the page size': (path) => overwrite(path, 16, Uint8Array.of(0x20, 0)),
    'the application id': (path) => overwrite(path, 68, Buffer.from('ABCD')),
    'the whole header': (path) => overwrite(path, 0, new Uint8Array(100).fill(0xaa)),
    'the whole first page': (path) => wipePage(path, 1),
  };
  it.each(Object.entries(headers))('loses nothing with %s', async (_what, damage) => {
    const path = richProject();
    damage(path);
    expect(() => ProjectFile.open(path)).toThrow();
    const { report, project } = await salvaged(path);
    expect(savedOf(report)).toEqual(EVERYTHING);
    expect(lostOf(report)).toEqual({});
    project.close();
  });

  it('finds rows whose way down the tree is lost', async () => {
    const path = richProject();
    for (const table of ['frame_image', 'checkpoint_chunk']) {
      for (const page of pagesOf(path, table, 'internal')) wipePage(path, page);
    }
    const { report, project } = await salvaged(path);
    expect(savedOf(report)).toEqual(EVERYTHING);
    project.close();
  });

  it('names the images that a lost page held, and keeps the others', async () => {
    const path = richProject();
    const [, second] = pagesOf(path, 'frame_image', 'leaf');
    wipePage(path, second!);
    const { report, project } = await salvaged(path);
    const { saved, lost, names, mayBeMore } = report.parts.find(({ what }) => what === 'images')!;
    expect(lost).toBeGreaterThan(0);
    expect(saved + lost).toBe(FRAMES);
    expect(mayBeMore).toBe(false);
    expect(names).toHaveLength(lost);
    expect(names.every((name) => /^images\/\d+\.jpg$/.test(name))).toBe(true);
    const files = project.captures.frames().map(({ file }) => file);
    expect([...files, ...names].sort()).toEqual(Array.from({ length: FRAMES }, (_, i) => `images/${i}.jpg`).sort());
    expect(project.captures.get().warnings.at(-1)).toContain(`lost: images (${lost})`);
    project.close();
  });

  it('drops a checkpoint with a wrong byte in it, and goes on from the one before', async () => {
    const path = richProject();
    const [page] = pagesOf(path, 'checkpoint_chunk', 'overflow').slice(-1);
    overwrite(path, (page! - 1) * PAGE_BYTES + 5000, Uint8Array.of(1, 2, 3));
    const { report, project } = await salvaged(path);
    expect(lostOf(report)).toEqual({ checkpoints: 1 });
    expect(report.parts.find(({ what }) => what === 'checkpoints')!.names).toEqual(['run 2 at step 200']);
    expect(project.checkpoints.load('2')).toMatchObject({ step: 100, damagedSteps: [] });
    expect(project.runs.get('2')).toMatchObject({ state: 'interrupted', step: 100, checkpointStep: 100 });
    expect(project.runs.get('1')).toMatchObject({ state: 'done', step: 200 });
    project.close();
  });

  it('keeps the points of a curve that are left', async () => {
    const path = richProject();
    wipePage(path, pagesOf(path, 'metric_chunk', 'leaf')[0]!);
    const { report, project } = await salvaged(path);
    const lost = lostOf(report)['points of curves']!;
    expect(lost).toBeGreaterThan(0);
    const points = ['1', '2'].map((id) => project.metrics.read(id, 'loss/rgb').length / 2);
    expect(points[0]! + points[1]! + lost).toBe(10_000);
    expect(project.metrics.series('2')).toEqual([{ name: 'loss/rgb', count: points[1] }]);
    project.close();
  });

  it('keeps the beginning of a file that was cut off', async () => {
    const path = richProject();
    truncateSync(path, Math.floor(readFileSync(path).length * 0.4));
    const { report, project } = await salvaged(path);
    expect(savedOf(report).images).toBeGreaterThan(10);
    expect(project.captures.frames().length).toBe(savedOf(report).images);
    project.close();
  });

  it('reads what was still waiting in the log', async () => {
    const folder = temporaryFolder();
    const project = temporaryProject(folder);
    project.captures.save(exampleCapture);
    project.captures.addFrame(exampleFrame(0));
    project.rename('In the log');
    const path = join(folder, 'copy.lerf');
    for (const suffix of ['', '-wal']) copyFileSync(project.path + suffix, path + suffix);
    overwrite(path, 0, new Uint8Array(100));
    const { report, project: saved } = await salvaged(path);
    expect(savedOf(report).images).toBe(1);
    expect(saved.info.name).toBe('In the log');
    saved.close();
  });

  it('does not bring back what was deleted, though it lies in the file still', async () => {
    const path = richProject();
    const project = ProjectFile.open(path);
    for (const { id } of project.annotatedViews.list().slice(1)) project.annotatedViews.delete(id);
    project.close();
    for (const page of pagesOf(path, 'annotated_view', 'leaf')) wipePage(path, page);
    const { report, project: saved } = await salvaged(path);
    expect(report.parts.find(({ what }) => what === 'annotated views')).toMatchObject({ saved: 0, mayBeMore: true });
    expect(saved.annotatedViews.list()).toEqual([]);
    saved.close();
  });

  it('ends in a sound project or in one sentence, whatever is wrong', { timeout: 60_000 }, async () => {
    const whole = richProject();
    const size = readFileSync(whole).length;
    const pages = size / PAGE_BYTES;
    const random = seededRandom(20261123);
    const below = (limit: number) => Math.floor(random() * limit);
    for (let round = 0; round < 25; round++) {
      const path = join(temporaryFolder(), 'damaged.lerf');
      copyFileSync(whole, path);
      for (let hit = 0; hit < 1 + (round % 6); hit++) {
        const junk = Uint8Array.from({ length: 1 + below(round % 2 ? 40 : 5000) }, () => below(256));
        // Most pages hold pictures: the trees are hit on purpose.
        const page = below(round % 3 ? Math.min(pages, 60) : pages);
        overwrite(path, Math.min(page * PAGE_BYTES + below(200), size - junk.length), junk);
      }
      const { report, project } = await salvaged(path);
      for (const { index } of project.captures.frames()) {
        expect(await checks.isImage(project.captures.image(index).data)).toBe(true);
      }
      for (const { id, checkpointStep } of project.runs.list()) {
        if (checkpointStep !== null) expect(project.checkpoints.load(id)!.damagedSteps).toEqual([]);
      }
      project.annotatedViews.list();
      expect(savedOf(report).images).toBe(project.captures.frameCount());
      project.close();
    }
  });
});

describe('salvaging is refused', () => {
  const attempt = (source: string, target = `${source}.saved`) =>
    salvage(source, target, checks).catch((thrown) => thrown);

  it('where nothing of a project is left, and writes nothing', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'photo.lerf');
    for (const content of [Buffer.alloc(0), Buffer.alloc(100_000), Buffer.from('text\n'.repeat(20_000))]) {
      writeFileSync(path, content);
      checkUserError(await attempt(path), 'bad-project', path);
    }
    checkUserError(await attempt(folder), 'bad-project', folder);
    expect(readdirSync(folder)).toEqual(['photo.lerf']);
  });

  it('for another program’s database', async () => {
    const path = join(temporaryFolder(), 'other.lerf');
    const database = new Database(path);
    database.pragma(`application_id = ${libraryKind.applicationId}`);
    database.exec('CREATE TABLE project (a TEXT, b TEXT); CREATE TABLE notes (a TEXT, b TEXT, c BLOB)');
    database.exec(`INSERT INTO notes VALUES ('a', 'b', x'00'); INSERT INTO project VALUES ('x', 'y')`);
    database.close();
    checkUserError(await attempt(path), 'bad-project', path);
    expect(existsSync(`${path}.saved`)).toBe(false);
  });

  it('onto a file that exists, from one that does not, and from a newer version', async () => {
    const path = richProject();
    checkUserError(await attempt(path, path), 'conflict', path);
    checkUserError(await attempt(`${path}x`), 'not-found', `${path}x`);
    const database = new Database(path);
    database.pragma('user_version = 99');
    database.close();
    checkUserError(await attempt(path), 'newer-project', path);
  });
});
