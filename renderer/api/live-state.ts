/** What the event stream says about the present, and how each event changes it. */
import type { EngineEvent, EngineInfo, Job, Preview, TrainingStatus } from '../../main/api/contract.ts';

/** connecting: before the first hello. lost: the stream broke and is being reopened. */
export type Connection = 'connecting' | 'live' | 'lost' | 'unauthorised';

export interface LiveState {
  readonly connection: Connection;
  readonly engine: EngineInfo | null;
  /** One sentence on why the engine was restarted, until it is dismissed. */
  readonly restartNotice: string | null;
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
  jobs: {},
  trainingStatus: {},
  previews: {},
};

const hasEnded = (job: Job) => job.state === 'done' || job.state === 'failed' || job.state === 'cancelled';

export function reduceEvent(state: LiveState, event: EngineEvent): LiveState {
  switch (event.type) {
    case 'hello': {
      const restartedSince = event.engine.restarts > (state.engine?.restarts ?? 0);
      return {
        ...state,
        connection: 'live',
        engine: event.engine,
        restartNotice: restartedSince ? (event.engine.lastExit ?? 'The engine was restarted.') : state.restartNotice,
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
