import { useMutation } from '@tanstack/react-query';
import type { ControlRun, Run, StartRun } from '../../main/api/contract.ts';
import { api } from '../api/client.ts';
import { queryClient } from '../api/queries.ts';
import { queryKeys } from '../api/query-keys.ts';

export function useStartRun(projectId: string) {
  return useMutation({
    mutationFn: (request: StartRun) => api.startRun(projectId, request),
    // Its event may be behind the answer or before it, and then knows more.
    onSuccess: (started) =>
      queryClient.setQueryData<Run[]>(queryKeys.runs(projectId), (runs = []) =>
        runs.some(({ id }) => id === started.id) ? runs : [...runs, started],
      ),
  });
}

/** The run changes when the engine's event says so: pausing and stopping wait for the step at hand. */
export function useControlRun(projectId: string) {
  return useMutation({
    mutationFn: ({ runId, action }: { runId: string; action: ControlRun['action'] }) =>
      api.controlRun(projectId, runId, action),
  });
}
