/**
 * Changes of a project's sets of canonical phrases, each an edit that can be undone. What is shown changes at
 * once, before the engine has written it down.
 */
import { notifications } from '@mantine/notifications';
import type { PhraseSetBody, PhraseSets } from '../../main/api/contract.ts';
import { api } from '../api/client.ts';
import { queryClient } from '../api/queries.ts';
import { queryKeys } from '../api/query-keys.ts';
import { perform } from '../edits/edit-queue.ts';
import { freeName, type PhraseSet } from './phrase-list.ts';

/**
 * A set as edits hold on to it: one that was deleted and is brought back by undoing has another id, and its own
 * may be given to another set meanwhile.
 */
interface Handle {
  id: string;
}

/** Of the sets that there are, by project and id. */
const handles = new Map<string, Handle>();
const keyOf = (projectId: string, setId: string) => `${projectId}/${setId}`;

function handleOf(projectId: string, setId: string): Handle {
  const known = handles.get(keyOf(projectId, setId));
  return known ?? reviveAs(projectId, { id: setId }, setId);
}

function reviveAs(projectId: string, handle: Handle, setId: string): Handle {
  handle.id = setId;
  handles.set(keyOf(projectId, setId), handle);
  return handle;
}

const cached = (projectId: string) => queryClient.getQueryData<PhraseSets>(queryKeys.phraseSets(projectId));

const show = (projectId: string, sets: PhraseSets) =>
  queryClient.setQueryData<PhraseSets>(queryKeys.phraseSets(projectId), sets);

const present = async (projectId: string): Promise<PhraseSets> => cached(projectId) ?? api.phraseSets(projectId);

/** Shows `expected` until the engine answers, and what there was if it refuses. */
async function write(projectId: string, expected: PhraseSets | null, request: () => Promise<PhraseSets>) {
  const before = cached(projectId);
  // An answer that is on its way does not know of this change.
  await queryClient.cancelQueries({ queryKey: queryKeys.phraseSets(projectId) });
  if (expected !== null) show(projectId, expected);
  try {
    const sets = await request();
    show(projectId, sets);
    return sets;
  } catch (failure) {
    if (before !== undefined) show(projectId, before);
    throw failure;
  }
}

async function put(projectId: string, { id }: Handle, { name, phrases }: PhraseSetBody): Promise<void> {
  const { sets, usedId } = await present(projectId);
  const expected = { usedId, sets: sets.map((set) => (set.id === id ? { ...set, name, phrases } : set)) };
  await write(projectId, expected, () => api.changePhraseSet(projectId, id, { name, phrases }));
}

async function makeUsed(projectId: string, { id }: Handle): Promise<void> {
  const { sets, usedId } = await present(projectId);
  if (usedId !== id) await write(projectId, { sets, usedId: id }, () => api.usePhraseSet(projectId, id));
}

async function remove(projectId: string, { id }: Handle): Promise<void> {
  await write(projectId, null, () => api.removePhraseSet(projectId, id));
  handles.delete(keyOf(projectId, id));
}

/** Returns the id of the set that `request` adds. */
async function add(projectId: string, request: () => Promise<PhraseSets>): Promise<string> {
  const known = new Set((await present(projectId)).sets.map(({ id }) => id));
  const { sets } = await write(projectId, null, request);
  // The newest stands last; others that are not known here came from elsewhere.
  return sets.findLast(({ id }) => !known.has(id))!.id;
}

/** Adds a set and uses it; undone, the one that was used before is used again. */
function performAddition(projectId: string, label: string, request: () => Promise<PhraseSets>): Promise<boolean> {
  const added: Handle = { id: '' };
  let usedBefore: Handle | null = null;
  return perform({
    label,
    do: async () => {
      usedBefore = handleOf(projectId, (await present(projectId)).usedId);
      reviveAs(projectId, added, await add(projectId, request));
      await makeUsed(projectId, added);
    },
    undo: async () => {
      if (usedBefore !== null) await makeUsed(projectId, usedBefore);
      await remove(projectId, added);
    },
  });
}

export const createSet = (projectId: string, label: string, body: PhraseSetBody) =>
  performAddition(projectId, label, () => api.addPhraseSet(projectId, body));

/** @param name of a set that does not bring its own. */
export const importSet = (projectId: string, name: string, text: string) =>
  performAddition(projectId, 'Import canonical phrases', () => api.importPhraseSet(projectId, { name, text }));

/**
 * Changes a set. The one that LERF ships with stays as it is: its change goes into a copy, which is used from
 * then on.
 */
export async function changeSet(
  projectId: string,
  { id, isBuiltIn }: PhraseSet,
  label: string,
  change: (set: PhraseSetBody) => PhraseSetBody,
): Promise<void> {
  if (isBuiltIn) {
    const { sets } = await present(projectId);
    const original = sets.find((set) => set.id === id)!;
    const copy = { ...change(original), name: freeName(COPY_NAME, sets) };
    const isDone = await createSet(projectId, label, { name: copy.name, phrases: copy.phrases });
    if (isDone) {
      notifications.show({
        message: `“${original.name}” stays as it is. Your change went into a copy, “${copy.name}”.`,
      });
    }
    return;
  }
  const handle = handleOf(projectId, id);
  let before: PhraseSetBody | null = null;
  await perform({
    label,
    do: async () => {
      const { sets } = await present(projectId);
      before = sets.find((set) => set.id === handle.id) ?? null;
      if (before !== null) await put(projectId, handle, change(before));
    },
    undo: async () => {
      if (before !== null) await put(projectId, handle, before);
    },
  });
}

const COPY_NAME = 'My phrases';

export function removeSet(projectId: string, { id, name, phrases }: PhraseSet): Promise<boolean> {
  const handle = handleOf(projectId, id);
  let wasUsed = false;
  return perform({
    label: `Delete “${name}”`,
    do: async () => {
      wasUsed = (await present(projectId)).usedId === handle.id;
      await remove(projectId, handle);
    },
    undo: async () => {
      reviveAs(projectId, handle, await add(projectId, () => api.addPhraseSet(projectId, { name, phrases })));
      if (wasUsed) await makeUsed(projectId, handle);
    },
  });
}

export async function weighAgainst(projectId: string, { id, name }: PhraseSet): Promise<void> {
  const { usedId } = await present(projectId);
  if (usedId === id) return;
  const [chosen, before] = [handleOf(projectId, id), handleOf(projectId, usedId)];
  await perform({
    label: `Weigh against “${name}”`,
    do: () => makeUsed(projectId, chosen),
    undo: () => makeUsed(projectId, before),
  });
}

/** Uses the phrases that a view was saved with: the set that holds them, or a new one if there is none any more. */
export async function adoptPhrases(projectId: string, { name, phrases }: PhraseSetBody): Promise<void> {
  const { sets } = await present(projectId);
  const same = sets.find((set) => holds(set, phrases));
  if (same !== undefined) await weighAgainst(projectId, same);
  else await createSet(projectId, 'Keep the phrases of a view', { name: freeName(name, sets), phrases });
}

const holds = (set: PhraseSetBody, phrases: PhraseSetBody['phrases']) =>
  set.phrases.length === phrases.length &&
  set.phrases.every(({ text, enabled }, i) => text === phrases[i]!.text && enabled === phrases[i]!.enabled);
