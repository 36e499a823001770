import type { AskedQuery, Queries } from '../../main/api/contract.ts';
import { api } from '../api/client.ts';
import { queryClient } from '../api/queries.ts';
import { queryKeys } from '../api/query-keys.ts';
import { notifyFailure } from '../frame/notify.ts';
import { commitDraft, draftChip, useQuestionStore } from '../stores/question-store.ts';

const known = (projectId: string): readonly AskedQuery[] =>
  queryClient.getQueryData<AskedQuery[]>(queryKeys.queries(projectId)) ?? [];

const accept = (projectId: string, { queries }: Queries) =>
  queryClient.setQueryData(queryKeys.queries(projectId), queries);

/** A pinned query stays pinned. That it is not remembered in a project open for reading is no news. */
export async function rememberQuery(projectId: string, text: string): Promise<void> {
  const pinned = known(projectId).some((query) => query.text === text && query.pinned);
  await api.rememberQuery(projectId, { text, pinned }).then(
    (queries) => accept(projectId, queries),
    () => undefined,
  );
}

export async function pinQuery(projectId: string, text: string, pinned: boolean): Promise<void> {
  await api.rememberQuery(projectId, { text, pinned }).then((queries) => accept(projectId, queries), notifyFailure);
}

export async function forgetQuery(projectId: string, text: string): Promise<void> {
  await api.forgetQuery(projectId, text).then((queries) => accept(projectId, queries), notifyFailure);
}

/** What was typed becomes a chip, and is remembered. */
export function commitQuestion(projectId: string): void {
  const text = draftChip(useQuestionStore.getState())?.text;
  if (commitDraft() !== null && text !== undefined) void rememberQuery(projectId, text);
}
