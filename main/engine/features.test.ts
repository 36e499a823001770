import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { EngineEvent, Run } from '../api/contract.ts';
import { openTestEngine, removeFolder, type TestEngine, temporaryFolder } from '../testing/test-engine.ts';

let root: string;
let opened: TestEngine;
let id: string;

beforeEach(async () => {
  root = await temporaryFolder();
  opened = await openTestEngine(root);
  ({ id } = await opened.addProject());
});
afterEach(async () => {
  await opened.engine.close();
  await removeFolder(root);
});

const features = () => opened.engine.features;
const demo = { encoder: 'demo', dense: true };
const language = { ...demo, singleScale: null };
const run = (runId = '1') => opened.engine.training.run(id, runId);
const reaches = (state: Run['state'], runId = '1') =>
  vi.waitFor(() => expect(run(runId).state).toBe(state), { timeout: 5000 });
const statuses = () =>
  opened.events
    .filter((event): event is Extract<EngineEvent, { type: 'status' }> => event.type === 'status')
    .map(({ status }) => status);

describe('extraction', () => {
  test('is a job, after which the sets are there and nothing is left to do', async () => {
    const before = await features().list(id, demo);
    expect(before.sets).toEqual([]);
    // Three of the five images are trained on.
    expect(before.estimate).toMatchObject({ encoder: 'demo', denseEncoder: 'demo-dense', images: 3, seconds: null });
    expect(before.estimate!.crops).toBeGreaterThan(0);
    expect(before.estimate!.bytes).toBeGreaterThan(0);

    const job = await features().start(id, demo);
    expect(job).toMatchObject({ kind: 'extract', title: 'Extracting features with Demo', projectId: id });
    await expect(features().start(id, demo)).rejects.toThrow('are being extracted already');
    await opened.engine.jobs.idle();
    const { sets, estimate } = await features().list(id, demo);
    expect(sets).toMatchObject([
      { kind: 'pyramid', encoder: 'demo', encoderName: 'Demo', images: 3, imagesTotal: 3, runs: [] },
      { kind: 'dense', encoder: 'demo-dense', encoderName: 'Demo patches', images: 3, imagesTotal: 3, runs: [] },
    ]);
    expect(estimate).toMatchObject({ images: 0, crops: 0 });
    expect(opened.events).toContainEqual({ type: 'features', projectId: id });
  });

  test('cancelled, it keeps what is done', async () => {
    const job = await features().start(id, demo);
    await vi.waitFor(async () => expect((await features().list(id, null)).sets[0]?.images).toBeGreaterThan(0));
    opened.engine.jobs.cancel(job.id);
    await opened.engine.jobs.idle();
    expect(opened.engine.jobs.get(job.id).state).toBe('cancelled');
    const { sets } = await features().list(id, demo);
    expect(sets[0]!.images).toBeLessThan(3);
  });

  test('the speed of one says how long the next will take', async () => {
    const call = vi.spyOn(opened.training, 'call').mockImplementationOnce(() => ({
      finished: Promise.resolve({ images: 3, crops: 200, bytes: 1, seconds: 4 }) as never,
      command: () => {},
      cancel: () => {},
    }));
    await features().start(id, demo);
    await opened.engine.jobs.idle();
    call.mockRestore();
    const { estimate } = await features().list(id, demo);
    expect(estimate!.seconds).toBeCloseTo(estimate!.crops / 50);
    // Another combination of encoders has another speed.
    expect((await features().list(id, { encoder: 'demo', dense: false })).estimate!.seconds).toBeNull();
  });

  test('a set is deleted, but not while a training may read it', async () => {
    await features().start(id, demo);
    await opened.engine.jobs.idle();
    await opened.engine.training.start(id, { steps: 200, language });
    await reaches('running');
    expect(() => features().delete(id, '1')).toThrow('The features are in use: Training run 1.');
    opened.engine.training.control(id, '1', 'stop');
    await opened.engine.jobs.idle();
    expect((await features().list(id, null)).sets.map(({ runs }) => runs)).toEqual([[1], [1]]);
    features().delete(id, '1');
    expect((await features().list(id, null)).sets).toMatchObject([{ id: '2', kind: 'dense' }]);
  });
});

describe('a training with a language field', () => {
  test('extracts what is missing first, and the run’s status tells of both', async () => {
    const started = await opened.engine.training.start(id, { steps: 20, language });
    expect(started).toMatchObject({ state: 'queued', language });
    await reaches('done');
    await opened.engine.jobs.idle();
    await vi.waitFor(() => expect(opened.training.tasks).toEqual(['extract', 'train', 'index']));
    const phases = statuses().map(({ phase }) => phase);
    expect([...new Set(phases)]).toEqual(['extracting', 'training']);
    expect(statuses()[0]).toMatchObject({ runId: '1', step: 0, steps: 20, extraction: { done: 0, total: 3 } });

    await opened.engine.training.start(id, { steps: 5, language });
    await reaches('done', '2');
    await vi.waitFor(() => expect(opened.training.tasks).toEqual(['extract', 'train', 'index', 'train', 'index']));
  });

  test.each([
    ['pause', 'paused'],
    ['stop', 'stopped'],
  ] as const)('%s ends the extraction, and resuming goes on with it', async (action, state) => {
    await opened.engine.training.start(id, { steps: 5, language });
    await reaches('running');
    opened.engine.training.control(id, '1', action);
    await reaches(state);
    await opened.engine.jobs.idle();
    expect(opened.training.tasks).toEqual(['extract']);
    opened.engine.training.control(id, '1', 'resume');
    await reaches('done');
    await vi.waitFor(() => expect(opened.training.tasks).toEqual(['extract', 'extract', 'train', 'index']));
  });

  test('a failed extraction fails the run, in words for a person', async () => {
    opened.training.failure = new Error('the device is gone');
    await opened.engine.training.start(id, { steps: 5, language });
    await reaches('failed');
    expect(run().error).toMatchObject({ code: 'internal', message: expect.stringContaining('the device is gone') });
  });

  test('an extraction that dies with the engine goes on with the next engine', async () => {
    await opened.engine.training.start(id, { steps: 5, language });
    await reaches('running');
    opened.training.die();
    opened.viewing.die();
    opened.engine.projects.closeAll();
    opened = await openTestEngine(root, { restarts: 1, lastExit: 'The engine was killed.' });
    await reaches('done');
    await vi.waitFor(() => expect(opened.training.tasks).toEqual(['extract', 'train', 'index']));
  });

  test('a trained radiance field can be given one', async () => {
    await opened.engine.training.start(id, { steps: 5 });
    await reaches('done');
    const given = await opened.engine.training.start(id, { steps: 5, language, continueFrom: '1' });
    expect(given).toMatchObject({ number: 2, continueFrom: '1', language });
    await opened.engine.jobs.idle();
    await expect(opened.engine.training.start(id, { continueFrom: '1' })).rejects.toThrow('with a language field only');
    await expect(opened.engine.training.start(id, { continueFrom: '1', language, preset: 'full' })).rejects.toThrow(
      'Run 1 was trained with preset fast',
    );
  });
});

describe('asking', () => {
  const ask = (run?: string) =>
    opened.engine.views.startRender(id, { frame: 0, output: 'relevancy', query: 'cup', ...(run && { run }) });

  test('goes to the newest run that has a language field', async () => {
    const call = vi.spyOn(opened.viewing, 'call');
    await opened.engine.training.start(id, { steps: 5, language });
    await opened.engine.training.start(id, { steps: 5 });
    await opened.engine.jobs.idle();
    const job = await ask();
    expect(job.title).toBe('Looking for “cup”');
    await opened.engine.jobs.idle();
    expect(call).toHaveBeenCalledWith(
      'render',
      expect.objectContaining({ runId: '1', output: 'relevancy', query: 'cup' }),
      expect.anything(),
    );
    await expect(ask('2')).rejects.toThrow('Run 2 was trained without a language field.');
  });

  test('is refused where nothing can answer', async () => {
    await expect(ask()).rejects.toThrow('Nothing has been trained');
    await opened.engine.training.start(id, { steps: 5 });
    await opened.engine.jobs.idle();
    await expect(ask()).rejects.toThrow('No run of this project has a language field.');
  });

  test('is refused where the encoder has gone since', async () => {
    await opened.engine.training.start(id, { steps: 5, language });
    await opened.engine.jobs.idle();
    opened.encoders.encoders[0]!.state = 'absent';
    await expect(ask()).rejects.toThrow('Demo is not on this computer.');
  });
});
