import { useMutation } from '@tanstack/react-query';
import type { ControlRun, Run, StartRun } from '../../main/api/contract.ts';
import { api } from '../api/client.ts';
import { queryClient } from '../api/queries.ts';
import { queryKeys } from '../api/query-keys.ts';

/** Puts the engine's answer in the list at once; its event may be a moment behind. */
function remember(projectId: string, answer: Run): void {
  queryClient.setQueryData<Run[]>(queryKeys.runs(projectId), (runs = []) => [
    ...runs.filter(({ id }) => id !== answer.id),
    answer,
  ]);
}

export function useStartRun(projectId: string) {
  return useMutation({
    mutationFn: (request: StartRun) => api.startRun(projectId, request),
    onSuccess: (run) => remember(projectId, run),
  });
}

export function useControlRun(projectId: string) {
  return useMutation({
    mutationFn: ({ runId, action }: { runId: string; action: ControlRun['action'] }) =>
      api.controlRun(projectId, runId, action),
    onSuccess: (run) => remember(projectId, run),
  });
}
