import { expect, test, vi } from 'vitest';
import type { Job } from '../api/contract.ts';
import { UserError } from '../errors.ts';
import { JobQueue, type JobRequest } from './job-queue.ts';

function harness() {
  const changes: Job[] = [];
  const onInternalError = vi.fn();
  const queue = new JobQueue((job) => changes.push(job), onInternalError);
  const add = <Result>(work: JobRequest<Result>['work'], kind: Job['kind'] = 'import') =>
    queue.enqueue({ kind, title: 'test', projectId: null, work });
  return { queue, add, changes, onInternalError };
}

test('jobs of a kind run one after the other in the order of their coming', async () => {
  const { queue, add } = harness();
  const trace: string[] = [];
  for (const name of ['a', 'b', 'c']) {
    add(async () => {
      trace.push(`${name} starts`);
      await new Promise((resolve) => setTimeout(resolve, 5));
      trace.push(`${name} ends`);
    });
  }
  await queue.idle();
  expect(trace).toEqual(['a starts', 'a ends', 'b starts', 'b ends', 'c starts', 'c ends']);
});

test('kinds do not wait for each other', async () => {
  const { queue, add } = harness();
  let release = () => {};
  add(() => new Promise<void>((resolve) => (release = resolve)), 'train');
  const render = add(async () => 'image', 'render');
  await vi.waitFor(() => expect(queue.get(render.id).state).toBe('done'));
  release();
  await queue.idle();
});

test('a failing job keeps its error and does not poison the next', async () => {
  const { queue, add, onInternalError } = harness();
  const bug = new Error('boom');
  const bad = add(async () => {
    throw new UserError('bad-capture', 'The capture is broken.', 'Repair it.');
  });
  const worse = add(() => {
    throw bug;
  });
  const good = add(async () => 42);
  await queue.idle();
  expect(queue.get(bad.id)).toMatchObject({
    state: 'failed',
    error: { code: 'bad-capture', message: 'The capture is broken.', hint: 'Repair it.' },
  });
  expect(queue.get(worse.id)).toMatchObject({ state: 'failed', error: { code: 'internal' } });
  expect(queue.get(good.id)).toMatchObject({ state: 'done', result: 42 });
  expect(onInternalError).toHaveBeenCalledExactlyOnceWith(bug, expect.objectContaining({ id: worse.id }));
});

test('cancelling: a queued job never starts, a running one stops at its signal', async () => {
  const { queue, add } = harness();
  const running = add(
    ({ signal }) =>
      new Promise<void>((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted')))),
  );
  const waitingWork = vi.fn(async () => {});
  const waiting = add(waitingWork);
  await vi.waitFor(() => expect(queue.get(running.id).state).toBe('running'));
  expect(queue.cancel(waiting.id).state).toBe('cancelled');
  queue.cancel(running.id);
  await queue.idle();
  expect(queue.get(running.id)).toMatchObject({ state: 'cancelled', error: null });
  expect(waitingWork).not.toHaveBeenCalled();
});

test('progress is told at most ten times a second, the end always', async () => {
  const { queue, add, changes } = harness();
  const job = add(async ({ progress, warn }) => {
    for (let done = 1; done <= 10_000; done++) progress(done, 10_000, `Image ${done}`);
    warn('One image was skipped.');
  });
  await queue.idle();
  expect(changes.length).toBeLessThan(20);
  expect(changes.map(({ state }) => state).slice(0, 2)).toEqual(['queued', 'running']);
  expect(changes.at(-1)).toMatchObject({
    id: job.id,
    state: 'done',
    progress: { done: 10_000, total: 10_000 },
    warnings: ['One image was skipped.'],
  });
});

test('what is handed out cannot be used to change the queue', async () => {
  const { queue, add } = harness();
  const job = add(async () => {});
  job.state = 'failed';
  await queue.idle();
  expect(queue.get(job.id).state).toBe('done');
});

test('an unknown job is a user error', () => {
  const { queue } = harness();
  expect(() => queue.get('nope')).toThrow(UserError);
  expect(() => queue.cancel('nope')).toThrow('There is no such job.');
});

test('finished jobs are forgotten in the end, live ones never', async () => {
  const { queue, add } = harness();
  const first = add(async () => {});
  for (let index = 0; index < 120; index++) add(async () => {});
  expect(queue.list()).toHaveLength(121);
  await queue.idle();
  expect(queue.list()).toHaveLength(100);
  expect(() => queue.get(first.id)).toThrow();
});
