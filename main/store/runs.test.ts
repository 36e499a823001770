import { hostname } from 'node:os';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { runSchema } from '../api/contract.ts';
import type { ProjectFile } from './project-file.ts';
import { exampleRun, exampleTensor, expectUserError, temporaryProject } from './test-support.ts';

describe('runs', () => {
  it('numbers runs 1, 2, 3 and describes them as the contract wants', () => {
    const { runs } = temporaryProject();
    const made = [exampleRun, { ...exampleRun, preset: 'full' as const }].map((run) => runs.create(run));
    expect(made.map((run) => [run.id, run.number])).toEqual([
      ['1', 1],
      ['2', 2],
    ]);
    expect(runs.list()).toEqual(made);
    for (const run of runs.list()) expect(runSchema.parse(run)).toEqual(run);
    expect(made[0]).toMatchObject({ state: 'queued', step: 0, checkpointStep: null, usedDevice: null, seed: 7 });
    expect(runs.options('1')).toEqual({ rays: 1024 });
  });

  it('shows what language field a run trains, and none where its options are of another version', () => {
    const { runs } = temporaryProject();
    const language = { encoder: 'demo', dense: false, singleScale: 0.5 };
    const options = [{ language, continueFrom: '1' }, { language: false }, { language: { encoder: 7 } }, 'none', null];
    const made = options.map((given) => runs.create({ ...exampleRun, options: given }));
    expect(made[0]).toMatchObject({ language, continueFrom: '1' });
    for (const run of made.slice(1)) expect(run).toMatchObject({ language: null, continueFrom: null });
  });

  it('changes what an update names and nothing else', () => {
    const { runs } = temporaryProject();
    runs.create(exampleRun);
    const error = { code: 'internal' as const, message: 'NaN in the loss.' };
    runs.update('1', { state: 'running', usedDevice: 'cpu', step: 10, stepMsMedian: 149.5 });
    const failed = runs.update('1', { state: 'failed', error, finishedAt: '2026-01-01T00:00:00.000Z' });
    expect(failed).toMatchObject({ state: 'failed', usedDevice: 'cpu', step: 10, stepMsMedian: 149.5, error, seed: 7 });
    expect(runs.update('1', { error: null, finishedAt: null })).toMatchObject({
      error: null,
      finishedAt: null,
      step: 10,
    });
  });

  it('shows the checkpoint, curves, newest held-out result and preview of its own run only', () => {
    const project = temporaryProject();
    const { runs, metrics, evaluations, checkpoints, previews } = project;
    runs.create(exampleRun);
    runs.create(exampleRun);
    checkpoints.save('1', 200, [exampleTensor('w', 3)], null);
    previews.save({ runId: '1', step: 150, frame: 4, psnr: 21, png: Buffer.from('png') });
    const heldOut = (step: number, psnr: number, ssim: number) => [
      { series: 'psnr/test', step, value: psnr },
      { series: 'ssim/test', step, value: ssim },
    ];
    metrics.append('1', [...heldOut(100, 20, 0.5), { series: 'loss/rgb', step: 101, value: 1 }]);
    expect(runs.get('1')).toMatchObject({ lastPsnr: 20, lastSsim: 0.5, checkpointStep: 200 });
    evaluations.save({ runId: '1', step: 100, psnr: 22, ssim: 0.6, images: [] });
    expect(runs.get('1')).toMatchObject({ lastPsnr: 22, lastSsim: 0.6 });
    metrics.append('1', heldOut(200, 24, 0.75));
    expect(runs.get('1')).toMatchObject({ lastPsnr: 24, lastSsim: 0.75, preview: { step: 150, frame: 4, psnr: 21 } });
    expect(runs.get('1').series).toEqual([
      { name: 'loss/rgb', count: 1 },
      { name: 'psnr/test', count: 2 },
      { name: 'ssim/test', count: 2 },
    ]);
    expect(runs.get('2')).toMatchObject({ lastPsnr: null, checkpointStep: null, preview: null, series: [] });
    expect(project.summary().lastMetric).toEqual({ step: 200, psnr: 24 });
  });

  it.each(['2', '0', '-1', '1.5', 'x', '', '1e0', '99999999999999999999'])('knows no run %j', (id) => {
    const { runs } = temporaryProject();
    runs.create(exampleRun);
    expectUserError(() => runs.get(id), 'not-found');
    expectUserError(() => runs.update(id, { step: 1 }), 'not-found');
    expectUserError(() => runs.options(id), 'not-found');
  });
});

describe('after the engine died', () => {
  it('interrupts what was running or queued, and paused runs that lost steps', () => {
    const { runs, checkpoints } = temporaryProject();
    const states = ['queued', 'running', 'paused', 'paused', 'stopped', 'done', 'failed', 'interrupted'] as const;
    for (const state of states) runs.update(runs.create(exampleRun).id, { state, step: 50 });
    checkpoints.save('3', 50, [], null);
    checkpoints.save('4', 40, [], null);
    expect(runs.markInterrupted().map((run) => run.id)).toEqual(['1', '2', '4']);
    expect(runs.list().map((run) => run.state)).toEqual([
      'interrupted',
      'interrupted',
      'paused',
      'interrupted',
      'stopped',
      'done',
      'failed',
      'interrupted',
    ]);
  });

  it('leaves alone the runs that this process drives', () => {
    const { runs } = temporaryProject();
    runs.update(runs.create(exampleRun).id, { state: 'running' });
    expect(runs.markInterrupted(['1'])).toEqual([]);
  });

  it.each([
    ['a living process that wrote just now', process.ppid, 0, 'running'],
    ['a number that was given to another program since', process.ppid, 3_600_000, 'interrupted'],
    ['a process that is gone', 2 ** 22 + 1, 0, 'interrupted'],
  ])('judges by the owner: %s', (_case, pid, silentMs, state) => {
    const project = temporaryProject();
    project.runs.update(project.runs.create(exampleRun).id, { state: 'running' });
    setOwner(project, `${hostname()}:${pid}`, new Date(Date.now() - silentMs));
    project.runs.markInterrupted();
    expect(project.runs.get('1').state).toBe(state);
  });

  it('does not believe in processes of another machine', () => {
    const project = temporaryProject();
    project.runs.update(project.runs.create(exampleRun).id, { state: 'running' });
    setOwner(project, `${hostname()}-2:${process.ppid}`, new Date());
    expect(project.runs.markInterrupted()).toHaveLength(1);
  });
});

function setOwner(project: ProjectFile, owner: string, touchedAt: Date): void {
  const database = new Database(project.path);
  database.prepare('UPDATE run SET owner = ?, touched_at = ?').run(owner, touchedAt.toISOString());
  database.close();
}
