import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { UserError } from '../errors.ts';
import { toBlob } from './bytes.ts';
import { Checkpoints } from './checkpoints.ts';
import type { ProjectFile } from './project-file.ts';
import { Sqlite } from './sqlite.ts';
import { exampleRun, exampleTensor, expectUserError, temporaryProject } from './test-support.ts';

function projectWithRun(): ProjectFile {
  const project = temporaryProject();
  project.runs.create(exampleRun);
  return project;
}

describe('checkpoints', () => {
  it('gives back tensors, their order and shapes, and what else was saved', () => {
    const { checkpoints } = projectWithRun();
    expect(checkpoints.latest('1')).toBeNull();
    expect(checkpoints.load('1')).toBeNull();
    const tensors = [
      {
        name: 'b',
        dims: [2, 3],
        dtype: 'float32' as const,
        data: Float32Array.of(9, 1, 2, 3, 4, 5, Number.NaN).subarray(1),
      },
      { name: 'empty', dims: [0], dtype: 'float32' as const, data: new Float32Array() },
    ];
    const extra = { rng: [1, 2, 0xffff_ffff] };
    checkpoints.save('1', 500, tensors, extra);
    expect(checkpoints.load('1')).toEqual({ step: 500, tensors, extra, damagedSteps: [] });
    expect(checkpoints.latest('1')?.step).toBe(500);
  });

  it('gives back tensors of several chunks', () => {
    const { checkpoints } = projectWithRun();
    const tensor = exampleTensor('w', 5_000_000);
    checkpoints.save('1', 1, [tensor], null);
    const loaded = checkpoints.load('1')!.tensors[0]!;
    // Byte by byte: Vitest's own comparison takes seconds at this size.
    expect(toBlob(loaded.data).equals(toBlob(tensor.data))).toBe(true);
  });

  it('keeps the last two of each run', () => {
    const project = projectWithRun();
    const { checkpoints } = project;
    project.runs.create(exampleRun);
    checkpoints.save('2', 1, [exampleTensor('w', 3)], null);
    for (const step of [100, 200, 300]) checkpoints.save('1', step, [exampleTensor('w', 3, step)], step);
    expectUserError(() => checkpoints.load('1', 100), 'not-found', '100');
    expect(checkpoints.load('1', 200)).toMatchObject({ step: 200, extra: 200 });
    expect(checkpoints.load('1')).toMatchObject({ step: 300, extra: 300 });
    expect(checkpoints.load('2')?.step).toBe(1);
  });

  it('tells the run how far it has got at least', () => {
    const { runs, checkpoints } = projectWithRun();
    checkpoints.save('1', 100, [], null);
    expect(runs.get('1')).toMatchObject({ step: 100, checkpointStep: 100 });
    runs.update('1', { step: 130 });
    checkpoints.save('1', 120, [], null);
    expect(runs.get('1')).toMatchObject({ step: 130, checkpointStep: 120 });
  });

  it('replaces one of the same step', () => {
    const { checkpoints } = projectWithRun();
    checkpoints.save('1', 100, [], 'one');
    checkpoints.save('1', 200, [], 'old');
    checkpoints.save('1', 200, [], 'new');
    expect(checkpoints.load('1')?.extra).toBe('new');
    expect(checkpoints.load('1', 100)?.extra).toBe('one');
  });

  it('leaves the previous one in place when saving fails half way', () => {
    const project = projectWithRun();
    project.checkpoints.save('1', 100, [exampleTensor('w', 3)], 'kept');
    function* failing() {
      yield exampleTensor('w', 3);
      throw new Error('device lost');
    }
    expect(() => project.checkpoints.save('1', 200, failing(), null)).toThrow('device lost');
    expect(project.checkpoints.load('1')).toMatchObject({ step: 100, extra: 'kept', damagedSteps: [] });
    expect(rowCounts(project)).toEqual({ checkpoint: 1, checkpoint_chunk: 1 });
  });

  it('says so when the disk is full, and keeps the previous one', () => {
    const project = projectWithRun();
    project.checkpoints.save('1', 100, [exampleTensor('w', 3)], 'kept');
    const database = new Database(project.path);
    database.pragma(`max_page_count = ${(database.pragma('page_count', { simple: true }) as number) + 10}`);
    const checkpoints = new Checkpoints(new Sqlite(database, project.path, 'project', null));
    const large = exampleTensor('w', 1_000_000);
    expectUserError(() => checkpoints.save('1', 200, [exampleTensor('v', 3), large], null), 'disk', project.path);
    database.close();
    expect(project.checkpoints.load('1')).toMatchObject({ step: 100, extra: 'kept' });
    expect(rowCounts(project)).toEqual({ checkpoint: 1, checkpoint_chunk: 1 });
    expect(project.integrityCheck()).toEqual([]);
  });
});

describe('a damaged checkpoint', () => {
  const damage = {
    'a flipped bit in a tensor': `UPDATE checkpoint_chunk SET data = CAST(x'01' || substr(data, 2) AS BLOB)`,
    'a tensor cut short': 'UPDATE checkpoint_chunk SET data = substr(data, 1, 5)',
    'a tensor too long': `UPDATE checkpoint_chunk SET data = CAST(data || x'00' AS BLOB)`,
    'a tensor lost': 'DELETE FROM checkpoint_chunk',
    'a changed manifest': `UPDATE checkpoint SET manifest = replace(manifest, 'true', 'false')`,
    'a manifest that is no JSON': `UPDATE checkpoint SET manifest = '{'`,
  };

  it.each(Object.entries(damage))('falls back to the previous one: %s', (_case, sql) => {
    const project = projectWithRun();
    for (const step of [100, 200])
      project.checkpoints.save('1', step, [exampleTensor('w', 1000, step)], { fine: true });
    const column = sql.includes('checkpoint_chunk') ? 'checkpoint' : 'id';
    change(project, `${sql} WHERE ${column} = (SELECT id FROM checkpoint WHERE step = 200)`);
    expect(project.checkpoints.load('1')).toMatchObject({
      step: 100,
      tensors: [exampleTensor('w', 1000, 100)],
      extra: { fine: true },
      damagedSteps: [200],
    });
    expectUserError(() => project.checkpoints.load('1', 200), 'bad-project', '200');
    change(project, sql);
    expectUserError(() => project.checkpoints.load('1'), 'bad-project', 'step 200 and 100');
  });

  it('does not hide other failures', () => {
    const project = projectWithRun();
    project.checkpoints.save('1', 100, [exampleTensor('w', 3)], null);
    const broken = new Checkpoints(new Sqlite(new Database(project.path), project.path, 'project', null));
    expect(broken.load('1')?.step).toBe(100);
    project.close();
    expect(() => project.checkpoints.load('1')).toThrow(TypeError);
    expect(() => project.checkpoints.load('1')).not.toThrow(UserError);
  });
});

function change(project: ProjectFile, sql: string): void {
  const database = new Database(project.path);
  expect(database.prepare(sql).run().changes).toBeGreaterThan(0);
  database.close();
}

function rowCounts(project: ProjectFile): unknown {
  const database = new Database(project.path);
  const counts = database
    .prepare(
      'SELECT (SELECT count(*) FROM checkpoint) AS checkpoint, (SELECT count(*) FROM checkpoint_chunk) AS checkpoint_chunk',
    )
    .get();
  database.close();
  return counts;
}
