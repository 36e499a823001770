/**
 * The engine's HTTP interface as typed functions. Every path and method the renderer uses is in this
 * file; whatever is not a success becomes an `ApiFailure` that carries one sentence and a hint.
 */
import type {
  AnnotatedView,
  AnnotatedViews,
  ApiError,
  AskedQuery,
  AskRequest,
  AskResponse,
  Browse,
  CameraPath,
  ControlRun,
  Devices,
  Diagnostics,
  Encoder,
  Encoders,
  EvalRequest,
  ExportRequest,
  ExtractRequest,
  Features,
  ImportPhraseSet,
  ImportRequest,
  IndexInfo,
  IndexPoints,
  Job,
  KeptObjects,
  NewAnnotatedView,
  NewKeptObject,
  PageCrash,
  PhraseSetBody,
  PhraseSets,
  PickRequest,
  PickResponse,
  ProjectCard,
  ProjectDetail,
  Queries,
  RenderPathRequest,
  RenderRequest,
  Run,
  SensitivityRequest,
  SensitivityResponse,
  StartRun,
  Vocabulary,
} from '../../main/api/contract.ts';
import { decodeParcel, type Parcel } from './parcel.ts';

/** Points of a curve that are asked for at once: all of a usual run, and no more than the engine gives. */
const METRICS_PAGE = 262_144;

/** A request the engine refused or could not answer; `message` is fit to be shown as it stands. */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure';
  readonly code: ApiError['code'];
  readonly hint: string | undefined;
  readonly status: number;

  constructor(error: ApiError, status: number) {
    super(error.message);
    this.code = error.code;
    this.hint = error.hint;
    this.status = status;
  }
}

const ENGINE_UNREACHABLE: ApiError = {
  code: 'engine-restarting',
  message: 'The engine does not answer.',
  hint: 'It is being restarted; try again in a moment.',
};

async function request(path: string, init?: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch (cause) {
    if (init?.signal?.aborted) throw cause;
    throw new ApiFailure(ENGINE_UNREACHABLE, 0);
  }
  if (response.ok) return response;
  throw new ApiFailure(await readError(response), response.status);
}

/** The error in a response's body, or one made from its status where a proxy or shell answered instead. */
async function readError(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null);
  const error = typeof body === 'object' && body !== null && 'error' in body ? body.error : body;
  if (typeof error === 'object' && error !== null && 'code' in error && 'message' in error) return error as ApiError;
  if (response.status === 401) return { code: 'unauthorised', message: 'This browser has no session.' };
  if (response.status >= 502) return ENGINE_UNREACHABLE;
  return { code: 'internal', message: `The engine answered with status ${response.status}.` };
}

async function json<T>(path: string, init?: RequestInit): Promise<T> {
  const response = await request(path, init);
  return (await response.json()) as T;
}

type Method = 'POST' | 'PUT' | 'PATCH' | 'DELETE';

function withBody(method: Method, body: unknown): RequestInit {
  if (body === undefined) return { method };
  return { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

const send = <T>(method: Method, path: string, body?: unknown): Promise<T> => json<T>(path, withBody(method, body));

async function parcel<Header>(path: string, init?: RequestInit): Promise<Parcel<Header>> {
  const response = await request(path, init);
  return decodeParcel<Header>(await response.arrayBuffer());
}

const segment = encodeURIComponent;
const projectPath = (projectId: string) => `/api/projects/${segment(projectId)}`;
const runPath = (projectId: string, runId: string) => `${projectPath(projectId)}/runs/${segment(runId)}`;
const viewsPath = (projectId: string) => `${projectPath(projectId)}/annotated-views`;
const phraseSetsPath = (projectId: string) => `${projectPath(projectId)}/phrase-sets`;

export const api = {
  library: () => json<{ projects: ProjectCard[] }>('/api/library'),
  addProject: (path: string) => send<ProjectCard>('POST', '/api/library', { path }),
  renameProject: (projectId: string, name: string) =>
    send<ProjectCard>('PATCH', `/api/library/${segment(projectId)}`, { name }),
  removeProject: async (projectId: string, file: 'keep' | 'delete'): Promise<void> => {
    await request(`/api/library/${segment(projectId)}?file=${file}`, { method: 'DELETE' });
  },
  salvageProject: (projectId: string) => send<Job>('POST', `/api/library/${segment(projectId)}/salvage`),

  browse: (path: string | null) => json<Browse>(path === null ? '/api/browse' : `/api/browse?path=${segment(path)}`),
  importCapture: (body: ImportRequest) => send<Job>('POST', '/api/import', body),

  /** A job whose result names the project. */
  openDemo: () => send<Job>('POST', '/api/demo'),

  encoders: () => json<Encoders>('/api/encoders'),
  downloadEncoder: (encoderId: string) => send<Job>('POST', `/api/encoders/${segment(encoderId)}/download`),
  makeDefaultEncoder: (encoderId: string) => send<Encoders>('POST', `/api/encoders/${segment(encoderId)}/default`),
  addEncoderFolder: (path: string) => send<Encoder>('POST', '/api/encoders/folder', { path }),
  removeEncoder: async (encoderId: string): Promise<void> => {
    await request(`/api/encoders/${segment(encoderId)}`, { method: 'DELETE' });
  },

  /** The sets a project has and, with a choice of encoder, what extracting with that would take. */
  features: (projectId: string, choice: { encoder: string; dense: boolean } | null) => {
    const query = choice && new URLSearchParams({ encoder: choice.encoder, dense: String(choice.dense) });
    return json<Features>(`${projectPath(projectId)}/features${query === null ? '' : `?${query}`}`);
  },
  extract: (projectId: string, body: ExtractRequest) => send<Job>('POST', `${projectPath(projectId)}/extract`, body),
  deleteFeatures: async (projectId: string, setId: string): Promise<void> => {
    await request(`${projectPath(projectId)}/features/${segment(setId)}`, { method: 'DELETE' });
  },

  jobs: () => json<{ jobs: Job[] }>('/api/jobs'),
  cancelJob: (jobId: string) => send<Job>('POST', `/api/jobs/${segment(jobId)}/cancel`),

  project: (projectId: string) => json<ProjectDetail>(projectPath(projectId)),
  /** Interleaved sparse points of 16 bytes: float32 x, y, z in the normalised world, uint8 r, g, b, 255. */
  points: async (projectId: string): Promise<ArrayBuffer> =>
    (await request(`${projectPath(projectId)}/points`)).arrayBuffer(),

  devices: () => json<Devices>('/api/devices'),
  /** A job whose result is a SelfTestResult. */
  testDevices: () => send<Job>('POST', '/api/devices/self-test'),
  /** Of an engine that died so often that it is not restarted by itself. */
  restartEngine: async () => {
    await request('/api/engine/restart', withBody('POST', {}));
  },
  diagnostics: () => json<Diagnostics>('/api/diagnostics'),
  /** To a path the user chose, or to a file that the browser fetches. */
  saveDiagnostics: (target: { path?: string }) => send<Job>('POST', '/api/diagnostics', target),
  reportPageCrash: async (crash: PageCrash): Promise<void> => {
    await request('/api/diagnostics/page-crash', withBody('POST', crash));
  },
  runs: (projectId: string) => json<{ runs: Run[] }>(`${projectPath(projectId)}/runs`),
  startRun: (projectId: string, body: StartRun) => send<Run>('POST', `${projectPath(projectId)}/runs`, body),
  controlRun: (projectId: string, runId: string, action: ControlRun['action']) =>
    send<Run>('POST', `${runPath(projectId, runId)}/control`, { action }),
  /** Interleaved (step, value) pairs of one series with steps greater than `after`, page by page until one is not full. */
  metrics: async (projectId: string, runId: string, series: string, after = 0): Promise<Float32Array[]> => {
    const pages: Float32Array[] = [];
    for (let last = after; ; last = pages.at(-1)!.at(-2)!) {
      const query = new URLSearchParams({ series, after: String(last), most: String(METRICS_PAGE) });
      const response = await request(`${runPath(projectId, runId)}/metrics?${query}`);
      const page = new Float32Array(await response.arrayBuffer());
      pages.push(page);
      if (page.length < 2 * METRICS_PAGE) return pages;
    }
  },

  indexes: (projectId: string) => json<{ indexes: IndexInfo[] }>(`${projectPath(projectId)}/indexes`),
  buildIndex: (projectId: string, runId: string) => send<Job>('POST', `${runPath(projectId, runId)}/index`),
  indexPoints: (projectId: string, runId: string) => parcel<IndexPoints>(`${runPath(projectId, runId)}/index/points`),
  ask: (projectId: string, runId: string, body: AskRequest, signal: AbortSignal) =>
    parcel<AskResponse>(`${runPath(projectId, runId)}/ask`, { ...withBody('POST', body), signal }),
  pick: (projectId: string, runId: string, body: PickRequest, signal: AbortSignal) =>
    json<PickResponse>(`${runPath(projectId, runId)}/pick`, { ...withBody('POST', body), signal }),
  sensitivity: (projectId: string, runId: string, body: SensitivityRequest, signal: AbortSignal) =>
    json<SensitivityResponse>(`${runPath(projectId, runId)}/sensitivity`, { ...withBody('POST', body), signal }),

  phraseSets: (projectId: string) => json<PhraseSets>(phraseSetsPath(projectId)),
  addPhraseSet: (projectId: string, set: PhraseSetBody) => send<PhraseSets>('POST', phraseSetsPath(projectId), set),
  importPhraseSet: (projectId: string, file: ImportPhraseSet) =>
    send<PhraseSets>('POST', `${phraseSetsPath(projectId)}/import`, file),
  changePhraseSet: (projectId: string, setId: string, set: PhraseSetBody) =>
    send<PhraseSets>('PUT', `${phraseSetsPath(projectId)}/${segment(setId)}`, set),
  usePhraseSet: (projectId: string, setId: string) =>
    send<PhraseSets>('POST', `${phraseSetsPath(projectId)}/${segment(setId)}/use`),
  removePhraseSet: (projectId: string, setId: string) =>
    send<PhraseSets>('DELETE', `${phraseSetsPath(projectId)}/${segment(setId)}`),

  vocabulary: (projectId: string) => json<Vocabulary>(`${projectPath(projectId)}/vocabulary`),
  changeVocabulary: (projectId: string, vocabulary: Vocabulary) =>
    send<Vocabulary>('PUT', `${projectPath(projectId)}/vocabulary`, vocabulary),
  resetVocabulary: (projectId: string) => send<Vocabulary>('DELETE', `${projectPath(projectId)}/vocabulary`),

  queries: (projectId: string) => json<Queries>(`${projectPath(projectId)}/queries`),
  rememberQuery: (projectId: string, query: AskedQuery) =>
    send<Queries>('POST', `${projectPath(projectId)}/queries`, query),
  forgetQuery: (projectId: string, text: string) =>
    send<Queries>('DELETE', `${projectPath(projectId)}/queries?text=${segment(text)}`),

  keptObjects: (projectId: string) => json<KeptObjects>(`${projectPath(projectId)}/objects`),
  keepObject: (projectId: string, object: NewKeptObject) =>
    send<KeptObjects>('POST', `${projectPath(projectId)}/objects`, object),
  renameKeptObject: (projectId: string, objectId: string, name: string) =>
    send<KeptObjects>('PATCH', `${projectPath(projectId)}/objects/${segment(objectId)}`, { name }),
  removeKeptObject: (projectId: string, objectId: string) =>
    send<KeptObjects>('DELETE', `${projectPath(projectId)}/objects/${segment(objectId)}`),

  annotatedViews: (projectId: string) => json<AnnotatedViews>(viewsPath(projectId)),
  annotatedView: (projectId: string, viewId: string) =>
    json<AnnotatedView>(`${viewsPath(projectId)}/${segment(viewId)}`),
  annotatedViewThumbnail: async (projectId: string, viewId: string): Promise<Blob> =>
    (await request(`${viewsPath(projectId)}/${segment(viewId)}/thumbnail`)).blob(),
  addAnnotatedView: (projectId: string, view: NewAnnotatedView) =>
    send<AnnotatedView>('POST', viewsPath(projectId), view),
  changeAnnotatedView: (projectId: string, viewId: string, view: NewAnnotatedView) =>
    send<AnnotatedView>('PUT', `${viewsPath(projectId)}/${segment(viewId)}`, view),
  removeAnnotatedView: async (projectId: string, viewId: string): Promise<void> => {
    await request(`${viewsPath(projectId)}/${segment(viewId)}`, { method: 'DELETE' });
  },

  cameraPath: (projectId: string) => json<CameraPath>(`${projectPath(projectId)}/camera-path`),
  changeCameraPath: (projectId: string, path: CameraPath) =>
    send<CameraPath>('PUT', `${projectPath(projectId)}/camera-path`, path),
  /** A job whose result is an ExportResult; without a path its file is at `fileUrl`. */
  renderPath: (projectId: string, body: RenderPathRequest) =>
    send<Job>('POST', `${projectPath(projectId)}/render-path`, body),

  evaluate: (projectId: string, body: EvalRequest = {}) => send<Job>('POST', `${projectPath(projectId)}/eval`, body),
  render: (projectId: string, body: RenderRequest) => send<Job>('POST', `${projectPath(projectId)}/render`, body),
  /** A job whose result is an ExportResult; without a path its file is at `fileUrl`. */
  export: (projectId: string, body: ExportRequest) => send<Job>('POST', `${projectPath(projectId)}/export`, body),
};

/** Addresses of images, for `src` attributes and texture loaders. */
export const imageUrl = {
  thumbnail: (projectId: string) => `${projectPath(projectId)}/thumbnail`,
  frame: (projectId: string, index: number, size: 'thumbnail' | 'full') =>
    `${projectPath(projectId)}/frames/${index}/image?size=${size}`,
  /** `step` is not read by the engine: it makes the address change whenever the picture does. */
  preview: (projectId: string, runId: string, step: number) => `${runPath(projectId, runId)}/preview?step=${step}`,
  /** `changedAt` is not read by the engine: it makes the address change whenever the picture does. */
  annotatedView: (projectId: string, viewId: string, changedAt: string) =>
    `${viewsPath(projectId)}/${segment(viewId)}/thumbnail?changed=${segment(changedAt)}`,
  /** `revision` likewise: a render that is shown before it is finished has several. */
  job: (jobId: string, revision?: number) =>
    `/api/jobs/${segment(jobId)}/image${revision === undefined ? '' : `?revision=${revision}`}`,
};

/** Where the file of an export without a path is; the browser saves it under its own name. */
export const fileUrl = (jobId: string) => `/api/jobs/${segment(jobId)}/file`;

/** The file form of a set of canonical phrases, to be downloaded. */
export const phraseSetFileUrl = (projectId: string, setId: string) =>
  `${phraseSetsPath(projectId)}/${segment(setId)}/file`;
