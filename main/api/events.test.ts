import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openTestEngine, removeFolder, type TestEngine, temporaryFolder } from '../testing/test-engine.ts';
import { createApp } from './app.ts';
import { type EngineEvent, eventSchema } from './contract.ts';
import { eventStream } from './events.ts';

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

/** Every event, checked against the contract, until one of this type has come. */
async function readUntil(body: ReadableStream, type: EngineEvent['type']): Promise<EngineEvent[]> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  const events: EngineEvent[] = [];
  let text = '';
  while (!events.some((event) => event.type === type)) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`the stream ended before ${type}`);
    text += value;
    const blocks = text.split('\n\n');
    text = blocks.pop()!;
    for (const block of blocks) {
      const [name, data] = block.split('\n');
      const event = eventSchema.parse(JSON.parse(data!.replace(/^data: /, '')));
      expect(name).toBe(`event: ${event.type}`);
      events.push(event);
    }
  }
  await reader.cancel();
  return events;
}

test('hello comes first, then every live job, then what happens', async () => {
  let release = () => {};
  const job = opened.engine.jobs.enqueue({
    kind: 'import',
    title: 'Waiting',
    projectId: null,
    work: () => new Promise<void>((resolve) => (release = resolve)),
  });
  await vi.waitFor(() => expect(opened.engine.jobs.get(job.id).state).toBe('running'));
  const response = await createApp(opened.engine).request('/api/events');
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  const reading = readUntil(response.body!, 'library');
  opened.engine.bus.emit({ type: 'library' });
  const events = await reading;
  release();
  expect(events.map((event) => event.type)).toEqual(['hello', 'job', 'library']);
  expect(events[1]).toMatchObject({ job: { id: job.id } });
});

test('how a job ended that nobody listened to is told to the first who does, and only once', async () => {
  const { jobs } = opened.engine;
  const job = jobs.enqueue({ kind: 'import', title: 'Quick', projectId: null, work: async () => {} });
  await vi.waitFor(() => expect(jobs.get(job.id).state).toBe('done'));
  const events = await readUntil(eventStream(opened.engine), 'job');
  expect(events.at(-1)).toMatchObject({ type: 'job', job: { id: job.id, state: 'done' } });

  const reading = readUntil(eventStream(opened.engine), 'library');
  const heard = jobs.enqueue({ kind: 'import', title: 'Heard', projectId: null, work: async () => {} });
  await vi.waitFor(() => expect(jobs.get(heard.id).state).toBe('done'));
  opened.engine.bus.emit({ type: 'library' });
  const told = (await reading).flatMap((event) => (event.type === 'job' ? [event.job.id] : []));
  expect(told).not.toContain(job.id);
  const after = readUntil(eventStream(opened.engine), 'library');
  opened.engine.bus.emit({ type: 'library' });
  expect((await after).map((event) => event.type)).toEqual(['hello', 'library']);
});

test('training is told from beginning to end', async () => {
  const { id } = await opened.addProject();
  const reading = readUntil(eventStream(opened.engine), 'metrics');
  opened.engine.training.start(id, { steps: 50 });
  const types = new Set((await reading).map((event) => event.type));
  expect([...types]).toEqual(expect.arrayContaining(['hello', 'job', 'run', 'library', 'status', 'metrics']));
});

test('a client that does not read is dropped, and the others go on', async () => {
  const lazy = eventStream(opened.engine);
  const eager = readUntil(eventStream(opened.engine), 'library');
  const title = 'x'.repeat(100_000);
  for (let index = 0; index < 20; index++) {
    opened.engine.jobs.enqueue({ kind: 'import', title, projectId: null, work: async () => {} });
    await new Promise((resolve) => setImmediate(resolve));
  }
  opened.engine.bus.emit({ type: 'library' });
  expect((await eager).length).toBeGreaterThan(20);
  await expect(readUntil(lazy, 'library')).rejects.toThrow('does not read');
});

test('a client that leaves is forgotten', async () => {
  const unsubscribed = vi.fn();
  vi.spyOn(opened.engine.bus, 'subscribe').mockReturnValue(unsubscribed);
  const reader = eventStream(opened.engine).getReader();
  await reader.cancel();
  expect(unsubscribed).toHaveBeenCalledOnce();
});

test('heartbeats keep a quiet stream open, and closing the engine ends it', async () => {
  const reader = eventStream(opened.engine, 10).pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  while (!text.includes(': heartbeat\n\n')) text += (await reader.read()).value;
  const closing = opened.engine.close();
  let last = await reader.read();
  while (!last.done) last = await reader.read();
  await closing;
  opened = await openTestEngine(root);
});
