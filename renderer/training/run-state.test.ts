import { expect, test } from 'vitest';
import type { Run } from '../../main/api/contract.ts';
import { describeRun, isResumable, resumeLabel } from './run-state.ts';

const run = (changes: Partial<Run>): Run => ({
  id: 'r',
  number: 2,
  preset: 'fast',
  device: 'auto',
  usedDevice: 'cpu',
  steps: 1000,
  seed: 0,
  language: null,
  continueFrom: null,
  state: 'running',
  step: 730,
  checkpointStep: 500,
  stepMsMedian: 150,
  lastPsnr: null,
  lastSsim: null,
  error: null,
  preview: null,
  createdAt: '2026-01-01T00:00:00Z',
  finishedAt: null,
  series: [],
  ...changes,
});

test('a run can be resumed unless all of it is done', () => {
  for (const state of ['paused', 'stopped', 'interrupted', 'failed'] as const) {
    expect(isResumable(run({ state }))).toBe(true);
    expect(isResumable(run({ state, step: 1000 }))).toBe(state !== 'stopped');
  }
  for (const state of ['running', 'queued', 'done'] as const) expect(isResumable(run({ state }))).toBe(false);
});

test('the button says where it goes on', () => {
  expect(resumeLabel(run({ state: 'interrupted' }))).toBe('Resume from step 500');
  expect(resumeLabel(run({ state: 'failed', checkpointStep: null }))).toBe('Start again');
});

test('an interrupted run says what is left of it', () => {
  expect(describeRun(run({ state: 'interrupted' }))).toBe(
    'Run 2 was interrupted at step 730 of 1,000 because the engine ended. A checkpoint of step 500 is kept.',
  );
});
