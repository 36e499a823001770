/**
 * The connection to the engine's event stream: opens it, keeps it open, and lets every event update
 * the live store and the query cache. Components that need the raw events (the loss curves) subscribe.
 */
import type { ApiError, EngineEvent, Job, Run } from '../../main/api/contract.ts';
import { useLiveStore } from '../stores/live-store.ts';
import { type Connection, reduceEvent } from './live-state.ts';
import { queryClient } from './queries.ts';
import { queryKeys } from './query-keys.ts';
import { createSseParser } from './sse-parser.ts';

type EventOf<T extends EngineEvent['type']> = Extract<EngineEvent, { type: T }>;

const listeners = new Set<(event: EngineEvent) => void>();

/** Calls `listener` with every event of one type; returns the function that ends it. */
export function subscribeToEngine<T extends EngineEvent['type']>(
  type: T,
  listener: (event: EventOf<T>) => void,
): () => void {
  const filtered = (event: EngineEvent) => {
    if (event.type === type) listener(event as EventOf<T>);
  };
  listeners.add(filtered);
  return () => listeners.delete(filtered);
}

const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 4000;

/** Runs until `signal` is aborted. */
export async function followEngine(signal: AbortSignal): Promise<void> {
  let retryMs = FIRST_RETRY_MS;
  while (!signal.aborted) {
    const outcome = await readStream(signal, () => {
      retryMs = FIRST_RETRY_MS;
    });
    if (signal.aborted) return;
    useLiveStore.setState({ connection: outcome });
    if (outcome === 'unauthorised') return;
    await new Promise((resolve) => setTimeout(resolve, retryMs));
    retryMs = Math.min(LAST_RETRY_MS, retryMs * 2);
  }
}

/** Reads events until the stream ends, and says what that means. */
async function readStream(signal: AbortSignal, onOpen: () => void): Promise<Connection> {
  let response: Response;
  try {
    response = await fetch('/api/events', { headers: { accept: 'text/event-stream' }, signal });
  } catch {
    return 'gone';
  }
  if (response.status === 401) return 'unauthorised';
  if (!response.ok || response.body === null)
    return (await errorCode(response)) === 'engine-stopped' ? 'given-up' : 'lost';
  onOpen();
  const parse = createSseParser();
  try {
    for await (const text of readText(response.body)) {
      for (const { data } of parse(text)) handleEvent(JSON.parse(data) as EngineEvent);
    }
  } catch {
    // It broke off; the next attempt says why.
  }
  return 'lost';
}

async function errorCode(response: Response): Promise<string | undefined> {
  const body = (await response.json().catch(() => null)) as { error?: ApiError } | null;
  return body?.error?.code;
}

async function* readText(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

function handleEvent(event: EngineEvent): void {
  useLiveStore.setState((state) => reduceEvent(state, event));
  updateQueries(event);
  for (const listener of listeners) listener(event);
}

function updateQueries(event: EngineEvent): void {
  switch (event.type) {
    case 'hello':
      void queryClient.invalidateQueries();
      return;
    case 'library':
      void queryClient.invalidateQueries({ queryKey: queryKeys.library });
      return;
    case 'encoders':
      // What extracting with an encoder would take depends on whether it is here.
      void queryClient.invalidateQueries({ queryKey: queryKeys.encoders });
      void queryClient.invalidateQueries({ queryKey: ['features'] });
      return;
    case 'features':
      void queryClient.invalidateQueries({ queryKey: queryKeys.features(event.projectId) });
      return;
    case 'indexes':
      void queryClient.invalidateQueries({ queryKey: queryKeys.indexes(event.projectId) });
      void queryClient.invalidateQueries({ queryKey: queryKeys.indexPoints(event.projectId) });
      return;
    case 'notes':
      void queryClient.invalidateQueries({ queryKey: queryKeys.notes(event.projectId) });
      return;
    case 'run':
      queryClient.setQueryData<Run[]>(queryKeys.runs(event.projectId), (runs) => runs && withRun(runs, event.run));
      return;
    case 'job':
      if (event.job.state === 'done') invalidateResultOf(event.job);
      return;
    case 'status':
    case 'metrics':
    case 'preview':
      return;
  }
}

/** The list with this run replaced, or put where the engine lists new ones: first. */
function withRun(runs: Run[], run: Run): Run[] {
  const known = runs.some(({ id }) => id === run.id);
  return known ? runs.map((other) => (other.id === run.id ? run : other)) : [run, ...runs];
}

function invalidateResultOf(job: Job): void {
  void queryClient.invalidateQueries({ queryKey: queryKeys.library });
  if (job.projectId === null || job.kind === 'render') return;
  void queryClient.invalidateQueries({ queryKey: queryKeys.project(job.projectId) });
  void queryClient.invalidateQueries({ queryKey: queryKeys.runs(job.projectId) });
}
