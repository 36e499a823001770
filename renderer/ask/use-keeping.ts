import type { FoundObject } from '../../main/api/contract.ts';
import { useKeptObjects, useProject } from '../api/queries.ts';
import { useQuestionStore } from '../stores/question-store.ts';
import { freeName, isAmong, keepObject } from './kept-edits.ts';

/** Whether what was found is kept, and how to keep it: null where the project is open for reading only. */
export function useKeeping(projectId: string) {
  const runId = useQuestionStore((question) => question.runId);
  const kept = useKeptObjects(projectId).data;
  const readOnly = useProject(projectId).data?.readOnly ?? true;
  const isKept = (object: FoundObject) => isAmong(kept ?? [], runId, object);
  const keep =
    readOnly || kept === undefined || runId === null
      ? null
      : (phrase: string, object: FoundObject) =>
          void keepObject(projectId, { name: freeName(phrase, kept), phrase, runId, object });
  return { isKept, keep };
}
