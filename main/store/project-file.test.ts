import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../errors.ts';
import { ProjectFile } from './project-file.ts';
import {
  checkUserError,
  exampleCapture,
  exampleFrame,
  exampleRun,
  exampleTensor,
  runChild,
  temporaryFolder,
  temporaryProject,
} from './test-support.ts';

describe('a project file', () => {
  it('has an identity of its own and a name that can change', () => {
    const folder = temporaryFolder();
    const project = ProjectFile.create(join(folder, 'a.lerf'), { id: 'given', name: 'Fox' });
    expect(project.info).toMatchObject({ id: 'given', name: 'Fox' });
    const { createdAt } = project.info;
    project.rename('Füchse 🦊');
    project.close();
    const again = ProjectFile.open(project.path);
    expect(again.info).toEqual({ id: 'given', name: 'Füchse 🦊', createdAt });
    again.close();
    const other = ProjectFile.create(join(folder, 'b.lerf'), { name: 'Other' });
    expect(other.info.id).toMatch(/^[0-9a-f-]{36}$/);
    other.close();
  });

  it('says what state it is in by its runs', () => {
    const project = temporaryProject();
    const { runs, checkpoints } = project;
    const states: string[] = [];
    const note = () => states.push(project.summary().state);
    note();
    runs.create(exampleRun);
    note();
    runs.update('1', { state: 'failed' });
    note();
    checkpoints.save('1', 10, [], null);
    note();
    runs.update(runs.create(exampleRun).id, { state: 'paused' });
    note();
    runs.update('2', { state: 'interrupted' });
    note();
    runs.update('2', { state: 'stopped' });
    note();
    expect(states).toEqual(['imported', 'training', 'imported', 'trained', 'paused', 'paused', 'trained']);
  });

  it('goes back to a checkpoint without leaving traces of later steps', () => {
    const project = temporaryProject();
    const { runs, metrics, checkpoints, evaluations, previews } = project;
    for (const id of ['1', '2']) {
      runs.create(exampleRun);
      for (const step of [100, 200]) {
        metrics.append(id, [{ series: 'loss/rgb', step, value: step }]);
        checkpoints.save(id, step, [exampleTensor('w', 3, step)], null);
        evaluations.save({ runId: id, step, psnr: 20, ssim: 0.5, images: [] });
        previews.save({ runId: id, step, frame: 0, psnr: 20, png: Buffer.from('png') });
      }
      runs.update(id, { step: 230 });
    }
    project.rewindRun('1', 100);
    expect(runs.get('1')).toMatchObject({ step: 100, checkpointStep: 100, preview: null });
    expect([...metrics.read('1', 'loss/rgb')]).toEqual([100, 100]);
    expect(evaluations.list('1').map(({ step }) => step)).toEqual([100]);
    expect(runs.get('2')).toMatchObject({ step: 230, checkpointStep: 200, preview: { step: 200 } });
    expect(evaluations.latest('2')?.step).toBe(200);
    metrics.append('1', [{ series: 'loss/rgb', step: 101, value: 1 }]);
  });

  it('keeps evaluations, previews and settings', () => {
    const { runs, evaluations, previews, settings } = temporaryProject();
    runs.create(exampleRun);
    expect(evaluations.latest()).toBeNull();
    expect(previews.latest('1')).toBeNull();
    const images = [{ file: 'a.jpg', psnr: 24.123456789, ssim: 0.8 }];
    const saved = evaluations.save({ runId: '1', step: 500, psnr: 24.5, ssim: 0.8, images });
    expect(evaluations.latest()).toEqual(saved);
    expect(evaluations.latest('1')).toMatchObject({ step: 500, images });
    const preview = { runId: '1', step: 500, frame: 8, psnr: 24, png: Buffer.from('png') };
    previews.save({ ...preview, step: 400 });
    previews.save(preview);
    expect(previews.latest('1')).toEqual(preview);
    settings.set('view', { orbit: [1, 2, 3] });
    settings.set('other', null);
    expect(settings.get('view')).toEqual({ orbit: [1, 2, 3] });
    expect(settings.all()).toEqual({ other: null, view: { orbit: [1, 2, 3] } });
    settings.remove('view');
    expect(settings.get('view')).toBeUndefined();
    expect(() => settings.set('bad', undefined)).toThrow(TypeError);
  });
});

describe('an import', () => {
  it('appears under its name when it is complete', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'fox.lerf');
    const id = await ProjectFile.createAtomic(path, 'Fox', async (project) => {
      expect(existsSync(path)).toBe(false);
      project.captures.save(exampleCapture);
      project.captures.addFrame(exampleFrame(0));
      return project.info.id;
    });
    expect(readdirSync(folder)).toEqual(['fox.lerf']);
    const project = ProjectFile.open(path);
    expect(project.info).toMatchObject({ id, name: 'Fox' });
    expect(project.captures.get()).toEqual(exampleCapture);
    expect(project.integrityCheck()).toEqual([]);
    project.close();
  });

  it.each([
    ['fails', new Error('a bug')],
    ['misses a photograph', Object.assign(new Error('no such file: a.jpg'), { code: 'ENOENT' })],
    ['is cancelled', new UserError('cancelled', 'The import was cancelled.')],
  ])('leaves nothing behind when it %s', async (_case, reason) => {
    const folder = temporaryFolder();
    const attempt = ProjectFile.createAtomic(join(folder, 'fox.lerf'), 'Fox', async (project) => {
      project.captures.addFrame(exampleFrame(0));
      await Promise.resolve();
      throw reason;
    });
    await expect(attempt).rejects.toBe(reason);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('does not replace a file, even one that appears while it runs', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'fox.lerf');
    const attempt = () => ProjectFile.createAtomic(path, 'Fox', () => writeFileSync(path, 'mine'));
    for (let i = 0; i < 2; i++) checkUserError(await attempt().catch((thrown) => thrown), 'conflict', path);
    expect(readFileSync(path, 'utf8')).toBe('mine');
    expect(readdirSync(folder)).toEqual(['fox.lerf']);
  });

  it('waits for no other: a second one to the same file is refused, and the first completes', async () => {
    const path = join(temporaryFolder(), 'fox.lerf');
    await ProjectFile.createAtomic(path, 'First', async () => {
      const second = ProjectFile.createAtomic(path, 'Second', () => {});
      checkUserError(await second.catch((thrown) => thrown), 'conflict', path);
    });
    const project = ProjectFile.open(path);
    expect(project.info.name).toBe('First');
    project.close();
  });

  it('says where it cannot write', async () => {
    const attempt = ProjectFile.createAtomic(join(temporaryFolder(), 'no', 'fox.lerf'), 'Fox', () => {});
    checkUserError(await attempt.catch((thrown) => thrown), 'not-found', 'fox.lerf');
  });

  it('that was killed leaves no project, and the next attempt clears up after it', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'fox.lerf');
    const refused: unknown[] = [];
    const { signal } = await runChild('import-slowly', [path], {
      onLine: (_line, kill) => {
        ProjectFile.createAtomic(path, 'Meanwhile', () => {})
          .catch((thrown) => refused.push(thrown))
          .finally(kill);
      },
    });
    expect(signal).toBe('SIGKILL');
    checkUserError(refused[0], 'conflict', path);
    expect(existsSync(path)).toBe(false);
    await ProjectFile.createAtomic(path, 'Again', () => {});
    expect(readdirSync(folder)).toEqual(['fox.lerf']);
  });
});
