import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { UserError } from '../errors.ts';
import { toBlob } from './bytes.ts';
import { type FeatureGrid, type FeatureKey, Features } from './features.ts';
import { createDatabase } from './open-database.ts';
import { ProjectFile } from './project-file.ts';
import { projectKind } from './schemas.ts';
import { Sqlite } from './sqlite.ts';
import { exampleFrame, expectUserError, temporaryFolder, temporaryProject } from './test-support.ts';

const key: FeatureKey = { kind: 'pyramid', encoder: 'demo', fingerprint: 'c0ffee', dimensions: 3 };

function projectWithFrames(): ProjectFile {
  const project = temporaryProject();
  for (let index = 0; index < 3; index++) project.captures.addFrame(exampleFrame(index));
  return project;
}

/** Values that half precision has, different with `salt`. */
function exampleGrid(rows: number, columns: number, { salt = 0, dimensions = key.dimensions } = {}): FeatureGrid {
  const values = Float16Array.from({ length: rows * columns * dimensions }, (_, i) => ((i + salt) % 1000) / 8 - 50);
  return { rows, columns, values };
}

describe('features', () => {
  it('gives back what was written, by set, frame and level', () => {
    const { features } = projectWithFrames();
    expect(features.list()).toEqual([]);
    expect(features.find('pyramid', 'c0ffee')).toBeNull();
    const pyramid = features.findOrCreate(key);
    expect(pyramid).toMatchObject({ ...key, frames: 0, bytes: 0, createdAt: expect.stringMatching(/^\d{4}-.*Z$/) });
    const dense = features.findOrCreate({ ...key, kind: 'dense', encoder: 'demo-dense' });
    const levels = [exampleGrid(4, 5), exampleGrid(2, 1, { salt: 7 })];
    features.save(pyramid, 0, levels);
    features.save(pyramid, 2, [exampleGrid(1, 1)]);
    features.save(dense, 2, [exampleGrid(3, 3, { salt: 9 })]);

    expect(features.load(pyramid, 0)).toEqual(levels);
    expect(features.load(dense, 2)).toEqual([exampleGrid(3, 3, { salt: 9 })]);
    expect(features.load(pyramid, 1)).toBeNull();
    expect(features.frames(pyramid)).toEqual([0, 2]);
    expect([0, 1, 2].map((frame) => features.isWhole(pyramid, frame))).toEqual([true, false, true]);
    expect(features.list().map(({ kind, frames, bytes }) => ({ kind, frames, bytes }))).toEqual([
      { kind: 'pyramid', frames: 2, bytes: 2 * 3 * (20 + 2 + 1) },
      { kind: 'dense', frames: 1, bytes: 2 * 3 * 9 },
    ]);
    expect(features.find('dense', 'c0ffee')).toMatchObject({ encoder: 'demo-dense', frames: 1 });
  });

  it('keeps one set for each encoder and version, and finds it again', () => {
    const { features } = projectWithFrames();
    const first = features.findOrCreate(key);
    const other = features.findOrCreate({ ...key, fingerprint: 'deca0' });
    features.save(first, 0, [exampleGrid(1, 1)]);
    features.save(other, 0, [exampleGrid(1, 1, { salt: 5 })]);
    expect(features.findOrCreate(key)).toEqual({ ...first, frames: 1, bytes: 6 });
    expect(features.load(first, 0)).not.toEqual(features.load(other, 0));
  });

  it('replaces the features of a frame', () => {
    const { features } = projectWithFrames();
    const set = features.findOrCreate(key);
    features.save(set, 1, [exampleGrid(4, 4), exampleGrid(2, 2)]);
    features.save(set, 1, [exampleGrid(1, 2, { salt: 3 })]);
    expect(features.load(set, 1)).toEqual([exampleGrid(1, 2, { salt: 3 })]);
    expect(features.list()[0]).toMatchObject({ frames: 1, bytes: 12 });
  });

  it('gives back grids of several chunks', () => {
    const { features } = projectWithFrames();
    const set = features.findOrCreate({ ...key, dimensions: 512 });
    const grid = exampleGrid(60, 50, { dimensions: 512 });
    features.save(set, 0, [grid]);
    // Byte by byte: Vitest's own comparison takes seconds at this size.
    expect(toBlob(features.load(set, 0)![0]!.values).equals(toBlob(grid.values))).toBe(true);
  });

  it('forgets a set that is deleted, and no other', () => {
    const project = projectWithFrames();
    const { features } = project;
    const [set, other] = [features.findOrCreate(key), features.findOrCreate({ ...key, kind: 'dense' })];
    for (const each of [set, other]) features.save(each, 0, [exampleGrid(2, 2)]);
    features.delete(set);
    expect(features.list().map(({ kind }) => kind)).toEqual(['dense']);
    expect(features.load(other, 0)).toEqual([exampleGrid(2, 2)]);
    expect(rowCounts(project)).toEqual({ feature_set: 1, feature_grid: 1, feature_chunk: 1 });
  });

  it('refuses numbers that do not fit, and keeps what was there', () => {
    const project = projectWithFrames();
    const set = project.features.findOrCreate(key);
    project.features.save(set, 0, [exampleGrid(2, 2)]);
    const wrong = { ...exampleGrid(2, 2), columns: 3 };
    expect(() => project.features.save(set, 0, [exampleGrid(5, 5), wrong])).toThrow(RangeError);
    expect(() => project.features.save(set, 9, [exampleGrid(1, 1)])).toThrow(/FOREIGN KEY/);
    expect(project.features.load(set, 0)).toEqual([exampleGrid(2, 2)]);
    expect(rowCounts(project)).toEqual({ feature_set: 1, feature_grid: 1, feature_chunk: 1 });
  });

  it('says so when the disk is full, and keeps what was there', () => {
    const project = projectWithFrames();
    const set = project.features.findOrCreate(key);
    project.features.save(set, 0, [exampleGrid(2, 2)]);
    const database = new Database(project.path);
    database.pragma(`max_page_count = ${(database.pragma('page_count', { simple: true }) as number) + 10}`);
    const features = new Features(new Sqlite(database, project.path, 'project', null));
    expectUserError(() => features.save(set, 0, [exampleGrid(500, 500)]), 'disk', project.path);
    database.close();
    expect(project.features.load(set, 0)).toEqual([exampleGrid(2, 2)]);
    expect(project.integrityCheck()).toEqual([]);
  });

  it('has a place in projects of the version before', () => {
    const path = join(temporaryFolder(), 'old.lerf');
    const old = createDatabase(path, { ...projectKind, migrations: projectKind.migrations.slice(0, 4) }, 'shared');
    old.run("INSERT INTO project (only, id, name, created_at) VALUES (1, 'id', 'Old', '2026-01-01T00:00:00Z')");
    old.close();
    const project = ProjectFile.open(path);
    expect(project.features.list()).toEqual([]);
    project.features.findOrCreate(key);
    project.close();
  });
});

describe('damaged features', () => {
  const damage = {
    'a flipped bit': `UPDATE feature_chunk SET data = CAST(x'01' || substr(data, 2) AS BLOB)`,
    'cut short': 'UPDATE feature_chunk SET data = substr(data, 1, 5)',
    'too long': `UPDATE feature_chunk SET data = CAST(data || x'0000' AS BLOB)`,
    lost: 'DELETE FROM feature_chunk',
    'of another shape': 'UPDATE feature_grid SET grid_rows = 3, grid_columns = 2',
    'of another length': 'UPDATE feature_grid SET grid_rows = 4',
  };

  it.each(Object.entries(damage))('are told apart: %s', (_case, sql) => {
    const { features, path } = projectWithFrames();
    const set = features.findOrCreate(key);
    features.save(set, 0, [exampleGrid(2, 3)]);
    const database = new Database(path);
    expect(database.prepare(sql).run().changes).toBe(1);
    database.close();
    const error = expectUserError(() => features.load(set, 0), 'bad-project', path);
    expect(error.message).toContain('image 0');
    expect(error.hint).toContain('demo');
    expect(features.isWhole(set, 0)).toBe(false);
    features.save(set, 0, [exampleGrid(2, 3)]);
    expect(features.isWhole(set, 0)).toBe(true);
  });

  it('do not hide other failures', () => {
    const project = projectWithFrames();
    const set = project.features.findOrCreate(key);
    project.close();
    expect(() => project.features.isWhole(set, 0)).toThrow(TypeError);
    expect(() => project.features.isWhole(set, 0)).not.toThrow(UserError);
  });
});

function rowCounts(project: ProjectFile): unknown {
  const database = new Database(project.path);
  const counts = database
    .prepare(
      `SELECT (SELECT count(*) FROM feature_set) AS feature_set, (SELECT count(*) FROM feature_grid) AS feature_grid,
              (SELECT count(*) FROM feature_chunk) AS feature_chunk`,
    )
    .get();
  database.close();
  return counts;
}
