import type { FoundObject } from '../../main/api/contract.ts';
import { type QuestionState, selectObject, useQuestionStore } from '../stores/question-store.ts';

/** The object in focus and the phrase that found it. */
export function selectedObject({ selected, answers }: QuestionState): { phrase: string; object: FoundObject } | null {
  if (selected === null) return null;
  const answer = answers[selected.chipId]?.answer.phrases[selected.phrase];
  const object = answer?.objects[selected.object];
  return answer === undefined || object === undefined ? null : { phrase: answer.phrase, object };
}

/** Selects the next (1) or previous (-1) object of the phrase in focus, else of the active question's first, round the end. */
export function stepObject(direction: 1 | -1): void {
  const { selected, activeId, answers } = useQuestionStore.getState();
  if (activeId === null) return;
  const here = selected?.chipId === activeId ? selected : null;
  const phrase = here?.phrase ?? 0;
  const count = answers[activeId]?.answer.phrases[phrase]?.objects.length ?? 0;
  if (count === 0) return;
  const from = here?.object ?? (direction === 1 ? -1 : count);
  selectObject({ chipId: activeId, phrase, object: (from + direction + count) % count });
}
