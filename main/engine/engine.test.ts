import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type EngineEvent, importResultSchema, type Run } from '../api/contract.ts';
import { UserError } from '../errors.ts';
import { openTestEngine, removeFolder, type TestEngine, temporaryFolder } from '../testing/test-engine.ts';
import { writeTinyCapture } from '../testing/tiny-capture.ts';

let root: string;
let opened: TestEngine;

beforeEach(async () => {
  root = await temporaryFolder();
  opened = await openTestEngine(root);
});
afterEach(async () => {
  await opened.engine.close();
  await removeFolder(root);
});

const start = (projectId: string, steps = 30) => opened.engine.training.start(projectId, { steps });
const run = (projectId: string, runId = '1') => opened.engine.training.run(projectId, runId);
const reaches = (projectId: string, state: Run['state'], runId = '1') =>
  vi.waitFor(() => expect(run(projectId, runId).state).toBe(state), { timeout: 5000 });
const ofType = <Type extends EngineEvent['type']>(type: Type) =>
  opened.events.filter((event): event is Extract<EngineEvent, { type: Type }> => event.type === type);

describe('training', () => {
  test('a run goes from queued to done, and every step of the way is told', async () => {
    const { id } = await opened.addProject();
    expect(await start(id)).toMatchObject({ number: 1, state: 'queued', steps: 30, preset: 'fast', device: 'auto' });
    await reaches(id, 'done');
    await opened.engine.jobs.idle();
    expect(run(id)).toMatchObject({ step: 30, checkpointStep: 30, usedDevice: 'cpu', stepMsMedian: 1 });

    const states = ofType('run').map((event) => event.run.state);
    expect([...new Set(states)]).toEqual(['queued', 'running', 'done']);
    const points = ofType('metrics').flatMap((event) => event.series['loss/rgb']!);
    expect(points.map(([step]) => step)).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
    expect(ofType('status').at(-1)?.status).toMatchObject({ projectId: id, runId: '1', step: 30, steps: 30 });
    expect(ofType('status')[0]!.status.memoryBytes).toBeGreaterThan(1 << 20);
    expect(opened.engine.library.card(id).state).toBe('trained');
    expect(opened.engine.jobs.list()).toMatchObject([{ kind: 'train', state: 'done', result: { id: '1' } }]);
    // The last metrics come before the word that the run is over.
    const types = opened.events.map((event) => event.type);
    expect(types.lastIndexOf('metrics')).toBeLessThan(types.lastIndexOf('run'));
  });

  test('pause writes a checkpoint, resume goes on from it', async () => {
    const { id } = await opened.addProject();
    start(id, 400);
    await reaches(id, 'running');
    opened.engine.training.control(id, '1', 'pause');
    await reaches(id, 'paused');
    const { step, checkpointStep } = run(id);
    expect(step).toBeLessThan(400);
    expect(checkpointStep).toBe(step);
    expect(opened.engine.library.card(id).state).toBe('paused');

    opened.engine.training.control(id, '1', 'resume');
    await reaches(id, 'running');
    opened.engine.training.control(id, '1', 'stop');
    await reaches(id, 'stopped');
    expect(run(id).step).toBeGreaterThan(step);
    const steps = opened.engine.training
      .metrics(id, '1', { series: 'loss/rgb', after: 0, most: 1000 })
      .filter((_, index) => index % 2 === 0);
    expect([...steps]).toEqual(Array.from({ length: run(id).step }, (_, index) => index + 1));
  });

  test('a second run waits for the first; stopped in the queue it never begins', async () => {
    const { id } = await opened.addProject();
    start(id, 400);
    start(id, 10);
    await reaches(id, 'running');
    expect(run(id, '2').state).toBe('queued');
    expect(opened.engine.training.control(id, '2', 'stop').state).toBe('stopped');
    opened.engine.training.control(id, '1', 'stop');
    await opened.engine.jobs.idle();
    expect(run(id, '2')).toMatchObject({ state: 'stopped', step: 0 });
    expect(opened.training.tasks).toEqual(['train']);
  });

  test('cancelling the job of a training stops it with a checkpoint', async () => {
    const { id } = await opened.addProject();
    start(id, 400);
    await reaches(id, 'running');
    opened.engine.jobs.cancel(opened.engine.jobs.list()[0]!.id);
    await reaches(id, 'stopped');
    expect(run(id).checkpointStep).toBe(run(id).step);
  });

  test('a failed run keeps its error, and the next one trains', async () => {
    const { id } = await opened.addProject();
    opened.training.failure = new UserError('device-unavailable', 'There is no such device.', 'Use the CPU.');
    start(id);
    await reaches(id, 'failed');
    expect(run(id).error).toEqual({
      code: 'device-unavailable',
      message: 'There is no such device.',
      hint: 'Use the CPU.',
    });
    start(id);
    await reaches(id, 'done', '2');
  });

  test('a thread that dies takes no run with it: the run has failed, and says why', async () => {
    const { id } = await opened.addProject();
    vi.spyOn(opened.training, 'call').mockImplementationOnce(() => ({
      finished: Promise.reject(new Error('out of memory')),
      command: () => {},
      cancel: () => {},
    }));
    start(id);
    await reaches(id, 'failed');
    expect(run(id).error).toMatchObject({ code: 'internal', message: expect.stringContaining('out of memory') });
  });

  test.each([
    ['pause', 'done'],
    ['stop', 'done'],
    ['resume', 'done'],
  ] as const)('%s does not fit a run that is %s', async (action, state) => {
    const { id } = await opened.addProject();
    start(id, 5);
    await reaches(id, state);
    await opened.engine.jobs.idle();
    expect(() => opened.engine.training.control(id, '1', action)).toThrow(`Run 1 is ${state}`);
  });

  test('closing the engine pauses the run at a checkpoint', async () => {
    const { id } = await opened.addProject();
    start(id, 4000);
    start(id, 10);
    await reaches(id, 'running');
    await opened.engine.close();
    opened = await openTestEngine(root);
    expect(run(id)).toMatchObject({ state: 'paused' });
    expect(run(id).checkpointStep).toBe(run(id).step);
    expect(run(id, '2').state).toBe('stopped');
  });
});

describe('after the engine was killed', () => {
  /** Leaves everything as SIGKILL would, and starts the next engine. */
  async function killAndRestart(restarts: number): Promise<void> {
    opened.training.die();
    opened.viewing.die();
    opened.engine.projects.closeAll();
    const lastExit = restarts > 0 ? 'The engine was killed (SIGKILL) and has been restarted.' : null;
    opened = await openTestEngine(root, { restarts, lastExit });
  }

  test('the shell’s restart goes on with the run from its last checkpoint, and says so', async () => {
    const { id } = await opened.addProject();
    start(id, 400);
    await vi.waitFor(() => expect(run(id).checkpointStep).toBeGreaterThanOrEqual(10));
    await killAndRestart(1);
    expect(opened.engine.info().lastExit).toMatch(
      /^The engine was killed \(SIGKILL\) and has been restarted\. Training run 1 goes on from step \d+0\.$/,
    );
    const [crashed] = opened.engine.info().crash!.runs;
    expect(crashed).toMatchObject({ projectId: id, projectName: 'Tiny', number: 1, steps: 400, goesOn: true });
    expect(crashed!.checkpoint!.step).toBeGreaterThanOrEqual(10);
    expect(crashed!.reachedStep).toBeGreaterThanOrEqual(crashed!.checkpoint!.step);
    expect(Date.parse(crashed!.checkpoint!.savedAt)).toBeLessThanOrEqual(Date.now());
    await reaches(id, 'running');
    opened.engine.training.control(id, '1', 'stop');
    await reaches(id, 'stopped');
    const steps = opened.engine.training
      .metrics(id, '1', { series: 'loss/rgb', after: 0, most: 1000 })
      .filter((_, index) => index % 2 === 0);
    expect([...steps]).toEqual(Array.from({ length: run(id).step }, (_, index) => index + 1));
  });

  test('a run that was killed between its last step and its end comes to its end', async () => {
    const { id } = await opened.addProject();
    start(id, 30);
    await reaches(id, 'done');
    await opened.engine.jobs.idle();
    opened.engine.projects.change(id, ({ runs }) => runs.update('1', { state: 'interrupted', step: 30 }));
    expect(opened.engine.training.control(id, '1', 'resume').state).toBe('queued');
    await reaches(id, 'done');
  });

  test('a run that gets no further than last time is left alone', async () => {
    const { id } = await opened.addProject();
    start(id, 4000);
    await vi.waitFor(() => expect(run(id).checkpointStep).toBeGreaterThanOrEqual(10));
    await killAndRestart(1);
    // Killed again before another checkpoint.
    await killAndRestart(2);
    expect(opened.engine.info().lastExit).toContain('stays interrupted');
    expect(opened.engine.info().crash).toMatchObject({ runs: [{ number: 1, goesOn: false }] });
    expect(run(id).state).toBe('interrupted');
  });

  test('a fresh start of the app shows the run as interrupted and waits for a person', async () => {
    const { id } = await opened.addProject();
    start(id, 4000);
    await vi.waitFor(() => expect(run(id).checkpointStep).toBeGreaterThanOrEqual(10));
    await killAndRestart(0);
    expect(opened.engine.info()).toMatchObject({ lastExit: null, crash: null });
    expect(run(id).state).toBe('interrupted');
    expect(opened.engine.library.card(id).state).not.toBe('training');
    opened.engine.training.control(id, '1', 'resume');
    await reaches(id, 'running');
  });

  test('a project that has gone does not keep the engine from starting', async () => {
    const { id, path } = await opened.addProject();
    start(id, 4000);
    await reaches(id, 'running');
    opened.training.die();
    opened.engine.projects.closeAll();
    await rm(path);
    opened = await openTestEngine(root, { restarts: 1, lastExit: 'x' });
    expect(opened.engine.library.card(id).state).toBe('missing');
  });
});

describe('the library', () => {
  test('a project that is being trained is not deleted', async () => {
    const { id, path } = await opened.addProject();
    start(id, 4000);
    await reaches(id, 'running');
    expect(() => opened.engine.removeProject(id, 'delete')).toThrow('The project is in use: Training run 1.');
    expect(existsSync(path)).toBe(true);
  });

  test('removing keeps or deletes the file, as asked', async () => {
    const kept = await opened.addProject('kept');
    const deleted = await opened.addProject('deleted');
    opened.events.length = 0;
    opened.engine.removeProject(kept.id, 'keep');
    opened.engine.removeProject(deleted.id, 'delete');
    expect(existsSync(kept.path)).toBe(true);
    expect(existsSync(deleted.path)).toBe(false);
    expect(opened.engine.library.cards()).toEqual([]);
    expect(ofType('library')).toHaveLength(2);
  });

  test('idle projects are closed, and opened again when they are needed', async () => {
    const { id } = await opened.addProject();
    opened.engine.projectDetail(id);
    expect(opened.engine.projects.count).toBe(1);
    opened.engine.projects.close(id);
    expect(opened.engine.projects.count).toBe(0);
    expect(opened.engine.projectDetail(id).frames).toHaveLength(5);
  });
});

describe('importing', () => {
  const startImport = (capture: string) =>
    opened.engine.startImport({ capture, name: 'New', project: join(root, 'new.lerf'), downscale: 2, holdout: 3 });
  const leftovers = async () => (await readdir(root)).filter((name) => name.startsWith('new.lerf'));

  test('a capture becomes a project on the list', async () => {
    const capture = join(root, 'capture');
    await writeTinyCapture(capture, { images: 7 });
    const job = await startImport(capture);
    await opened.engine.jobs.idle();
    const { state, result } = opened.engine.jobs.get(job.id);
    expect(state).toBe('done');
    const imported = importResultSchema.parse(result);
    expect(imported).toMatchObject({ images: 7, train: 4, test: 3, width: 24, height: 18, skipped: [] });
    expect(opened.engine.library.cards()).toMatchObject([{ id: imported.projectId, name: 'New', images: 7 }]);
    expect(ofType('library').length).toBeGreaterThan(0);
  });

  test('a cancelled import leaves nothing behind', async () => {
    const capture = join(root, 'capture');
    await writeTinyCapture(capture, { images: 30 });
    const job = await startImport(capture);
    await vi.waitFor(() => expect(opened.engine.jobs.get(job.id).progress.done).toBeGreaterThan(1), { interval: 1 });
    opened.engine.jobs.cancel(job.id);
    await opened.engine.jobs.idle();
    expect(opened.engine.jobs.get(job.id)).toMatchObject({ state: 'cancelled', error: null });
    expect(await leftovers()).toEqual([]);
    expect(opened.engine.library.cards()).toEqual([]);
  });

  test('something that is no capture fails as a job, with one sentence, and leaves nothing behind', async () => {
    const job = await startImport(root);
    await opened.engine.jobs.idle();
    expect(opened.engine.jobs.get(job.id)).toMatchObject({ state: 'failed', error: { code: 'bad-capture' } });
    expect(await leftovers()).toEqual([]);
  });
});
