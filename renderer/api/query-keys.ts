/** The keys under which answers of the engine are cached. */
export const queryKeys = {
  library: ['library'],
  devices: ['devices'],
  diagnostics: ['diagnostics'],
  encoders: ['encoders'],
  /** With a choice: including what extracting with it would take. */
  features: (projectId: string, choice?: { encoder: string; dense: boolean } | null) =>
    choice === undefined ? ['features', projectId] : ['features', projectId, choice],
  browse: (path: string | null) => ['browse', path],
  project: (projectId: string) => ['project', projectId],
  runs: (projectId: string) => ['runs', projectId],
  points: (projectId: string) => ['points', projectId],
  indexes: (projectId: string) => ['indexes', projectId],
  /** Without a run: those of every run. */
  indexPoints: (projectId: string, runId?: string | null) =>
    runId === undefined ? ['index-points', projectId] : ['index-points', projectId, runId],
  /** Of a point, and of an answer: as the index says, so they go with its being built again. */
  picked: (projectId: string, runId: string | null, request: unknown) => ['indexes', projectId, 'pick', runId, request],
  pickedAll: (projectId: string) => ['indexes', projectId, 'pick'],
  sensitivity: (projectId: string, runId: string | null, request: unknown) => [
    'indexes',
    projectId,
    'sensitivity',
    runId,
    request,
  ],
  phraseSets: (projectId: string) => ['notes', projectId, 'phrase-sets'],
  vocabulary: (projectId: string) => ['notes', projectId, 'vocabulary'],
  queries: (projectId: string) => ['notes', projectId, 'queries'],
  keptObjects: (projectId: string) => ['notes', projectId, 'kept-objects'],
  annotatedViews: (projectId: string) => ['notes', projectId, 'annotated-views'],
  cameraPath: (projectId: string) => ['notes', projectId, 'camera-path'],
  /** What users write down about a project: all whose keys begin with this. */
  notes: (projectId: string) => ['notes', projectId],
} as const;
