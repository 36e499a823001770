import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ProjectCard, Run } from '../api/contract.ts';
import { openTestEngine, removeFolder, type TestEngine, temporaryFolder } from '../testing/test-engine.ts';

let root: string;
let opened: TestEngine;
let card: ProjectCard;
const language = { encoder: 'demo', dense: false };

beforeEach(async () => {
  root = await temporaryFolder();
  opened = await openTestEngine(root);
  card = await opened.addProject();
});
afterEach(async () => {
  await opened.engine.close();
  await removeFolder(root);
});

const reaches = (state: Run['state'], runId = '1') =>
  vi.waitFor(() => expect(opened.engine.training.run(card.id, runId).state).toBe(state), { timeout: 5000 });
const indexes = () => opened.engine.languageIndexes.list(card.id);
const told = () => opened.events.filter(({ type }) => type === 'indexes').length;
const jobs = () => opened.engine.jobs.list().filter(({ kind }) => kind === 'index');

test('a run that was trained can be asked: its index is built without being asked for', async () => {
  await opened.engine.training.start(card.id, { steps: 20, language });
  await vi.waitFor(() => expect(indexes()).toMatchObject([{ runId: '1', step: 20, isOutdated: false }]));
  await opened.engine.jobs.idle();
  expect(jobs()).toMatchObject([
    { state: 'done', title: 'Building the language index of run 1', result: { step: 20 } },
  ]);
  expect(told()).toBeGreaterThan(0);
});

test('so can one that was stopped, but one that is paused goes on', async () => {
  await opened.engine.training.start(card.id, { steps: 5000, language });
  await vi.waitFor(() => expect(opened.engine.training.run(card.id, '1').checkpointStep).toBeGreaterThan(0));
  opened.engine.training.control(card.id, '1', 'pause');
  await reaches('paused');
  await opened.engine.jobs.idle();
  expect(jobs()).toEqual([]);
  opened.engine.training.control(card.id, '1', 'resume');
  await vi.waitFor(() => expect(opened.engine.training.run(card.id, '1').state).toBe('running'));
  opened.engine.training.control(card.id, '1', 'stop');
  await vi.waitFor(() => expect(indexes()).toHaveLength(1), { timeout: 5000 });
});

test('while a run trains its index is built beside it, and grows old', async () => {
  await opened.engine.training.start(card.id, { steps: 5000, language });
  await vi.waitFor(() => expect(opened.engine.training.run(card.id, '1').checkpointStep).toBeGreaterThan(0));
  await opened.engine.languageIndexes.start(card.id, '1');
  await vi.waitFor(() => expect(indexes()).toHaveLength(1), { timeout: 5000 });
  expect(opened.viewing.tasks).toContain('index');
  expect(opened.engine.training.run(card.id, '1').state).toBe('running');
  await vi.waitFor(() => expect(indexes()[0]!.isOutdated).toBe(true), { timeout: 5000 });
  const before = told();
  opened.engine.training.control(card.id, '1', 'pause');
  await reaches('paused');
  expect(told()).toBeGreaterThan(before);
});

test('a run without a language field has none', async () => {
  await opened.engine.training.start(card.id, { steps: 20 });
  await reaches('done');
  await opened.engine.jobs.idle();
  expect(jobs()).toEqual([]);
  await expect(opened.engine.languageIndexes.start(card.id, '1')).rejects.toThrow('without a language field');
});

test('where the encoder has gone nothing is built, and asking for it says why', async () => {
  const demo = opened.encoders.encoders[0]!;
  await opened.engine.training.start(card.id, { steps: 200, language });
  await reaches('running');
  await vi.waitFor(() => expect(opened.training.tasks).toContain('train'));
  demo.state = 'absent';
  await reaches('done');
  await opened.engine.jobs.idle();
  expect(jobs()).toEqual([]);
  await expect(opened.engine.languageIndexes.start(card.id, '1')).rejects.toThrow('Demo is not on this computer.');
});
