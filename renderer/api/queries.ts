import { keepPreviousData, QueryClient, useQuery } from '@tanstack/react-query';
import { ApiFailure, api } from './client.ts';
import { queryKeys } from './query-keys.ts';

/**
 * Nothing goes stale by time and nothing is polled: the event stream says what changed (events.ts),
 * and everything is fetched again when the stream comes back after a break.
 */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: Number.POSITIVE_INFINITY,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      // While the engine restarts, the reconnecting stream refetches; other failures are final.
      retry: (failures, error) => failures < 2 && error instanceof ApiFailure && error.code === 'engine-restarting',
    },
  },
});

export const useLibrary = () =>
  useQuery({ queryKey: queryKeys.library, queryFn: async () => (await api.library()).projects });

export const useProject = (projectId: string) =>
  useQuery({ queryKey: queryKeys.project(projectId), queryFn: () => api.project(projectId) });

export const useRuns = (projectId: string) =>
  useQuery({ queryKey: queryKeys.runs(projectId), queryFn: async () => (await api.runs(projectId)).runs });

export const useDevices = () => useQuery({ queryKey: queryKeys.devices, queryFn: api.devices });

/** As it would be saved now. */
export const useDiagnostics = () =>
  useQuery({ queryKey: queryKeys.diagnostics, queryFn: api.diagnostics, staleTime: 0, gcTime: 0 });

export const useEncoders = () => useQuery({ queryKey: queryKeys.encoders, queryFn: api.encoders });

export const useFeatures = (projectId: string, choice: { encoder: string; dense: boolean } | null) =>
  useQuery({
    queryKey: queryKeys.features(projectId, choice),
    queryFn: () => api.features(projectId, choice),
    // Another choice changes the estimate; what is there stays on show meanwhile.
    placeholderData: keepPreviousData,
  });

export const useIndexes = (projectId: string) =>
  useQuery({ queryKey: queryKeys.indexes(projectId), queryFn: async () => (await api.indexes(projectId)).indexes });

export const usePhraseSets = (projectId: string) =>
  useQuery({ queryKey: queryKeys.phraseSets(projectId), queryFn: () => api.phraseSets(projectId) });

export const useVocabulary = (projectId: string) =>
  useQuery({
    queryKey: queryKeys.vocabulary(projectId),
    queryFn: async () => (await api.vocabulary(projectId)).words,
  });

export const useAskedQueries = (projectId: string) =>
  useQuery({ queryKey: queryKeys.queries(projectId), queryFn: async () => (await api.queries(projectId)).queries });

export const useKeptObjects = (projectId: string) =>
  useQuery({
    queryKey: queryKeys.keptObjects(projectId),
    queryFn: async () => (await api.keptObjects(projectId)).objects,
  });

export const useAnnotatedViews = (projectId: string) =>
  useQuery({
    queryKey: queryKeys.annotatedViews(projectId),
    queryFn: async () => (await api.annotatedViews(projectId)).views,
  });

export const useCameraPath = (projectId: string) =>
  useQuery({ queryKey: queryKeys.cameraPath(projectId), queryFn: () => api.cameraPath(projectId) });

export const useBrowse = (path: string | null) =>
  useQuery({ queryKey: queryKeys.browse(path), queryFn: () => api.browse(path), staleTime: 0 });
