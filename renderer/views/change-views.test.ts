import { beforeEach, expect, test, vi } from 'vitest';
import type { AnnotatedView, NewAnnotatedView } from '../../main/api/contract.ts';
import { api } from '../api/client.ts';
import { forgetEdits, redo, undo } from '../edits/edit-queue.ts';
import { duplicateView, removeViews, renameView, saveView, updateView } from './change-views.ts';
import { setOpenView, useOpenView } from './open-view.ts';

vi.mock('../frame/notify.ts', () => ({ notifyFailure: vi.fn() }));

/** What the engine would hold. Ids are never given twice. */
let views: (AnnotatedView & { thumbnail: string })[] = [];
let lastId = 0;

const viewOf = (id: string) => {
  const view = views.find((other) => other.id === id);
  if (view === undefined) throw new Error(`There is no view ${id}.`);
  return view;
};
const put = (view: NewAnnotatedView, id: string) => ({ ...view, id, createdAt: '', changedAt: '' });

vi.spyOn(api, 'addAnnotatedView').mockImplementation(async (_, view) => {
  const added = put(view, String(++lastId));
  views = [...views, added];
  return added;
});
vi.spyOn(api, 'changeAnnotatedView').mockImplementation(async (_, id, view) => {
  viewOf(id);
  const changed = put(view, id);
  views = views.map((other) => (other.id === id ? changed : other));
  return changed;
});
const remove = vi.spyOn(api, 'removeAnnotatedView').mockImplementation(async (_, id) => {
  viewOf(id);
  views = views.filter((view) => view.id !== id);
});
vi.spyOn(api, 'annotatedView').mockImplementation(async (_, id) => viewOf(id));
vi.spyOn(api, 'annotatedViewThumbnail').mockImplementation(async (_, id) => new Blob([atob(viewOf(id).thumbnail)]));

const content = (note: string) => ({ note }) as AnnotatedView['content'];
const fresh = (name: string): NewAnnotatedView => ({ name, content: content(name), thumbnail: btoa(`of ${name}`) });
const listed = () => views.map(({ name, content: { note }, thumbnail }) => `${name}/${note}/${atob(thumbnail)}`);
const last = () => ({ ...views.at(-1)!, asked: [] });

beforeEach(() => {
  forgetEdits();
  setOpenView(null);
  views = [];
});

test('a chain of edits is taken back and done again, although views brought back have other ids', async () => {
  await saveView('p', fresh('cup'));
  await renameView('p', last().id, 'mug');
  await updateView('p', last().id, { content: content('seen'), thumbnail: btoa('of mug') });
  await duplicateView('p', last());
  await removeViews('p', [views[0]!]);
  const states = [listed()];
  for (let i = 0; i < 5; i++) {
    expect(await undo()).toBe(true);
    states.push(listed());
  }
  expect(states[1]!.toSorted()).toEqual(['mug copy/seen/of mug', 'mug/seen/of mug']);
  expect(states.slice(2)).toEqual([['mug/seen/of mug'], ['mug/cup/of cup'], ['cup/cup/of cup'], []]);
  for (let i = 0; i < 5; i++) expect(await redo()).toBe(true);
  expect(listed()).toEqual(states[0]);
});

test('the open view stays the one on screen through all of that', async () => {
  await saveView('p', fresh('cup'));
  await renameView('p', last().id, 'mug');
  expect(useOpenView.getState().open).toMatchObject({ id: last().id, name: 'mug' });
  await removeViews('p', [last()]);
  expect(useOpenView.getState().open).toBeNull();
  await undo();
  expect(useOpenView.getState().open).toMatchObject({ id: last().id, name: 'mug' });
  await undo();
  expect(useOpenView.getState().open).toMatchObject({ name: 'cup' });
  await undo();
  expect(useOpenView.getState().open).toBeNull();
});

test('where one of several cannot be deleted, the others stay too', async () => {
  await saveView('p', fresh('a'));
  await saveView('p', fresh('b'));
  const before = listed();
  remove.mockImplementationOnce(async (_, id) => {
    views = views.filter((view) => view.id !== id);
  });
  remove.mockImplementationOnce(async () => {
    throw new Error('The disk is full.');
  });
  expect(await removeViews('p', [...views])).toBe(false);
  expect(listed().toSorted()).toEqual(before);
});
