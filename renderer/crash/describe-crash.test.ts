import { expect, test } from 'vitest';
import type { Crash } from '../api/live-state.ts';
import { describeCrash } from './describe-crash.ts';

const now = Date.parse('2026-03-01T12:05:00Z');
const run: Crash['runs'][number] = {
  projectId: 'p',
  projectName: 'Kitchen',
  runId: '1',
  number: 1,
  steps: 20_000,
  reachedStep: 1538,
  checkpoint: { step: 1500, savedAt: '2026-03-01T12:03:00Z' },
  goesOn: true,
};
const crash = (change: Partial<Crash>): Crash => ({ what: 'x', runs: [], report: null, lostJobs: [], ...change });

test('a run tells its checkpoint, its time, the steps since, and that it goes on', () => {
  const { saved, lost, now: after } = describeCrash(crash({ runs: [run] }), now);
  expect(saved[0]).toMatch(
    /^Run 1 of Kitchen: the checkpoint of step 1,500 of 20,000, written at \d\d:\d\d:\d\d \(2m(in)?\.? ago\)\.$/,
  );
  expect(lost).toEqual(['Run 1 of Kitchen: at most 38 steps since then, and what it trained in the last two seconds.']);
  expect(after).toEqual(['The engine is running again.', 'Run 1 of Kitchen goes on by itself from step 1,500.']);
});

test('a run without a checkpoint begins anew, and does not claim one', () => {
  const {
    saved,
    lost,
    now: after,
  } = describeCrash(crash({ runs: [{ ...run, checkpoint: null, reachedStep: 1, goesOn: false }] }), now);
  expect(saved[0]).toBe('Run 1 of Kitchen: its settings; it had no checkpoint yet.');
  expect(lost[0]).toContain('at most 1 step since then');
  expect(after[1]).toBe('Run 1 of Kitchen waits, and can go on from its beginning.');
});

test('where nothing was going on nothing is lost; a job that was has to be begun again', () => {
  expect(describeCrash(crash({}), now).lost).toEqual(['Nothing.']);
  expect(describeCrash(crash({ lostJobs: ['Importing Kitchen'] }), now).lost).toEqual([
    'Importing Kitchen: it has to be begun again.',
  ]);
});
