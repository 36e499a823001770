import { describe, expect, test } from 'vitest';
import type { EngineEvent, EngineInfo, Job, Run, TrainingStatus } from '../../main/api/contract.ts';
import { initialLiveState, type LiveState, reduceEvent } from './live-state.ts';

const engine: EngineInfo = {
  version: '1.0.0',
  shell: 'web',
  startedAt: '2026-01-01T00:00:00Z',
  restarts: 0,
  lastExit: null,
  crash: null,
  notice: null,
  memoryBytes: 1,
};

const job = (id: string, state: Job['state']): Job => ({
  id,
  kind: 'import',
  title: id,
  projectId: null,
  state,
  progress: { done: 0, total: null, message: '', secondsLeft: null },
  warnings: [],
  error: null,
  result: null,
  startedAt: '2026-01-01T00:00:00Z',
});

const status = (projectId: string, runId: string): TrainingStatus => ({
  projectId,
  runId,
  step: 1,
  steps: 10,
  stepMs: 100,
  secondsLeft: null,
  memoryBytes: 1,
  phase: 'training',
  extraction: null,
});

const after = (...events: EngineEvent[]): LiveState => events.reduce(reduceEvent, initialLiveState);

describe('hello', () => {
  test('a first greeting brings the connection up and says nothing of restarts that never were', () => {
    const state = after({ type: 'hello', engine });
    expect(state).toMatchObject({ connection: 'live', restartNotice: null });
  });

  test('each new restart is told once, in the words of the shell', () => {
    const restarted = { ...engine, restarts: 1, lastExit: 'The engine was killed by SIGKILL.' };
    const first = after({ type: 'hello', engine }, { type: 'hello', engine: restarted });
    expect(first.restartNotice).toBe('The engine was killed by SIGKILL.');

    const dismissed = { ...first, restartNotice: null };
    expect(reduceEvent(dismissed, { type: 'hello', engine: restarted }).restartNotice).toBeNull();
    const again = { ...restarted, restarts: 2, lastExit: null };
    expect(reduceEvent(dismissed, { type: 'hello', engine: again }).restartNotice).toBe('The engine was restarted.');
  });

  test('a crash tells the last step that was seen and what was under way besides; a page that came after tells nothing', () => {
    const run = {
      ...{ projectId: 'p', projectName: 'P', runId: '1', number: 1, steps: 10, goesOn: true },
      ...{ reachedStep: 3, checkpoint: null },
    };
    const crash = { what: 'It was killed.', runs: [run], report: null };
    const restarted: EngineEvent = { type: 'hello', engine: { ...engine, restarts: 1, crash } };
    const state = after(
      { type: 'hello', engine },
      { type: 'status', status: { ...status('p', '1'), step: 7 } },
      { type: 'job', job: job('Importing', 'running') },
      { type: 'job', job: { ...job('Training', 'running'), kind: 'train' } },
      { type: 'job', job: job('Exported', 'done') },
      restarted,
    );
    expect(state.crash).toEqual({ ...crash, runs: [{ ...run, reachedStep: 7 }], lostJobs: ['Importing'] });
    expect(reduceEvent({ ...state, crash: null }, restarted).crash).toBeNull();
    expect(after(restarted).crash).toBeNull();
  });

  test('jobs that were live before are forgotten, results stay, and progress begins anew', () => {
    const state = after(
      { type: 'job', job: job('gone', 'running') },
      { type: 'job', job: job('kept', 'done') },
      { type: 'status', status: status('fox', 'run') },
      { type: 'hello', engine },
    );
    expect(Object.keys(state.jobs)).toEqual(['kept']);
    expect(state.trainingStatus).toEqual({});
  });
});

test('a job is replaced by its newer self', () => {
  const state = after({ type: 'job', job: job('a', 'running') }, { type: 'job', job: job('a', 'failed') });
  expect(state.jobs).toEqual({ a: job('a', 'failed') });
});

describe('a training status', () => {
  const run = (id: string, state: Run['state']) => ({ id, state }) as Run;
  const training = after({ type: 'status', status: status('fox', 'run-1') });

  test('ends with its run', () => {
    const state = reduceEvent(training, { type: 'run', projectId: 'fox', run: run('run-1', 'paused') });
    expect(state.trainingStatus).toEqual({});
  });

  test.each<[string, string, Run]>([
    ['while the run goes on', 'fox', run('run-1', 'running')],
    ['when another run of the project ends', 'fox', run('run-0', 'failed')],
    ['when a run of another project ends', 'lego', run('run-1', 'done')],
  ])('stays %s', (_, projectId, changed) => {
    expect(reduceEvent(training, { type: 'run', projectId, run: changed }).trainingStatus).toHaveProperty('fox');
  });
});
