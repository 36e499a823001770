import type { KeptObject, ProjectDetail } from '../../main/api/contract.ts';
import { queryClient } from '../api/queries.ts';
import { queryKeys } from '../api/query-keys.ts';
import { currentRoute } from '../navigation.ts';
import { useQuestionStore } from '../stores/question-store.ts';
import { freeName, isAmong, keepObject } from './kept-edits.ts';
import { selectedObject } from './selected-object.ts';

/** Keeps the object in focus, unless it is kept already or the project is open for reading only. */
export async function keepSelected(): Promise<void> {
  const route = currentRoute();
  const state = useQuestionStore.getState();
  const selected = selectedObject(state);
  if (route.screen !== 'project' || selected === null || state.runId === null) return;
  const { projectId } = route;
  const kept = queryClient.getQueryData<KeptObject[]>(queryKeys.keptObjects(projectId));
  const project = queryClient.getQueryData<ProjectDetail>(queryKeys.project(projectId));
  if (kept === undefined || project?.readOnly !== false) return;
  const { phrase, object } = selected;
  if (isAmong(kept, state.runId, object)) return;
  await keepObject(projectId, { name: freeName(phrase, kept), phrase, runId: state.runId, object });
}
