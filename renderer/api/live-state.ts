/** What the event stream says about the present, and how each event changes it. */
import type { EngineCrash, EngineEvent, EngineInfo, Job, Preview, TrainingStatus } from '../../main/api/contract.ts';

/**
 * connecting: before the first hello. lost: the stream broke and is being reopened. given-up: the engine died so often
 * that nobody restarts it unasked. gone: the program that served this page does not answer.
 */
export type Connection = 'connecting' | 'live' | 'lost' | 'given-up' | 'gone' | 'unauthorised';

/** A crash of the engine that this page has lived through. */
export interface Crash extends EngineCrash {
  /** What was being done besides training, which goes on nowhere. */
  readonly lostJobs: readonly string[];
}

export interface LiveState {
  readonly connection: Connection;
  readonly engine: EngineInfo | null;
  /** One sentence on why the engine was restarted, until it is dismissed. */
  readonly restartNotice: string | null;
  /** The last one; a page that came after it has none to tell of. */
  readonly crash: Crash | null;
  readonly jobs: Readonly<Record<string, Job>>;
  /** By project. */
  readonly trainingStatus: Readonly<Record<string, TrainingStatus>>;
  /** Newest preview by run. */
  readonly previews: Readonly<Record<string, Preview>>;
}

export const initialLiveState: LiveState = {
  connection: 'connecting',
  engine: null,
  restartNotice: null,
  crash: null,
  jobs: {},
  trainingStatus: {},
  previews: {},
};

const hasEnded = (job: Job) => job.state === 'done' || job.state === 'failed' || job.state === 'cancelled';

/** The page may have heard of later steps than were written down, and of jobs that nobody writes down. */
function crashSeen({ jobs, trainingStatus }: LiveState, crash: EngineCrash | null): Crash | null {
  if (crash === null) return null;
  return {
    ...crash,
    runs: crash.runs.map((run) => {
      const seen = trainingStatus[run.projectId];
      return seen?.runId === run.runId ? { ...run, reachedStep: Math.max(run.reachedStep, seen.step) } : run;
    }),
    lostJobs: Object.values(jobs)
      .filter((job) => !hasEnded(job) && job.kind !== 'train')
      .map(({ title }) => title),
  };
}

export function reduceEvent(state: LiveState, event: EngineEvent): LiveState {
  switch (event.type) {
    case 'hello': {
      const restartedSince = event.engine.restarts > (state.engine?.restarts ?? 0);
      return {
        ...state,
        connection: 'live',
        engine: event.engine,
        restartNotice: restartedSince ? (event.engine.lastExit ?? 'The engine was restarted.') : state.restartNotice,
        crash: restartedSince && state.engine !== null ? crashSeen(state, event.engine.crash) : state.crash,
        // The stream goes on with every live job, so only ended ones are kept: their results may be on screen.
        jobs: Object.fromEntries(Object.entries(state.jobs).filter(([, job]) => hasEnded(job))),
        trainingStatus: {},
      };
    }
    case 'job':
      return { ...state, jobs: { ...state.jobs, [event.job.id]: event.job } };
    case 'status':
      return { ...state, trainingStatus: { ...state.trainingStatus, [event.status.projectId]: event.status } };
    case 'run': {
      if (event.run.state === 'running' || state.trainingStatus[event.projectId]?.runId !== event.run.id) return state;
      const { [event.projectId]: _ended, ...trainingStatus } = state.trainingStatus;
      return { ...state, trainingStatus };
    }
    case 'preview':
      return { ...state, previews: { ...state.previews, [event.preview.runId]: event.preview } };
    case 'library':
    case 'encoders':
    case 'features':
    case 'indexes':
    case 'notes':
    case 'metrics':
      return state;
  }
}
