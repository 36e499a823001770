/** Changes of a project's annotated views, each an edit that can be undone. */
import type { AnnotatedView, AnnotatedViews, NewAnnotatedView } from '../../main/api/contract.ts';
import { api } from '../api/client.ts';
import { queryClient } from '../api/queries.ts';
import { queryKeys } from '../api/query-keys.ts';
import { perform } from '../edits/edit-queue.ts';
import { type OpenView, setOpenView, useOpenView } from './open-view.ts';
import { base64Of } from './thumbnail.ts';
import { copyName } from './view-content.ts';

export type ListedView = AnnotatedViews['views'][number];

/** By the id of a view that was deleted and brought back, or undone and done again: its id since then. */
const successors = new Map<string, string>();

function idNow(id: string): string {
  const next = successors.get(id);
  return next === undefined ? id : idNow(next);
}

const refresh = (projectId: string) => queryClient.invalidateQueries({ queryKey: queryKeys.annotatedViews(projectId) });

const names = (projectId: string): string[] =>
  (queryClient.getQueryData<ListedView[]>(queryKeys.annotatedViews(projectId)) ?? []).map(({ name }) => name);

/** A view with all that is needed to make it again. */
async function fetchWhole(projectId: string, viewId: string): Promise<NewAnnotatedView> {
  const [{ name, content }, thumbnail] = await Promise.all([
    api.annotatedView(projectId, viewId),
    api.annotatedViewThumbnail(projectId, viewId),
  ]);
  return { name, content, thumbnail: await base64Of(thumbnail) };
}

const asOpen = ({ id, name, content }: AnnotatedView): OpenView => ({ id, name, content });

/** What is on screen may be a view that has just become another one. */
function follow(viewId: string, view: AnnotatedView): void {
  if (useOpenView.getState().open?.id === viewId) setOpenView(asOpen(view));
}

/** Saves what is on screen as a new view, which is then open. */
export function saveView(projectId: string, view: NewAnnotatedView): Promise<boolean> {
  let id: string | null = null;
  let openBefore: OpenView | null = null;
  return perform({
    label: `Save “${view.name}”`,
    do: async () => {
      const added = await api.addAnnotatedView(projectId, view);
      if (id !== null) successors.set(id, added.id);
      id = added.id;
      openBefore = useOpenView.getState().open;
      setOpenView(asOpen(added));
      await refresh(projectId);
    },
    undo: async () => {
      await api.removeAnnotatedView(projectId, idNow(id!));
      if (useOpenView.getState().open?.id === idNow(id!)) setOpenView(openBefore);
      await refresh(projectId);
    },
  });
}

/** Puts another name, content or thumbnail in the place of a view's own. */
async function write(projectId: string, viewId: string, view: NewAnnotatedView): Promise<void> {
  follow(viewId, await api.changeAnnotatedView(projectId, viewId, view));
  await refresh(projectId);
}

function change(
  projectId: string,
  viewId: string,
  label: string,
  next: (before: NewAnnotatedView) => NewAnnotatedView,
): Promise<boolean> {
  let before: NewAnnotatedView | null = null;
  return perform({
    label,
    do: async () => {
      const id = idNow(viewId);
      before = await fetchWhole(projectId, id);
      await write(projectId, id, next(before));
    },
    undo: () => (before === null ? undefined : write(projectId, idNow(viewId), before)),
  });
}

/** What is on screen takes the place of what the view was saved with. */
export const updateView = (projectId: string, viewId: string, content: Omit<NewAnnotatedView, 'name'>) =>
  change(projectId, viewId, 'Update view', ({ name }) => ({ ...content, name }));

export const renameView = (projectId: string, viewId: string, name: string) =>
  change(projectId, viewId, `Rename view to “${name}”`, (before) => ({ ...before, name }));

export function duplicateView(projectId: string, view: ListedView): Promise<boolean> {
  let id: string | null = null;
  return perform({
    label: `Duplicate “${view.name}”`,
    do: async () => {
      const whole = await fetchWhole(projectId, idNow(view.id));
      const added = await api.addAnnotatedView(projectId, { ...whole, name: copyName(whole.name, names(projectId)) });
      if (id !== null) successors.set(id, added.id);
      id = added.id;
      await refresh(projectId);
    },
    undo: async () => {
      await api.removeAnnotatedView(projectId, idNow(id!));
      await refresh(projectId);
    },
  });
}

/** Undone, they are made again with all they had. They then stand behind the others, as new views do. */
export function removeViews(projectId: string, views: readonly Pick<ListedView, 'id' | 'name'>[]): Promise<boolean> {
  const removed: { id: string; whole: NewAnnotatedView; wasOpen: boolean }[] = [];
  return perform({
    label: views.length === 1 ? `Delete “${views[0]!.name}”` : `Delete ${views.length} views`,
    do: async () => {
      removed.length = 0;
      try {
        for (const view of views) {
          const id = idNow(view.id);
          const whole = await fetchWhole(projectId, id);
          await api.removeAnnotatedView(projectId, id);
          const wasOpen = useOpenView.getState().open?.id === id;
          if (wasOpen) setOpenView(null);
          removed.push({ id, whole, wasOpen });
        }
      } catch (failure) {
        // All or none: what is half done could not be undone.
        await restore(projectId, removed);
        throw failure;
      } finally {
        await refresh(projectId);
      }
    },
    undo: async () => {
      await restore(projectId, removed);
      await refresh(projectId);
    },
  });
}

async function restore(
  projectId: string,
  removed: { id: string; whole: NewAnnotatedView; wasOpen: boolean }[],
): Promise<void> {
  while (removed.length > 0) {
    const { id, whole, wasOpen } = removed[0]!;
    const added = await api.addAnnotatedView(projectId, whole);
    successors.set(id, added.id);
    if (wasOpen && useOpenView.getState().open === null) setOpenView(asOpen(added));
    removed.shift();
  }
}
