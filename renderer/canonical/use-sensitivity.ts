import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Question, SensitivityRequest } from '../../main/api/contract.ts';
import { api } from '../api/client.ts';
import { queryKeys } from '../api/query-keys.ts';
import { useCanonical } from '../stores/canonical-store.ts';
import { activePhrases } from './phrase-list.ts';
import { useSensitivityStore } from './sensitivity-store.ts';

/** It takes many times what an answer takes: not while something is being typed. */
const AFTER_MS = 500;

/** How the answer to a question depends on the canonical phrases; nothing while nothing is asked. */
export function useSensitivity(projectId: string, runId: string | null, question: Question | null) {
  const set = useCanonical(projectId);
  const tried = useSensitivityStore((sensitivity) => sensitivity.replacements);
  const canonical = set && activePhrases(set);
  const wanted: SensitivityRequest | null =
    canonical && question
      ? { question, canonical, replacements: tried.filter((phrase) => !canonical.includes(phrase)) }
      : null;
  // As text, so that the same request made again is the same.
  const [settled] = useDebouncedValue(JSON.stringify(wanted), AFTER_MS);
  const request = JSON.parse(settled) as SensitivityRequest | null;
  const query = useQuery({
    queryKey: queryKeys.sensitivity(projectId, runId, request),
    queryFn: ({ signal }) => api.sensitivity(projectId, runId!, request!, signal),
    enabled: runId !== null && request !== null,
    placeholderData: keepPreviousData,
    gcTime: 60_000,
  });
  const isBehind = JSON.stringify(wanted) !== settled || query.isPlaceholderData;
  return { ...query, isBehind };
}
