import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { Run } from '../../main/api/contract.ts';
import { api } from '../api/client.ts';
import { subscribeToEngine } from '../api/events.ts';
import { CurveLibrary } from './curve-library.ts';

interface UsedCurves {
  library: CurveLibrary;
  /** Changes whenever a curve does. */
  version: number;
  /** Why a run's curves could not be loaded. */
  failure: Error | null;
}

/** Loads the curves of the runs on show and keeps them up to date by the event stream. */
export function useCurves(projectId: string, shown: readonly Run[]): UsedCurves {
  const [library] = useState(() => new CurveLibrary((runId, series) => api.metrics(projectId, runId, series)));
  const [failure, setFailure] = useState<Error | null>(null);
  const version = useSyncExternalStore(library.subscribe, library.version);

  const load = useCallback(
    async (runs: readonly Run[]) => {
      try {
        await Promise.all(
          runs.map((run) =>
            library.load(
              run.id,
              run.series.map(({ name }) => name),
            ),
          ),
        );
        setFailure(null);
      } catch (reason) {
        setFailure(reason as Error);
      }
    },
    [library],
  );

  const latest = useRef(shown);
  latest.current = shown;
  const ids = shown.map(({ id }) => id).join(' ');
  // A run is loaded when it comes on show, not whenever its figures change.
  useEffect(() => void load(latest.current.filter(({ id }) => !library.has(id))), [ids, library, load]);

  useEffect(() => subscribeToEngine('metrics', (event) => library.append(event)), [library]);

  // After a break of the stream the points in between are missing, and perhaps whole series.
  useEffect(
    () =>
      subscribeToEngine('hello', async () => {
        const answer = await api.runs(projectId).catch(() => null);
        const wanted = new Set(latest.current.map(({ id }) => id));
        if (answer !== null) await load(answer.runs.filter(({ id }) => wanted.has(id)));
      }),
    [projectId, load],
  );

  return { library, version, failure };
}
