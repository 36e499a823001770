/** Changes of a project's vocabulary, each an edit that can be undone, shown before the engine has answered. */
import { api } from '../api/client.ts';
import { queryClient } from '../api/queries.ts';
import { queryKeys } from '../api/query-keys.ts';
import { perform } from '../edits/edit-queue.ts';

async function write(projectId: string, request: () => Promise<{ words: string[] }>, expected?: readonly string[]) {
  const key = queryKeys.vocabulary(projectId);
  const before = queryClient.getQueryData<readonly string[]>(key);
  await queryClient.cancelQueries({ queryKey: key });
  if (expected !== undefined) queryClient.setQueryData(key, expected);
  try {
    queryClient.setQueryData(key, (await request()).words);
  } catch (failure) {
    queryClient.setQueryData(key, before);
    throw failure;
  }
  // What a picked place was said to be was said in the words of before.
  await queryClient.invalidateQueries({ queryKey: queryKeys.pickedAll(projectId) });
}

const put = (projectId: string, words: readonly string[]) =>
  write(projectId, () => api.changeVocabulary(projectId, { words: [...words] }), words);

const present = async (projectId: string): Promise<readonly string[]> =>
  queryClient.getQueryData<readonly string[]>(queryKeys.vocabulary(projectId)) ??
  (await api.vocabulary(projectId)).words;

/** @param change gives the new list from the one there is when its turn comes. */
export function changeVocabulary(
  projectId: string,
  label: string,
  change: (words: readonly string[]) => readonly string[],
): Promise<boolean> {
  let before: readonly string[] = [];
  return perform({
    label,
    do: async () => {
      before = await present(projectId);
      await put(projectId, change(before));
    },
    undo: () => put(projectId, before),
  });
}

export function resetVocabulary(projectId: string): Promise<boolean> {
  let before: readonly string[] = [];
  return perform({
    label: 'Back to the default vocabulary',
    do: async () => {
      before = await present(projectId);
      await write(projectId, () => api.resetVocabulary(projectId));
    },
    undo: () => put(projectId, before),
  });
}
