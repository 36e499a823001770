import { useSyncExternalStore } from 'react';
import { useEditStore } from '../edits/edit-queue.ts';
import { useMarksStore } from '../stores/marks-store.ts';
import { useQuestionStore } from '../stores/question-store.ts';
import { useViewportStore } from '../stores/viewport-store.ts';
import { type Action, isEnabled } from './action.ts';

/** Everything `enabled` and `checked` of an action may read. */
function subscribe(onChange: () => void): () => void {
  window.addEventListener('hashchange', onChange);
  const unsubscribe = [useViewportStore, useEditStore, useMarksStore, useQuestionStore].map((store) =>
    store.subscribe(onChange),
  );
  return () => {
    window.removeEventListener('hashchange', onChange);
    for (const end of unsubscribe) end();
  };
}

/** Whether an action can be done now and, for toggles, whether it is on. */
export function useActionState(action: Action): { enabled: boolean; checked: boolean | undefined } {
  return {
    enabled: useSyncExternalStore(subscribe, () => isEnabled(action)),
    checked: useSyncExternalStore(subscribe, () => action.checked?.()),
  };
}
