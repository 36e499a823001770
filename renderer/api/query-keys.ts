/** The keys under which answers of the engine are cached. */
export const queryKeys = {
  library: ['library'],
  devices: ['devices'],
  encoders: ['encoders'],
  /** With a choice: including what extracting with it would take. */
  features: (projectId: string, choice?: { encoder: string; dense: boolean } | null) =>
    choice === undefined ? ['features', projectId] : ['features', projectId, choice],
  browse: (path: string | null) => ['browse', path],
  project: (projectId: string) => ['project', projectId],
  runs: (projectId: string) => ['runs', projectId],
  points: (projectId: string) => ['points', projectId],
} as const;
