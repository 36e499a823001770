/** The keys under which answers of the engine are cached. */
export const queryKeys = {
  library: ['library'],
  devices: ['devices'],
  encoders: ['encoders'],
  features: (projectId: string) => ['features', projectId],
  browse: (path: string | null) => ['browse', path],
  project: (projectId: string) => ['project', projectId],
  runs: (projectId: string) => ['runs', projectId],
  points: (projectId: string) => ['points', projectId],
} as const;
