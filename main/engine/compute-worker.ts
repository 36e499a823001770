/** A compute thread: extracts, trains, indexes, evaluates, renders and answers, each with its own connection to the project. */
import { setImmediate } from 'node:timers/promises';
import { parentPort } from 'node:worker_threads';
import { toApiError, UserError } from '../errors.ts';
import { ProjectFile } from '../store/project-file.ts';
import type { ComputeTask, ComputeTasks, FromCompute, Parcel, ToCompute, TrainCommand } from './compute-messages.ts';
import { evaluateRun } from './evaluate-run.ts';
import { exportProject } from './export-project.ts';
import { extractWith } from './extract-features.ts';
import { indexWith } from './index-with.ts';
import { OpenIndexes } from './open-indexes.ts';
import { renderPath } from './render-path.ts';
import { renderWith } from './render-with.ts';
import { trainRun } from './train-run.ts';

interface TaskContext {
  id: number;
  nextCommand(): TrainCommand | null;
  isCancelled(): boolean;
}

type Handlers = {
  [Task in ComputeTask]: (
    request: ComputeTasks[Task]['request'],
    context: TaskContext,
  ) => Promise<ComputeTasks[Task]['result']>;
};

/** What this thread has been asked of; the other threads never open any. */
const indexes = new OpenIndexes();

const handlers: Handlers = {
  train: ({ path, runId }, { id, nextCommand }) =>
    withProject(path, (project) =>
      trainRun(project, runId, {
        onStatus: (status) => post({ type: 'status', id, status }),
        onMetrics: (series) => post({ type: 'metrics', id, series }),
        onPreview: (preview) => post({ type: 'preview', id, preview }),
        nextCommand,
      }),
    ),

  evaluate: ({ path, runId, split }, { id, isCancelled }) =>
    withProject(path, (project) =>
      evaluateRun(
        project,
        { runId, split },
        { onProgress: (done, total, message) => post({ type: 'progress', id, done, total, message }), isCancelled },
      ),
    ),

  extract: ({ path, ...extraction }, { id, isCancelled }) =>
    withProject(path, (project) =>
      extractWith(project, extraction, {
        onProgress: (done, total, message, secondsLeft) =>
          post({ type: 'progress', id, done, total, message, secondsLeft }),
        isCancelled,
      }),
    ),

  render: ({ path, ...order }, { id, isCancelled }) =>
    withProject(path, (project) =>
      renderWith(project, order, {
        onProgress: (done, total, message) => post({ type: 'progress', id, done, total, message }),
        onPicture: (png) => post({ type: 'picture', id, png }),
        isCancelled,
      }),
    ),

  'render-path': ({ path, ...order }, { id, isCancelled }) =>
    withProject(path, async (project) => ({
      bytes: await renderPath(project, order, {
        onProgress: (done, total, message) => post({ type: 'progress', id, done, total, message }),
        isCancelled,
      }),
    })),

  export: ({ path, ...order }, { id, isCancelled }) =>
    withProject(path, (project) =>
      exportProject(project, order, indexes, {
        onProgress: (done, total, message) => post({ type: 'progress', id, done, total, message }),
        isCancelled,
      }),
    ),

  index: ({ path, ...order }, { id, isCancelled }) =>
    withProject(path, (project) =>
      indexWith(project, order, {
        onProgress: (done, total, message) => post({ type: 'progress', id, done, total, message }),
        isCancelled,
      }),
    ),

  'index-points': async ({ names, ...address }) => {
    const { answerPoints } = await import('./answer-questions.ts');
    return { parcel: answerPoints(await indexes.get(address), names) };
  },

  ask: async ({ order, ...address }, context) => {
    const { answerAsk } = await import('./answer-questions.ts');
    return { parcel: await answerAsk(await indexes.get(address), order, () => stillWanted(context)) };
  },

  pick: async ({ order, ...address }, context) => {
    const { answerPick } = await import('./answer-questions.ts');
    return answerPick(await indexes.get(address), order, () => stillWanted(context));
  },

  sensitivity: async ({ order, ...address }, context) => {
    const { answerSensitivity } = await import('./answer-questions.ts');
    return answerSensitivity(await indexes.get(address), order, () => stillWanted(context));
  },

  release: async ({ path }) => {
    await indexes.release(path);
    return null;
  },

  devices: async () => {
    const { describeDevices } = await import('../graph/executors/devices.ts');
    return describeDevices();
  },

  'self-test': async (_, { id, isCancelled }) => {
    const { testDevices } = await import('../training/device-self-test.ts');
    const onProgress = (done: number, total: number, message: string) =>
      post({ type: 'progress', id, done, total, message });
    return testDevices({ onProgress, isCancelled });
  },
};

const commands = new Map<number, TrainCommand[]>();
const cancelled = new Set<number>();
let tasks = Promise.resolve();

parentPort!.on('message', (message: ToCompute) => {
  switch (message.type) {
    case 'task':
      tasks = tasks.then(() => perform(message));
      return;
    case 'command':
      commands.set(message.id, [...(commands.get(message.id) ?? []), message.command]);
      return;
    case 'cancel':
      cancelled.add(message.id);
      return;
    case 'end':
      // With its port closed nothing keeps the thread alive, and it ends by itself.
      void tasks.then(() => indexes.closeAll()).then(() => parentPort!.close());
  }
});

async function perform({ id, task, request }: Extract<ToCompute, { type: 'task' }>): Promise<void> {
  const context: TaskContext = {
    id,
    nextCommand: () => commands.get(id)?.shift() ?? null,
    isCancelled: () => cancelled.has(id),
  };
  try {
    await stillWanted(context);
    const handler = handlers[task] as (request: object, context: TaskContext) => Promise<unknown>;
    const result = await handler(request, context);
    parentPort!.postMessage({ type: 'result', id, result } satisfies FromCompute, movedWith(result));
  } catch (error) {
    if (error instanceof UserError) post({ type: 'error', id, error: toApiError(error) });
    else if (error instanceof Error) post({ type: 'bug', id, message: error.message, stack: error.stack });
    else post({ type: 'bug', id, message: String(error), stack: undefined });
  } finally {
    commands.delete(id);
    cancelled.delete(id);
  }
}

/**
 * Hears what was sent in the meantime, so that of ten questions typed during one answer only the last is asked.
 * @throws UserError cancelled
 */
async function stillWanted({ isCancelled }: TaskContext): Promise<void> {
  // Messages are received between two rounds of immediate callbacks.
  await setImmediate();
  await setImmediate();
  if (isCancelled()) throw new UserError('cancelled', 'Cancelled before it was done.');
}

/** Parcels are large, and nobody here reads them again. */
function movedWith(result: unknown): ArrayBuffer[] {
  return typeof result === 'object' && result !== null && 'parcel' in result ? [(result as Parcel).parcel.buffer] : [];
}

async function withProject<Result>(path: string, work: (project: ProjectFile) => Promise<Result>): Promise<Result> {
  const project = ProjectFile.open(path);
  try {
    return await work(project);
  } finally {
    project.close();
  }
}

function post(message: FromCompute): void {
  parentPort!.postMessage(message);
}
