import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useShallow } from 'zustand/react/shallow';
import type { PickRequest } from '../../main/api/contract.ts';
import { api } from '../api/client.ts';
import { queryKeys } from '../api/query-keys.ts';
import { activePhrases } from '../canonical/phrase-list.ts';
import { useCanonical } from '../stores/canonical-store.ts';
import { askedChips, MOST_CHIPS, questionOf, useQuestionStore } from '../stores/question-store.ts';
import { isReading } from './describe-pick.ts';

/** What is typed changes faster than it is worth telling at a point. */
const AFTER_MS = 250;

/** What the field says of the clicked point; nothing while none is. */
export function usePicked(projectId: string) {
  const { runId, point } = useQuestionStore(useShallow(({ runId, pickedPoint }) => ({ runId, point: pickedPoint })));
  const set = useCanonical(projectId);
  // As text: the same questions are the same, however often the store makes chips of them.
  const asked = useQuestionStore((state) => JSON.stringify(askedChips(state).slice(-MOST_CHIPS).map(questionOf)));
  const [questions] = useDebouncedValue(asked, AFTER_MS);
  const request: PickRequest | null =
    point === null || set === undefined
      ? null
      : { point, questions: JSON.parse(questions) as PickRequest['questions'], canonical: activePhrases(set) };
  return useQuery({
    queryKey: queryKeys.picked(projectId, runId, request),
    queryFn: ({ signal }) => api.pick(projectId, runId!, request!, signal),
    enabled: runId !== null && request !== null,
    // A slow encoder reads the vocabulary some words at a time, each time it is asked.
    refetchInterval: ({ state }) => (state.data && isReading(state.data) ? 1 : false),
    placeholderData: keepPreviousData,
    gcTime: 60_000,
  });
}
