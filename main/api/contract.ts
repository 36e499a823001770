/**
 * The contract between the engine and every user interface: one zod schema per message, and the
 * types inferred from them. The renderer imports types from here and nothing else of `main`.
 *
 * Conventions: ids are opaque strings; times are ISO 8601 UTC; durations end in Ms or Seconds; sizes
 * end in Bytes; matrices are row-major; `worldFromCamera` maps OpenGL camera coordinates (x right,
 * y up, z backwards) to the normalised world of the project, in which camera centres lie in [-1, 1].
 */
import { z } from 'zod';
import { freeCameraSchema, markSchema, relevancyDisplaySchema } from './contract/annotated-views.ts';
import { deviceSchema } from './contract/devices.ts';
import { engineCrashSchema } from './contract/diagnostics.ts';
import { canonicalSchema, phraseSchema } from './contract/questions.ts';

export * from './contract/annotated-views.ts';
export * from './contract/devices.ts';
export * from './contract/diagnostics.ts';
export * from './contract/exchange.ts';
export * from './contract/questions.ts';
export * from './contract/salvage.ts';

/**
 * Every route; those of devices, diagnostics, asking, annotated views and exports stand with their messages in contract/. Request bodies are JSON; a failure answers `{error: ApiError}` with a fitting status.
 *
 *     GET    /api/events                                     server-sent EngineEvents
 *     GET    /api/engine                                     EngineInfo
 *     GET    /api/browse?path=                               Browse
 *
 *     GET    /api/library                                    {projects: ProjectCard[]}
 *     POST   /api/library               AddProject           ProjectCard (201)
 *     PATCH  /api/library/:id           RenameProject        ProjectCard
 *     DELETE /api/library/:id?file=keep|delete               204
 *     POST   /api/library/:id/salvage                        Job (202), result SalvageResult
 *
 *     POST   /api/import                ImportRequest        Job (202), result ImportResult
 *     POST   /api/demo                                       Job (202), result DemoResult
 *     GET    /api/jobs                                       {jobs: Job[]}
 *     GET    /api/jobs/:id                                   Job
 *     POST   /api/jobs/:id/cancel                            Job
 *     GET    /api/jobs/:id/image                             image/png (render jobs)
 *
 *     GET    /api/encoders                                   Encoders
 *     POST   /api/encoders/folder       AddEncoderFolder     Encoder (201)
 *     POST   /api/encoders/:id/download                      Job (202); goes on where an earlier one ended
 *     POST   /api/encoders/:id/default                       Encoders
 *     DELETE /api/encoders/:id                               204
 *
 *     GET    /api/projects/:id                               ProjectDetail
 *     GET    /api/projects/:id/thumbnail                     image/jpeg
 *     GET    /api/projects/:id/frames/:index/image?size=     image
 *     GET    /api/projects/:id/points                        binary
 *     POST   /api/projects/:id/eval     EvalRequest          Job (202), result EvalResult
 *     POST   /api/projects/:id/render   RenderRequest        Job (202), result RenderResult
 *
 *     GET    /api/projects/:id/features?encoder=&dense=      Features
 *     POST   /api/projects/:id/extract  ExtractRequest       Job (202), result ExtractResult
 *     DELETE /api/projects/:id/features/:set                 204
 *
 *     GET    /api/projects/:id/runs                          {runs: Run[]}, oldest first
 *     POST   /api/projects/:id/runs     StartRun             Run (201)
 *     GET    /api/projects/:id/runs/:run                     Run
 *     POST   /api/projects/:id/runs/:run/control ControlRun  Run
 *     GET    /api/projects/:id/runs/:run/metrics?series=&after=&most=   binary
 *     GET    /api/projects/:id/runs/:run/preview             image/png
 */

// ---------------------------------------------------------------------------------------- errors

/** One clear sentence (what, where) and what to do about it. Never a stack trace. */
export const apiErrorSchema = z.object({
  code: z.enum([
    'bad-request',
    'unauthorised',
    'forbidden-path',
    'not-found',
    'conflict',
    'bad-capture',
    'bad-project',
    'bad-encoder',
    'newer-project',
    'read-only',
    'device-unavailable',
    'cancelled',
    'disk',
    'engine-restarting',
    'engine-stopped',
    'internal',
  ]),
  message: z.string(),
  hint: z.string().optional(),
});
export type ApiError = z.infer<typeof apiErrorSchema>;

// --------------------------------------------------------------------------------------- library

export const projectStateSchema = z.enum(['imported', 'training', 'paused', 'trained', 'missing', 'damaged']);
export type ProjectState = z.infer<typeof projectStateSchema>;

/** A recent project, as the project browser shows it. */
export const projectCardSchema = z.object({
  id: z.string(),
  path: z.string(),
  name: z.string(),
  images: z.number().int(),
  state: projectStateSchema,
  /** Newest held-out result, if the project was ever evaluated. */
  lastMetric: z.object({ step: z.number().int(), psnr: z.number() }).nullable(),
  hasThumbnail: z.boolean(),
  fileBytes: z.number().int(),
  openedAt: z.string(),
});
export type ProjectCard = z.infer<typeof projectCardSchema>;

export const librarySchema = z.object({ projects: z.array(projectCardSchema) });
export const addProjectSchema = z.object({ path: z.string().min(1) });
export type AddProject = z.infer<typeof addProjectSchema>;
export const renameProjectSchema = z.object({ name: z.string().trim().min(1).max(200) });
export type RenameProject = z.infer<typeof renameProjectSchema>;
/** DELETE /api/library/:id?file=keep removes from the list only, ?file=delete deletes the .lerf file too. */
export const removeProjectQuerySchema = z.object({ file: z.enum(['keep', 'delete']) });

// ------------------------------------------------------------------------- choosing files (web)

export const captureKindSchema = z.enum(['transforms', 'blender', 'colmap']);
export type CaptureKind = z.infer<typeof captureKindSchema>;

/** GET /api/browse?path=… : one folder under a granted root. Without a path: the roots themselves. */
export const browseSchema = z.object({
  /** null at the list of roots */
  path: z.string().nullable(),
  parent: z.string().nullable(),
  entries: z.array(
    z.object({
      name: z.string(),
      path: z.string(),
      kind: z.enum(['folder', 'capture', 'project']),
      captureKind: captureKindSchema.nullable(),
    }),
  ),
  /** true if the folder itself is a capture that can be imported */
  captureKind: captureKindSchema.nullable(),
});
export type Browse = z.infer<typeof browseSchema>;

// ---------------------------------------------------------------------------------------- import

export const importRequestSchema = z.object({
  capture: z.string().min(1),
  /** Folder of the photographs where it is not the capture folder (COLMAP models). */
  images: z.string().min(1).optional(),
  name: z.string().trim().min(1).max(200),
  /** Where to write the .lerf file; default: the projects folder of the user's data folder. */
  project: z.string().min(1).optional(),
  downscale: z.number().int().min(1).max(64).default(1),
  /** Every n-th image is held out for evaluation; 0 holds none out. */
  holdout: z.number().int().min(0).max(1000).default(8),
});
export type ImportRequest = z.input<typeof importRequestSchema>;

/** What an import job returns; also `lerf import --json`. */
export const importResultSchema = z.object({
  projectId: z.string(),
  project: z.string(),
  images: z.number().int(),
  train: z.number().int(),
  test: z.number().int(),
  skipped: z.array(z.object({ file: z.string(), reason: z.string() })),
  warnings: z.array(z.string()),
  width: z.number().int(),
  height: z.number().int(),
  scale: z.number(),
});
export type ImportResult = z.infer<typeof importResultSchema>;

/** What a demo job returns: the project that shows what the program does, opened from what it ships with. */
export const demoResultSchema = z.object({ projectId: z.string() });
export type DemoResult = z.infer<typeof demoResultSchema>;

// ------------------------------------------------------------------------------------------ jobs

export const jobSchema = z.object({
  id: z.string(),
  kind: z.enum([
    'import',
    'salvage',
    'demo',
    'download',
    'extract',
    'train',
    'index',
    'eval',
    'render',
    'path',
    'export',
    'self-test',
  ]),
  title: z.string(),
  projectId: z.string().nullable(),
  state: z.enum(['queued', 'running', 'done', 'failed', 'cancelled']),
  /** `total` is null while it is not known. */
  progress: z.object({
    done: z.number(),
    total: z.number().nullable(),
    message: z.string(),
    /** By the speed so far; null while that is not known. */
    secondsLeft: z.number().nullable(),
  }),
  /** Of the image of a render: counts up with each finer one, from 1. */
  revision: z.number().int().optional(),
  warnings: z.array(z.string()),
  error: apiErrorSchema.nullable(),
  /** By kind: ImportResult, SalvageResult, DemoResult, ExtractResult, IndexInfo, EvalResult, RenderResult, ExportResult, SelfTestResult, the Encoder or the Run; null until done. */
  result: z.unknown(),
  startedAt: z.string(),
});
export type Job = z.infer<typeof jobSchema>;
export const jobsSchema = z.object({ jobs: z.array(jobSchema) });

// --------------------------------------------------------------------------------------- project

export const intrinsicsSchema = z.object({
  /** Size of the prepared image in pixels; fx, fy, cx, cy refer to it. */
  width: z.number().int(),
  height: z.number().int(),
  fx: z.number(),
  fy: z.number(),
  cx: z.number(),
  cy: z.number(),
  /** OpenCV radial and tangential coefficients [k1, k2, k3, k4, p1, p2]. */
  distortion: z.array(z.number()).length(6),
});
export type Intrinsics = z.infer<typeof intrinsicsSchema>;

export const frameSchema = z.object({
  index: z.number().int(),
  file: z.string(),
  split: z.enum(['train', 'test']),
  intrinsics: intrinsicsSchema,
  /** 3×4 row-major, OpenGL camera axes, normalised world. */
  worldFromCamera: z.array(z.number()).length(12),
});
export type Frame = z.infer<typeof frameSchema>;

export const projectDetailSchema = z.object({
  card: projectCardSchema,
  readOnly: z.boolean(),
  /** Why it cannot be changed, now or ever, and what to do about it. */
  readOnlyReason: z.string().nullable(),
  capture: z.object({
    kind: captureKindSchema,
    source: z.string(),
    downscale: z.number(),
    /** Factor from capture units to the normalised world. */
    scale: z.number(),
    skipped: z.array(z.object({ file: z.string(), reason: z.string() })),
    warnings: z.array(z.string()),
    importedAt: z.string(),
  }),
  frames: z.array(frameSchema),
  /** Number of sparse reconstruction points stored (0 if the capture had none). */
  sparsePoints: z.number().int(),
  /** Axis-aligned box of the region of interest in the normalised world: [min xyz, max xyz]. */
  sceneBox: z.array(z.number()).length(6),
});
export type ProjectDetail = z.infer<typeof projectDetailSchema>;

// Binary: GET /api/projects/:id/frames/:index/image?size=thumbnail|full     (image/jpeg or image/png)
//         GET /api/projects/:id/points    float32 x,y,z + uint8 r,g,b,255 : 16 bytes a point

// -------------------------------------------------------------------------------------- encoders

/**
 * absent: nothing of it is here. partial: a download was cut off and can go on. damaged: its files are
 * not what they should be, `problem` says how.
 */
export const encoderStateSchema = z.enum(['absent', 'downloading', 'partial', 'ready', 'damaged']);
export type EncoderState = z.infer<typeof encoderStateSchema>;

export const encoderSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** image-text: embeds crops and phrases, for the language field. dense: features of patches, which regularise it. */
  kind: z.enum(['image-text', 'dense']),
  /** Comes with the program; is offered for download; is a folder that the user added. */
  source: z.enum(['shipped', 'catalogue', 'folder']),
  licence: z.string(),
  dimensions: z.number().int(),
  /** Of all its files, and of what is on this disk. */
  totalBytes: z.number().int(),
  presentBytes: z.number().int(),
  state: encoderStateSchema,
  problem: z.string().nullable(),
  /** One sentence on what it is good for. */
  notes: z.string(),
  /** The web page or the folder that its files come from; null for a shipped one. */
  origin: z.string().nullable(),
  /** The dense encoder that image features of this one are joined with; null for a dense one. */
  denseEncoder: z.string().nullable(),
  /** The download under way. */
  jobId: z.string().nullable(),
});
export type Encoder = z.infer<typeof encoderSchema>;

export const encodersSchema = z.object({
  encoders: z.array(encoderSchema),
  /** The image-text encoder that new language fields are trained with unless another is chosen. */
  defaultId: z.string(),
});
export type Encoders = z.infer<typeof encodersSchema>;

/** POST /api/encoders/folder: a model folder under a granted root; it is read in place. */
export const addEncoderFolderSchema = z.object({ path: z.string().min(1) });
export type AddEncoderFolder = z.infer<typeof addEncoderFolderSchema>;

// -------------------------------------------------------------------------------------- features

const encoderIdSchema = z.string().min(1).max(200);

/** GET /api/projects/:id/features?encoder=&dense= : with an encoder, what extracting with it would take. */
export const featuresQuerySchema = z.object({
  encoder: encoderIdSchema.optional(),
  dense: z.enum(['true', 'false']).default('true'),
});

export const featureSetSchema = z.object({
  id: z.string(),
  /** pyramid: embeddings of crops of every size, the language field's targets. dense: features of patches. */
  kind: z.enum(['pyramid', 'dense']),
  /** Id and name of the encoder; the name is its id where the encoder is not known here. */
  encoder: z.string(),
  encoderName: z.string(),
  dimensions: z.number().int(),
  /** Images done, of those to train on. */
  images: z.number().int(),
  imagesTotal: z.number().int(),
  bytes: z.number().int(),
  /** Numbers of the runs that were trained with it. */
  runs: z.array(z.number().int()),
});
export type FeatureSet = z.infer<typeof featureSetSchema>;

export const extractionEstimateSchema = z.object({
  encoder: z.string(),
  denseEncoder: z.string().nullable(),
  /** Still to do; 0 if everything is there. */
  images: z.number().int(),
  crops: z.number().int(),
  bytes: z.number().int(),
  /** By the speed of earlier extractions on this computer; null before the first one. */
  seconds: z.number().nullable(),
  /** Where the project file lies. */
  freeBytes: z.number(),
});
export type ExtractionEstimate = z.infer<typeof extractionEstimateSchema>;

export const featuresSchema = z.object({
  sets: z.array(featureSetSchema),
  estimate: extractionEstimateSchema.nullable(),
});
export type Features = z.infer<typeof featuresSchema>;

/** POST /api/projects/:id/extract : images that are done already are left out, so that it can be called again. */
export const extractRequestSchema = z.object({ encoder: encoderIdSchema, dense: z.boolean().default(true) });
export type ExtractRequest = z.input<typeof extractRequestSchema>;

export const extractResultSchema = z.object({
  /** That have features now: all that are trained on. */
  images: z.number().int(),
  /** Encoded this time. */
  crops: z.number().int(),
  /** Size of the features of these encoders in the project. */
  bytes: z.number().int(),
  seconds: z.number(),
});
export type ExtractResult = z.infer<typeof extractResultSchema>;

// -------------------------------------------------------------------------------------- training

export const presetSchema = z.enum(['fast', 'full']);
export type Preset = z.infer<typeof presetSchema>;

export const languageChoiceSchema = z.object({
  /** Id of an image-text encoder. */
  encoder: encoderIdSchema,
  /** Regularise it with dense features (DINO). */
  dense: z.boolean().default(true),
  /** Supervise one scale of the crop pyramid only, in [0, 1] from its smallest to its largest crops; null: all. */
  singleScale: z.number().min(0).max(1).nullable().default(null),
});
export type LanguageChoice = z.infer<typeof languageChoiceSchema>;

export const startRunSchema = z.object({
  preset: presetSchema.default('fast'),
  device: deviceSchema.default('auto'),
  steps: z.number().int().min(1).max(1_000_000).default(1000),
  seed: z.number().int().min(0).max(0xffff_ffff).default(0),
  /** Null trains the radiance field alone. Missing features are extracted first. */
  language: languageChoiceSchema.nullable().default(null),
  /** Id of a trained run whose radiance field is taken over; the new run gives it a language field. */
  continueFrom: z.string().min(1).nullable().default(null),
});
export type StartRun = z.input<typeof startRunSchema>;

/**
 * interrupted: the engine died in the middle; it can be resumed from its last checkpoint.
 */
export const runStateSchema = z.enum(['queued', 'running', 'paused', 'stopped', 'done', 'failed', 'interrupted']);
export type RunState = z.infer<typeof runStateSchema>;

export const runSchema = z.object({
  id: z.string(),
  /** 1, 2, 3 … within the project */
  number: z.number().int(),
  preset: presetSchema,
  /** The device asked for, and the one that ran (null before it starts). */
  device: deviceSchema,
  usedDevice: deviceSchema.nullable(),
  steps: z.number().int(),
  seed: z.number().int(),
  language: languageChoiceSchema.nullable(),
  continueFrom: z.string().nullable(),
  state: runStateSchema,
  /** Last completed step and step of the newest durable checkpoint (null: none). */
  step: z.number().int(),
  checkpointStep: z.number().int().nullable(),
  stepMsMedian: z.number().nullable(),
  lastPsnr: z.number().nullable(),
  lastSsim: z.number().nullable(),
  error: apiErrorSchema.nullable(),
  /** What the newest preview render shows; null before the first. */
  preview: z.object({ step: z.number().int(), frame: z.number().int(), psnr: z.number() }).nullable(),
  createdAt: z.string(),
  finishedAt: z.string().nullable(),
  /** Metric series recorded so far, e.g. loss/total, loss/rgb, loss/interlevel, loss/distortion, loss/clip, loss/dino, psnr/train, psnr/test, ssim/test. */
  series: z.array(z.object({ name: z.string(), count: z.number().int() })),
});
export type Run = z.infer<typeof runSchema>;
export const runsSchema = z.object({ runs: z.array(runSchema) });

/** POST /api/projects/:id/runs/:run/control */
export const controlRunSchema = z.object({ action: z.enum(['pause', 'resume', 'stop']) });
export type ControlRun = z.infer<typeof controlRunSchema>;

/**
 * GET /api/projects/:id/runs/:run/metrics: interleaved float32 (step, value), steps strictly ascending and greater than
 * `after`. At most `most` points at once, however many are recorded: a full answer means that more may follow.
 */
export const metricsPageSchema = z.object({
  series: z.string().min(1).max(100),
  after: z.coerce.number().int().min(0).default(0),
  most: z.coerce.number().int().min(1).max(262_144).default(262_144),
});
export type MetricsPage = z.output<typeof metricsPageSchema>;

// Binary: GET /api/projects/:id/runs/:run/preview            newest preview render (image/png), 404 before the first
//         GET /api/projects/:id/thumbnail                    (image/jpeg)

/** A held-out view rendered while training. `frame` indexes ProjectDetail.frames. */
export const previewSchema = z.object({
  runId: z.string(),
  step: z.number().int(),
  frame: z.number().int(),
  psnr: z.number(),
});
export type Preview = z.infer<typeof previewSchema>;

/** Progress of a running training, at most a few times a second. */
export const trainingStatusSchema = z.object({
  projectId: z.string(),
  runId: z.string(),
  step: z.number().int(),
  steps: z.number().int(),
  stepMs: z.number(),
  secondsLeft: z.number().nullable(),
  /** Resident memory of the engine process. */
  memoryBytes: z.number(),
  /** extracting: the language field's features are made first; `extraction` says how far. */
  phase: z.enum(['extracting', 'compiling', 'training', 'evaluating', 'saving']),
  extraction: z.object({ done: z.number(), total: z.number() }).nullable(),
});
export type TrainingStatus = z.infer<typeof trainingStatusSchema>;

// ------------------------------------------------------------------------------ evaluate, render

/** POST /api/projects/:id/eval : without a run, the newest one that has a checkpoint. */
export const evalRequestSchema = z.object({ run: z.string().min(1).optional() });
export type EvalRequest = z.infer<typeof evalRequestSchema>;

export const evalResultSchema = z.object({
  step: z.number().int(),
  psnr: z.number(),
  ssim: z.number(),
  images: z.array(z.object({ file: z.string(), psnr: z.number(), ssim: z.number() })),
});
export type EvalResult = z.infer<typeof evalResultSchema>;

/** What is rendered takes some thirty bytes for each of them until it is an image. */
const MOST_PIXELS = 34e6;

/**
 * POST /api/projects/:id/render : a job; its image is at GET /api/jobs/:id/image (image/png). A large render
 * shows there coarse at first and finer as it goes on; every `job` event with a new image counts `revision` up.
 */
export const renderRequestSchema = z
  .object({
    /** Default: the newest run that has a checkpoint. */
    run: z.string().min(1).optional(),
    /** The camera of a photograph, or one of its own. */
    frame: z.number().int().min(0).optional(),
    camera: freeCameraSchema.optional(),
    /** In pixels; default: those of the photograph. A free camera needs them. */
    width: z.number().int().min(16).max(8192).optional(),
    height: z.number().int().min(16).max(8192).optional(),
    /** relevancy: to the query, as colours. composite: the same over the rendered colours. */
    output: z.enum(['rgb', 'depth', 'accumulation', 'relevancy', 'composite']).default('rgb'),
    /** What is asked for; relevancy and composite need it. */
    query: phraseSchema.optional(),
    /** Phrases that the query is weighed against; default: object, things, stuff, texture. */
    canonical: canonicalSchema.optional(),
    /** Size of what is looked for, in units of the world; default: the one with the highest peak. */
    scale: z.number().min(0).max(2).optional(),
    /** Default: turbo, centred at one half. */
    display: relevancyDisplaySchema.optional(),
    /** Writes query, scale, canonical phrases and a colour bar under the image. */
    legend: z.boolean().default(false),
    marks: z.array(markSchema).max(500).default([]),
  })
  .refine(({ frame, camera }) => (frame === undefined) !== (camera === undefined), 'needs either a frame or a camera')
  .refine(
    ({ camera, width, height }) => camera === undefined || (width !== undefined && height !== undefined),
    'a free camera needs a width and a height',
  )
  .refine(
    ({ width = 0, height = 0 }) => width * height <= MOST_PIXELS,
    `a picture has at most ${MOST_PIXELS / 1e6} million pixels`,
  );
export type RenderRequest = z.input<typeof renderRequestSchema>;
export const renderResultSchema = z.object({
  width: z.number().int(),
  height: z.number().int(),
  psnr: z.number().nullable(),
  /** Of relevancy and composite renders. */
  relevancy: z
    .object({
      /** Highest relevancy in the view, in [0, 1]. */
      peak: z.number(),
      scale: z.number(),
      /** Words of the query that the encoder has never seen. */
      unknownWords: z.array(z.string()),
    })
    .nullable(),
});
export type RenderResult = z.infer<typeof renderResultSchema>;

// ---------------------------------------------------------------------------------------- engine

export const engineInfoSchema = z.object({
  version: z.string(),
  /** 'desktop': native dialogs and reveal exist; 'web': pick folders through /api/browse. */
  shell: z.enum(['desktop', 'web']),
  startedAt: z.string(),
  /** How often the shell had to restart the engine, and one sentence on the last time. */
  restarts: z.number().int(),
  lastExit: z.string().nullable(),
  /** What was lost and what was not when the engine before this one died; null if none did. */
  crash: engineCrashSchema.nullable(),
  /** What is wrong with the list of projects, in whole sentences; null if nothing is. */
  notice: z.string().nullable(),
  memoryBytes: z.number(),
});
export type EngineInfo = z.infer<typeof engineInfoSchema>;

/**
 * GET /api/events : server-sent events; `event:` is the `type`, `data:` the JSON of the message.
 * The stream begins with `hello`, then one `job` per job that lives, or that ended while nobody listened; after a
 * reconnect the client refetches what it shows. While the engine is down the shell answers every request, this one
 * too, with 503 and the error code 'engine-restarting', or 'engine-stopped' once it has given up.
 */
export const eventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hello'), engine: engineInfoSchema }),
  z.object({ type: z.literal('library') }),
  /** The list of encoders looks different now. */
  z.object({ type: z.literal('encoders') }),
  /** A project's sets of features have changed. */
  z.object({ type: z.literal('features'), projectId: z.string() }),
  /** A project has another language index. */
  z.object({ type: z.literal('indexes'), projectId: z.string() }),
  /** Phrase sets, vocabulary, history, kept objects or annotated views of a project have changed. */
  z.object({ type: z.literal('notes'), projectId: z.string() }),
  z.object({ type: z.literal('job'), job: jobSchema }),
  z.object({ type: z.literal('run'), projectId: z.string(), run: runSchema }),
  z.object({ type: z.literal('status'), status: trainingStatusSchema }),
  z.object({
    type: z.literal('metrics'),
    projectId: z.string(),
    runId: z.string(),
    /** Newly appended points by series: [step, value] pairs, ascending. */
    series: z.record(z.string(), z.array(z.tuple([z.number(), z.number()]))),
  }),
  z.object({ type: z.literal('preview'), projectId: z.string(), preview: previewSchema }),
]);
export type EngineEvent = z.infer<typeof eventSchema>;
