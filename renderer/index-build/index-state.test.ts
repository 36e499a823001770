import { describe, expect, test } from 'vitest';
import type { IndexInfo, Job, Run } from '../../main/api/contract.ts';
import { explainAgreement, indexStateOf, lastFailure, runToIndex, summariseIndex } from './index-state.ts';

const run = (number: number, values: Partial<Run> = {}) =>
  ({
    id: `run-${number}`,
    number,
    language: { encoder: 'demo', dense: true, singleScale: null },
    checkpointStep: 100,
    ...values,
  }) as Run;
const index = (values: Partial<IndexInfo> = {}): IndexInfo => ({
  runId: 'run-1',
  step: 100,
  isOutdated: false,
  points: 12_345,
  scales: 8,
  bytes: 1,
  createdAt: '2026-01-01T10:00:00Z',
  ...values,
});
const job = (values: Partial<Job> = {}) =>
  ({
    id: 'job',
    kind: 'index',
    projectId: 'p',
    state: 'running',
    progress: { done: 43, total: 100, message: '', secondsLeft: null },
    startedAt: '2026-01-01T10:00:00Z',
    ...values,
  }) as Job;

describe('the run that is told about', () => {
  test('is the one asked for', () => expect(runToIndex([run(1), run(2)], 'run-1')?.number).toBe(1));

  test('is else the newest with a checkpoint', () => {
    expect(runToIndex([run(1), run(2), run(3, { checkpointStep: null })], null)?.number).toBe(2);
    expect(runToIndex([run(3, { checkpointStep: null })], null)?.number).toBe(3);
  });

  test('has a language field', () => {
    expect(runToIndex([run(1, { language: null })], 'run-1')).toBeUndefined();
  });
});

test('what there is to say', () => {
  const kind = (...given: Parameters<typeof indexStateOf>) => indexStateOf(...given).kind;
  expect(kind(undefined, [], undefined)).toBe('no-language');
  expect(kind(run(1), [], undefined)).toBe('none');
  expect(kind(run(1, { checkpointStep: null }), [], undefined)).toBe('no-checkpoint');
  expect(kind(run(1), [index()], undefined)).toBe('ready');
  expect(kind(run(1), [index({ isOutdated: true })], undefined)).toBe('outdated');
  expect(kind(run(1), [index()], job())).toBe('building');
  expect(kind(run(2), [index()], undefined)).toBe('none');
});

test('in a few words', () => {
  const summary = (...given: Parameters<typeof indexStateOf>) => summariseIndex(indexStateOf(...given));
  expect(summary(run(1), [], job())).toBe('building, 43 %');
  expect(summary(run(1), [index()], undefined)).toBe('run 1, 12,345 points');
  expect(summary(run(1), [index({ isOutdated: true })], undefined)).toContain('further');
});

describe('a failure', () => {
  const failed = job({ state: 'failed' });

  test('is told until there is an index that is newer', () => {
    expect(lastFailure([failed], 'p', undefined)).toBe(failed);
    expect(lastFailure([failed], 'p', index({ createdAt: '2026-01-01T09:00:00Z' }))).toBe(failed);
    expect(lastFailure([failed], 'p', index({ createdAt: '2026-01-01T11:00:00Z' }))).toBeUndefined();
  });

  test('is told of this project, and of its newest attempt', () => {
    expect(lastFailure([failed], 'other', undefined)).toBeUndefined();
    expect(lastFailure([failed, job({ state: 'done' })], 'p', undefined)).toBeUndefined();
  });
});

test('what the agreement means', () => {
  expect(explainAgreement(0.991)).toContain('relied on');
  expect(explainAgreement(0.95)).toContain('a little differently');
});
