import { notifications } from '@mantine/notifications';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { PhraseSetBody, PhraseSets } from '../../main/api/contract.ts';
import { api } from '../api/client.ts';
import { queryClient } from '../api/queries.ts';
import { queryKeys } from '../api/query-keys.ts';
import { forgetEdits, redo, undo } from '../edits/edit-queue.ts';
import { notifyFailure } from '../frame/notify.ts';
import { adoptPhrases, changeSet, createSet, removeSet, weighAgainst } from './change-sets.ts';
import { addPhrase, enablePhrase, removePhrase } from './phrase-list.ts';

vi.mock('../frame/notify.ts', () => ({ notifyFailure: vi.fn() }));
vi.mock('@mantine/notifications', () => ({ notifications: { show: vi.fn() } }));

const body = (name: string, ...texts: string[]): PhraseSetBody => ({
  name,
  phrases: texts.map((text) => ({ text, enabled: true })),
});

/** What the engine holds. */
let engine: PhraseSets;
/** As SQLite numbers rows: what was deleted last gives its number to the next. */
const nextId = () => String(1 + Math.max(0, ...engine.sets.map(({ id }) => Number(id) || 0)));

beforeEach(() => {
  engine = { sets: [{ id: 'default', isBuiltIn: true, ...body('Default', 'object', 'stuff') }], usedId: 'default' };
  queryClient.setQueryData(queryKeys.phraseSets('p'), engine);
  forgetEdits();
  vi.restoreAllMocks();
  vi.mocked(notifyFailure).mockReset();
  vi.mocked(notifications.show).mockReset();
  vi.spyOn(api, 'addPhraseSet').mockImplementation(async (_, set) => {
    engine = { ...engine, sets: [...engine.sets, { id: nextId(), isBuiltIn: false, ...set }] };
    return engine;
  });
  vi.spyOn(api, 'changePhraseSet').mockImplementation(async (_, id, set) => {
    if (!engine.sets.some((known) => known.id === id)) throw new Error('there is no such set');
    engine = { ...engine, sets: engine.sets.map((known) => (known.id === id ? { ...known, ...set } : known)) };
    return engine;
  });
  vi.spyOn(api, 'usePhraseSet').mockImplementation(async (_, usedId) => {
    engine = { ...engine, usedId };
    return engine;
  });
  vi.spyOn(api, 'removePhraseSet').mockImplementation(async (_, id) => {
    engine = {
      sets: engine.sets.filter((set) => set.id !== id),
      usedId: engine.usedId === id ? 'default' : engine.usedId,
    };
    return engine;
  });
});

const shown = () => queryClient.getQueryData<PhraseSets>(queryKeys.phraseSets('p'))!;
const used = () => shown().sets.find(({ id }) => id === shown().usedId)!;
const texts = () => used().phrases.map(({ text }) => text);
const add = (text: string) => changeSet('p', used(), `Add “${text}”`, (set) => addPhrase(set, text));

test('what is shown changes before the engine has answered', async () => {
  await createSet('p', 'New set', body('Kitchen', 'object'));
  let answer = () => {};
  vi.mocked(api.changePhraseSet).mockImplementationOnce(
    () => new Promise((resolve) => (answer = () => resolve(engine))),
  );
  const change = add('wood');
  await vi.waitFor(() => expect(texts()).toEqual(['object', 'wood']));
  engine = shown();
  answer();
  await change;
  expect(texts()).toEqual(['object', 'wood']);
});

test('what the engine refuses is taken back and told', async () => {
  await createSet('p', 'New set', body('Kitchen', 'object'));
  vi.mocked(api.changePhraseSet).mockRejectedValueOnce(new Error('full'));
  await add('wood');
  expect(texts()).toEqual(['object']);
  expect(notifyFailure).toHaveBeenCalledOnce();
});

test('two edits in quick succession both stay', async () => {
  await createSet('p', 'New set', body('Kitchen', 'object', 'things', 'stuff'));
  const set = used();
  await Promise.all([
    changeSet('p', set, 'Remove', (edited) => removePhrase(edited, 'object')),
    changeSet('p', set, 'Leave out', (edited) => enablePhrase(edited, 'stuff', false)),
  ]);
  expect(used().phrases).toEqual([
    { text: 'things', enabled: true },
    { text: 'stuff', enabled: false },
  ]);
});

describe('the built-in set', () => {
  test('stays as it is: its change goes into a copy, and that is said', async () => {
    await add('wood');
    expect(engine.sets).toMatchObject([
      body('Default', 'object', 'stuff'),
      body('My phrases', 'object', 'stuff', 'wood'),
    ]);
    expect(used().name).toBe('My phrases');
    expect(vi.mocked(notifications.show).mock.calls[0]![0].message).toContain('stays as it is');
  });

  test('is used again when that is undone', async () => {
    await add('wood');
    await undo();
    expect(shown().sets).toHaveLength(1);
    expect(used().name).toBe('Default');
    await redo();
    expect(texts()).toEqual(['object', 'stuff', 'wood']);
  });
});

test('edits hold on to a set that was undone and done again, under the same id or another', async () => {
  await createSet('p', 'New set', body('Kitchen', 'object'));
  await add('wood');
  const before = used().id;
  await undo();
  await undo();
  await redo();
  await redo();
  expect(used().id).toBe(before);
  await undo();
  await undo();
  await api.addPhraseSet('p', body('Of another window', 'object'));
  await redo();
  await redo();
  expect(used().id).not.toBe(before);
  expect(texts()).toEqual(['object', 'wood']);
  await undo();
  expect(texts()).toEqual(['object']);
});

test('a deleted set comes back, is used again, and takes its earlier edits along', async () => {
  await createSet('p', 'New set', body('Kitchen', 'object'));
  await add('wood');
  await removeSet('p', used());
  expect(used().name).toBe('Default');
  await undo();
  expect(texts()).toEqual(['object', 'wood']);
  await undo();
  expect(texts()).toEqual(['object']);
  expect(notifyFailure).not.toHaveBeenCalled();
});

test('what was deleted comes back beside a set that has its id by now', async () => {
  await createSet('p', 'New set', body('Kitchen', 'object'));
  await add('wood');
  const { id } = used();
  await removeSet('p', used());
  await createSet('p', 'New set', body('Garden', 'tree'));
  expect(used().id).toBe(id);
  await add('grass');
  for (let edit = 0; edit < 5; edit++) await undo();
  expect(engine.sets).toHaveLength(1);
  for (let edit = 0; edit < 5; edit++) await redo();
  expect(engine.sets).toMatchObject([{ name: 'Default' }, body('Garden', 'tree', 'grass')]);
  for (let edit = 0; edit < 3; edit++) await undo();
  expect(engine.sets).toMatchObject([{ name: 'Default' }, body('Kitchen', 'object', 'wood')]);
  expect(notifyFailure).not.toHaveBeenCalled();
});

test('another set can be used, and the one before again', async () => {
  await createSet('p', 'New set', body('Kitchen', 'object'));
  await weighAgainst('p', shown().sets[0]!);
  expect(used().name).toBe('Default');
  await undo();
  expect(used().name).toBe('Kitchen');
});

test('a saved view brings its phrases along, as a new set only where there is none like it', async () => {
  await createSet('p', 'New set', body('Kitchen', 'object', 'wood'));
  await adoptPhrases('p', body('Default', 'object', 'stuff'));
  expect(used().id).toBe('default');
  await adoptPhrases('p', body('Kitchen', 'object', 'paper'));
  expect(used()).toMatchObject(body('Kitchen 2', 'object', 'paper'));
});
