import type { PhraseSetBody, PhraseSets } from '../../main/api/contract.ts';
import { queryClient } from '../api/queries.ts';
import { queryKeys } from '../api/query-keys.ts';

/** The set that the project's questions are weighed against; undefined while it is not known. */
export function usedCanonical(projectId: string): PhraseSetBody | undefined {
  const sets = queryClient.getQueryData<PhraseSets>(queryKeys.phraseSets(projectId));
  return sets?.sets.find(({ id }) => id === sets.usedId);
}
