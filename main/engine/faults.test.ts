/** What stands in the way from outside, as the engine, its API and the command line tell of it. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createApp } from '../api/app.ts';
import { type ApiError, type Job, salvageResultSchema } from '../api/contract.ts';
import { UserError } from '../errors.ts';
import { ProjectFile } from '../store/project-file.ts';
import { canMountDisks, mountSmallDisk } from '../testing/small-disk.ts';
import { openTestEngine, removeFolder, temporaryFolder } from '../testing/test-engine.ts';
import { writeTinyCapture } from '../testing/tiny-capture.ts';
import { createTinyProject } from '../testing/tiny-project.ts';
import { importTinyCapture } from '../testing/tiny-training.ts';
import { exportProject } from './export-project.ts';
import { importCapture } from './import.ts';
import { OpenIndexes } from './open-indexes.ts';
import { trainRun } from './train-run.ts';

const LERF = fileURLToPath(new URL('../cli/lerf.ts', import.meta.url));

let folder: string;
beforeEach(async () => {
  folder = await temporaryFolder();
  vi.stubEnv('LERF_PROJECTS', join(folder, 'projects'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await removeFolder(folder);
});

const quiet = { signal: new AbortController().signal, onProgress: () => {}, onWarning: () => {} };
const order = (capture: string, path: string) => ({
  capture,
  images: undefined,
  path,
  name: 'Tiny',
  downscale: 1,
  holdout: 6,
});

describe.skipIf(!canMountDisks)('a disk that is full', () => {
  test('ends an import with one sentence and without a file, wherever it gets full', async () => {
    using disk = mountSmallDisk(2 << 20);
    await writeTinyCapture(join(folder, 'capture'));
    const path = join(disk.folder, 'tiny.lerf');
    const failures: unknown[] = [];
    for (let bytesLeft = 50_000; !existsSync(path); bytesLeft += 50_000) {
      disk.fill(bytesLeft);
      await importCapture(order(join(folder, 'capture'), path), quiet).catch((thrown: unknown) => {
        failures.push(thrown);
        expect(readdirSync(disk.folder)).toEqual(['filler']);
      });
      disk.free();
    }
    expect(failures.length).toBeGreaterThan(5);
    for (const failure of failures) {
      expect(failure).toMatchObject({
        code: 'disk',
        message: `The disk that holds ${path} is full.`,
        hint: 'Free some space there, then try again.',
      });
    }
    const project = ProjectFile.open(path);
    expect(project.integrityCheck()).toEqual([]);
    project.close();
  });

  test('ends a training at its checkpoint; what was there is there, and it goes on when there is space', async () => {
    using disk = mountSmallDisk(400 << 20);
    const path = await importTinyCapture(disk.folder);
    const project = ProjectFile.open(path);
    const { id } = project.runs.create({ preset: 'fast', device: 'cpu', steps: 6, seed: 5, options: {} });
    const hooks = (afterStep: number) => {
      let asked = 0;
      const nextCommand = () => (++asked === afterStep ? ('pause' as const) : null);
      return { onStatus() {}, onMetrics() {}, onPreview() {}, nextCommand };
    };
    expect((await trainRun(project, id, hooks(2))).state).toBe('paused');
    const { checkpointStep } = project.runs.get(id);
    const before = project.checkpoints.load(id)!;

    disk.fill(300_000);
    const failure = await trainRun(project, id, hooks(100)).catch((thrown: unknown) => thrown as UserError);
    expect(failure).toMatchObject({ code: 'disk', message: `The disk that holds ${path} is full.` });
    expect((failure as UserError).hint).toContain(`Resumed after that, run 1 goes on from step ${checkpointStep}.`);
    expect(project.checkpoints.load(id)).toEqual(before);

    disk.free();
    expect((await trainRun(project, id, hooks(100))).state).toBe('done');
    expect(project.runs.get(id)).toMatchObject({ state: 'done', step: 6, checkpointStep: 6, error: null });
    expect(project.integrityCheck()).toEqual([]);
    project.close();
  });

  test('that keeps the end of a run from being written: the run has failed all the same, and can be resumed', async () => {
    using disk = mountSmallDisk(8 << 20);
    const opened = await openTestEngine(folder);
    const path = join(disk.folder, 'Tiny.lerf');
    await createTinyProject(path);
    const { id } = opened.engine.library.add(path);
    vi.spyOn(opened.training, 'call').mockImplementationOnce(() => {
      disk.fill();
      const error = new UserError('disk', `The disk that holds ${path} is full.`, 'Free some space there.');
      return { finished: Promise.reject(error), command: () => {}, cancel: () => {} };
    });
    await opened.engine.training.start(id, { steps: 5 });
    await opened.engine.jobs.idle();
    const { training } = opened.engine;
    expect(training.run(id, '1')).toMatchObject({ state: 'failed', error: { code: 'disk' } });
    expect(training.runs(id)).toMatchObject([{ state: 'failed' }]);
    expect(() => training.control(id, '1', 'resume')).toThrow('is full');
    disk.free();
    training.control(id, '1', 'resume');
    await opened.engine.jobs.idle();
    expect(training.run(id, '1')).toMatchObject({ state: 'done', step: 5, error: null });
    await opened.engine.close();
  });

  test('that holds the list of projects keeps nobody from training a project on another disk', async () => {
    using disk = mountSmallDisk(4 << 20);
    const opened = await openTestEngine(folder, { dataFolder: join(disk.folder, 'data') });
    const { id } = await opened.addProject();
    disk.fill();
    opened.engine.projects.closeAll();
    await opened.engine.training.start(id, { steps: 5 });
    await opened.engine.jobs.idle();
    expect(opened.engine.training.run(id, '1')).toMatchObject({ state: 'done', step: 5 });
    await opened.engine.close();
  });

  test('ends an export with one sentence, without half a file, and leaves the one that was there', async () => {
    using disk = mountSmallDisk(2 << 20);
    const path = join(folder, 'Tiny.lerf');
    await createTinyProject(path);
    const project = ProjectFile.open(path);
    project.settings.set('filling', 'x'.repeat(1_000_000));
    const target = join(disk.folder, 'tiny.zip');
    writeFileSync(target, 'earlier');
    for (const bytesLeft of [0, 40_000, 1_100_000]) {
      disk.fill(bytesLeft);
      const request = { format: 'zip' as const };
      const exporting = exportProject(project, { target, request, dataFolder: folder }, new OpenIndexes(), {});
      await expect(exporting).rejects.toMatchObject({
        code: 'disk',
        message: `The disk that holds ${target} is full.`,
      });
      expect(readdirSync(disk.folder).sort()).toEqual(['filler', 'tiny.zip']);
      expect(readFileSync(target, 'utf8')).toBe('earlier');
      disk.free();
    }
    project.close();
  });

  test('is told by the command line in one line', async () => {
    using disk = mountSmallDisk(1 << 20);
    disk.fill();
    await writeTinyCapture(join(folder, 'capture'));
    const path = join(disk.folder, 'tiny.lerf');
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [LERF, 'import', join(folder, 'capture'), '--project', path],
      { encoding: 'utf8' },
    );
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr.trimEnd().split('\n').at(-1)).toBe(
      `error: The disk that holds ${path} is full. Free some space there, then try again.`,
    );
  });
});

describe('a photograph that cannot be read', () => {
  // Reading the memory of a process at address 0 is a read error that needs no broken disk.
  test.skipIf(!existsSync('/proc/self/mem'))('ends the import with its name and without a file', async () => {
    const capture = join(folder, 'capture');
    await writeTinyCapture(capture);
    unlinkSync(join(capture, 'images', 'frame_003.jpg'));
    symlinkSync('/proc/self/mem', join(capture, 'images', 'frame_003.jpg'));
    const path = join(folder, 'tiny.lerf');
    const outcome = await importCapture(order(capture, path), quiet).catch((thrown: unknown) => thrown);
    if (outcome instanceof UserError) {
      expect(outcome.message).toContain('frame_003.jpg');
      expect(existsSync(path)).toBe(false);
    } else {
      expect(outcome).toMatchObject({ images: 11, skipped: [{ file: 'images/frame_003.jpg' }] });
    }
    expect(existsSync(`${path}.importing`)).toBe(false);
  });
});

describe('over the API', () => {
  const overwrite = (path: string, offset: number, bytes: Uint8Array) => {
    const content = readFileSync(path);
    content.set(bytes, offset);
    writeFileSync(path, content);
  };
  const withSql = (path: string, sql: string) => {
    const database = new Database(path);
    database.exec(sql);
    database.close();
  };

  test.each<[string, (path: string) => void, ApiError['code'], RegExp]>([
    ['a damaged header', (path) => overwrite(path, 0, Buffer.from('junk')), 'bad-project', /lerf salvage/],
    ['a damaged page', (path) => overwrite(path, 16_384, new Uint8Array(16_384)), 'bad-project', /lerf salvage/],
    ['a wrong application id', (path) => overwrite(path, 68, Buffer.from('ABCD')), 'bad-project', /lerf salvage/],
    [
      'another program’s database',
      (path) => withSql(path, 'PRAGMA application_id = 1; DROP TABLE capture'),
      'bad-project',
      /salvage/,
    ],
  ])('%s is one sentence that names the file and what to do, and the file stays', async (_what, damage, code, hint) => {
    const opened = await openTestEngine(folder);
    const app = createApp(opened.engine);
    const { id, path } = await opened.addProject();
    opened.engine.projects.closeAll();
    damage(path);
    const before = readFileSync(path);
    for (const response of [
      await app.request(`/api/projects/${id}`),
      await app.request('/api/library', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ path }),
      }),
    ]) {
      const { error } = (await response.json()) as { error: ApiError };
      expect(error).toMatchObject({ code, message: expect.stringContaining(path), hint: expect.stringMatching(hint) });
    }
    opened.engine.library.refresh(id);
    expect(opened.engine.library.card(id).state).toBe('damaged');
    expect(readFileSync(path).equals(before)).toBe(true);
    await opened.engine.close();
  });

  test('a damaged list of projects is kept aside and told of; the projects are untouched', async () => {
    const first = await openTestEngine(folder);
    const { path } = await first.addProject();
    await first.engine.close();
    const list = join(folder, '.data', 'library.db');
    overwrite(list, 0, Buffer.from('junk'));
    const damaged = readFileSync(list);
    const opened = await openTestEngine(folder);
    const info = (await (await createApp(opened.engine).request('/api/engine')).json()) as { notice: string };
    expect(info.notice).toMatch(
      /^The list of recent projects was damaged and begins anew; your projects are untouched/,
    );
    const aside = readdirSync(join(folder, '.data')).find((name) => name.startsWith('library-damaged-'))!;
    expect(readFileSync(join(folder, '.data', aside)).equals(damaged)).toBe(true);
    expect(opened.engine.library.add(path).state).toBe('imported');
    await opened.engine.close();
  });

  test('a project from a newer version is shown, and every change says why not', async () => {
    const opened = await openTestEngine(folder);
    const app = createApp(opened.engine);
    const { id, path } = await opened.addProject();
    opened.engine.projects.closeAll();
    withSql(path, 'PRAGMA user_version = 99');
    expect(await (await app.request(`/api/projects/${id}`)).json()).toMatchObject({
      readOnly: true,
      readOnlyReason: expect.stringContaining('newer version of LERF Studio'),
    });
    const response = await app.request(`/api/projects/${id}/runs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"steps":5}',
    });
    expect(await response.json()).toMatchObject({ error: { code: 'newer-project', hint: expect.any(String) } });
    await opened.engine.close();
  });

  test('a damaged project is saved as a new one, which is on the list; the damaged one stays', async () => {
    const opened = await openTestEngine(folder);
    const app = createApp(opened.engine);
    const path = await importTinyCapture(folder);
    const { id } = opened.engine.library.add(path);
    opened.engine.projects.closeAll();
    overwrite(path, 0, new Uint8Array(100));
    const before = readFileSync(path);
    opened.engine.library.refresh(id);
    const response = await app.request(`/api/library/${id}/salvage`, { method: 'POST' });
    expect(response.status).toBe(202);
    const job = (await response.json()) as Job;
    await opened.engine.jobs.idle();
    const result = salvageResultSchema.parse(opened.engine.jobs.get(job.id).result);
    expect(result.parts[0]).toMatchObject({ what: 'images', saved: 12, lost: 0 });
    expect(opened.engine.library.card(result.projectId)).toMatchObject({ images: 12, state: 'imported' });
    expect(opened.engine.library.card(id).state).toBe('damaged');
    expect(readFileSync(path).equals(before)).toBe(true);
    await opened.engine.close();
  });
});
