import type { FoundObject, KeptObject, KeptObjects, NewKeptObject } from '../../main/api/contract.ts';
import { api } from '../api/client.ts';
import { queryClient } from '../api/queries.ts';
import { queryKeys } from '../api/query-keys.ts';
import { perform } from '../edits/edit-queue.ts';

/** What was kept again after it was removed has another id: earlier edits find it by its first one. */
const laterIds = new Map<string, string>();
function currentId(id: string): string {
  const later = laterIds.get(id);
  return later === undefined ? id : currentId(later);
}

function accept(projectId: string, { objects }: KeptObjects): readonly KeptObject[] {
  queryClient.setQueryData(queryKeys.keptObjects(projectId), objects);
  return objects;
}

async function add(projectId: string, object: NewKeptObject): Promise<string> {
  return accept(projectId, await api.keepObject(projectId, object)).at(-1)!.id;
}

async function remove(projectId: string, id: string): Promise<void> {
  accept(projectId, await api.removeKeptObject(projectId, currentId(id)));
}

export function keepObject(projectId: string, object: NewKeptObject): Promise<boolean> {
  let id: string | null = null;
  return perform({
    label: `Keep “${object.name}”`,
    async do() {
      const added = await add(projectId, object);
      if (id === null) id = added;
      else laterIds.set(currentId(id), added);
    },
    undo: () => remove(projectId, id!),
  });
}

export function removeKept(projectId: string, { id, keptAt: _keptAt, ...object }: KeptObject): Promise<boolean> {
  return perform({
    label: `Remove “${object.name}”`,
    do: () => remove(projectId, id),
    async undo() {
      laterIds.set(currentId(id), await add(projectId, object));
    },
  });
}

export function renameKept(projectId: string, { id, name: before }: KeptObject, name: string): Promise<boolean> {
  const rename = async (to: string) => {
    accept(projectId, await api.renameKeptObject(projectId, currentId(id), to));
  };
  return perform({ label: `Rename “${before}”`, do: () => rename(name), undo: () => rename(before) });
}

/** The phrase, with a number where there is one of that name: "red cup", "red cup 2". */
export function freeName(phrase: string, kept: readonly Pick<KeptObject, 'name'>[]): string {
  const taken = new Set(kept.map(({ name }) => name.toLowerCase()));
  const numbered = (n: number) => (n === 1 ? phrase : `${phrase} ${n}`);
  let n = 1;
  while (taken.has(numbered(n).toLowerCase())) n++;
  return numbered(n);
}

/** Objects have no names of their own: the same place of the same index is the same object. */
export const isAmong = (kept: readonly KeptObject[], runId: string | null, { peak }: FoundObject): boolean =>
  kept.some((other) => other.runId === runId && other.object.peak.point === peak.point);
