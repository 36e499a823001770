import type {
  ApiError,
  Devices,
  EvalResult,
  ExtractResult,
  IndexInfo,
  PickResponse,
  RenderResult,
  SelfTestResult,
  SensitivityResponse,
  TrainingStatus,
} from '../api/contract.ts';
import type { TrainingOutcome } from '../training/index.ts';
import type { AskOrder, PickOrder, SensitivityOrder } from './answer-questions.ts';
import type { ExportOrder, ExportOutcome } from './export-project.ts';
import type { Extraction } from './extract-features.ts';
import type { MetricSeries } from './metrics-coalescer.ts';
import type { IndexAddress } from './open-indexes.ts';
import type { PathOrder } from './render-path.ts';
import type { RenderOrder } from './render-with.ts';

/** An answer in its form on the wire, see `api/parcel.ts`; moved between the threads, not copied. */
export interface Parcel {
  parcel: Uint8Array<ArrayBuffer>;
}

/** What the compute thread can be asked to do, by name: the request's data and the answer's. */
export interface ComputeTasks {
  train: { request: { path: string; runId: string }; result: TrainingOutcome };
  evaluate: {
    request: { path: string; runId: string | undefined; split: 'train' | 'test' };
    result: EvalResult & { runId: string };
  };
  extract: { request: Extraction & { path: string }; result: ExtractResult };
  render: {
    request: RenderOrder & { path: string };
    result: RenderResult & { png: Uint8Array };
  };
  'render-path': { request: PathOrder & { path: string }; result: { bytes: number } };
  export: { request: ExportOrder & { path: string }; result: ExportOutcome };
  index: { request: { path: string; runId: string; dataFolder: string }; result: Omit<IndexInfo, 'isOutdated'> };
  /** With the names of the encoders by their ids. */
  'index-points': { request: IndexAddress & { names: Readonly<Record<string, string>> }; result: Parcel };
  ask: { request: IndexAddress & { order: AskOrder }; result: Parcel };
  pick: { request: IndexAddress & { order: PickOrder }; result: PickResponse };
  sensitivity: { request: IndexAddress & { order: SensitivityOrder }; result: SensitivityResponse };
  /** Frees what is kept open of a project. */
  release: { request: { path: string }; result: null };
  devices: { request: object; result: Devices };
  'self-test': { request: object; result: SelfTestResult };
}

export type ComputeTask = keyof ComputeTasks;
export type TrainCommand = 'pause' | 'stop';
export type TrainProgress = Pick<TrainingStatus, 'step' | 'steps' | 'stepMs' | 'secondsLeft' | 'phase'>;
export type TrainPreview = { step: number; frame: number; psnr: number };

/** To the compute thread. Tasks run one after the other; commands and cancellation reach the running one. */
export type ToCompute =
  | {
      [Task in ComputeTask]: { type: 'task'; id: number; task: Task; request: ComputeTasks[Task]['request'] };
    }[ComputeTask]
  | { type: 'command'; id: number; command: TrainCommand }
  | { type: 'cancel'; id: number }
  | { type: 'end' };

/** From the compute thread. */
export type FromCompute =
  | { type: 'status'; id: number; status: TrainProgress }
  | { type: 'metrics'; id: number; series: MetricSeries }
  | { type: 'preview'; id: number; preview: TrainPreview }
  /** A coarse picture of what is being rendered. */
  | { type: 'picture'; id: number; png: Uint8Array }
  | { type: 'progress'; id: number; done: number; total: number | null; message: string; secondsLeft?: number }
  | { type: 'result'; id: number; result: unknown }
  | { type: 'error'; id: number; error: ApiError }
  /** Anything thrown that is not meant for a person. */
  | { type: 'bug'; id: number; message: string; stack: string | undefined };
