import { create } from 'zustand';
import type { PhraseSetBody } from '../../main/api/contract.ts';
import { usePhraseSets } from '../api/queries.ts';

/**
 * The canonical phrases that an opened view was saved with, where the project uses others by now: while
 * the view is open they count, so that it shows what it showed. Null: the project's own.
 */
export const useCanonicalOfView = create<{ readonly set: PhraseSetBody | null }>(() => ({ set: null }));

export const weighAsInView = (set: PhraseSetBody | null) => useCanonicalOfView.setState({ set });

/** What questions are weighed against now; undefined while that is not known. */
export function useCanonical(projectId: string): PhraseSetBody | undefined {
  const ofView = useCanonicalOfView(({ set }) => set);
  const sets = usePhraseSets(projectId).data;
  return ofView ?? sets?.sets.find(({ id }) => id === sets.usedId);
}
