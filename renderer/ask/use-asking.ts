import { useEffect, useRef } from 'react';
import type { IndexInfo, ProjectDetail } from '../../main/api/contract.ts';
import { api } from '../api/client.ts';
import { useIndexes } from '../api/queries.ts';
import { useCanonical } from '../stores/canonical-store.ts';
import { useLiveStore } from '../stores/live-store.ts';
import { askAgain, askRun, forgetFailures, useQuestionStore } from '../stores/question-store.ts';
import { type Asker, createAsker } from './asker.ts';
import { watchPose } from './viewer-pose.ts';

/** Answers what the question store asks for as long as a project is open, whatever tab is on show. */
export function useAsking(project: ProjectDetail): void {
  const projectId = project.card.id;
  const index = useAskedIndex(projectId);
  const set = useCanonical(projectId);
  const asker = useRef<Asker>(null);

  useEffect(() => {
    const watch = watchPose(project.frames, () => created.lookFromHere());
    const created = createAsker({
      viewer: watch.pose,
      ask: (request, signal) => api.ask(projectId, useQuestionStore.getState().runId!, request, signal),
    });
    asker.current = created;
    // Questions that failed because the engine was away can be answered now.
    const unsubscribe = useLiveStore.subscribe(({ connection }, before) => {
      if (connection === 'live' && before.connection !== 'live') forgetFailures();
    });
    return () => {
      unsubscribe();
      watch.stop();
      created.stop();
      askRun(null);
    };
  }, [projectId, project.frames]);

  useEffect(() => {
    const { runId } = useQuestionStore.getState();
    if (runId !== (index?.runId ?? null)) askRun(index?.runId ?? null);
  }, [index?.runId, projectId]);

  const builtAt = index && `${index.runId} ${index.createdAt}`;
  const answeredAt = useRef(builtAt);
  useEffect(() => {
    // Another run's index has begun anew already.
    if (index !== undefined && answeredAt.current?.startsWith(`${index.runId} `)) {
      if (answeredAt.current !== builtAt) askAgain();
    }
    answeredAt.current = builtAt;
  }, [builtAt, index]);

  useEffect(() => {
    const phrases = set?.phrases.filter(({ enabled }) => enabled).map(({ text }) => text);
    asker.current?.weighAgainst(phrases ?? null);
  }, [set, projectId, project.frames]);
}

/** The index that is asked: of the run that was asked before if it is still there, else the newest. */
function useAskedIndex(projectId: string): IndexInfo | undefined {
  const indexes = useIndexes(projectId).data;
  const runId = useQuestionStore((question) => question.runId);
  return indexes?.find((index) => index.runId === runId) ?? newest(indexes ?? []);
}

const newest = (indexes: readonly IndexInfo[]): IndexInfo | undefined =>
  indexes.toSorted((a, b) => a.createdAt.localeCompare(b.createdAt)).at(-1);
