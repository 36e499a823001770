import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { FoundObject, KeptObject, NewKeptObject } from '../../main/api/contract.ts';
import { api } from '../api/client.ts';
import { forgetEdits, redo, undo } from '../edits/edit-queue.ts';
import { freeName, keepObject, removeKept, renameKept } from './kept-edits.ts';

/** An engine that keeps objects, each under an id of its own. */
let kept: KeptObject[];
let lastId: number;

beforeEach(() => {
  kept = [];
  lastId = 0;
  forgetEdits();
  vi.spyOn(api, 'keepObject').mockImplementation(async (_project, object) => {
    kept = [...kept, { ...object, id: `object-${++lastId}`, keptAt: '2026-01-01T00:00:00Z' }];
    return { objects: kept };
  });
  const known = (id: string) => {
    if (!kept.some((object) => object.id === id)) throw new Error(`There is no object ${id}.`);
  };
  vi.spyOn(api, 'removeKeptObject').mockImplementation(async (_project, id) => {
    known(id);
    kept = kept.filter((object) => object.id !== id);
    return { objects: kept };
  });
  vi.spyOn(api, 'renameKeptObject').mockImplementation(async (_project, id, name) => {
    known(id);
    kept = kept.map((object) => (object.id === id ? { ...object, name } : object));
    return { objects: kept };
  });
});
afterEach(() => vi.restoreAllMocks());

const names = () => kept.map(({ name }) => name);
const cup: NewKeptObject = { name: 'cup', phrase: 'cup', runId: 'run', object: {} as FoundObject };

test('edits of an object are undone in turn, also across its removal, and done again', async () => {
  await keepObject('p', cup);
  await renameKept('p', kept[0]!, 'my cup');
  await removeKept('p', kept[0]!);
  expect(names()).toEqual([]);
  for (const expected of [['my cup'], ['cup'], []]) {
    expect(await undo()).toBe(true);
    expect(names()).toEqual(expected);
  }
  for (const expected of [['cup'], ['my cup'], []]) {
    expect(await redo()).toBe(true);
    expect(names()).toEqual(expected);
  }
  expect(await undo()).toBe(true);
  expect(names()).toEqual(['my cup']);
});

test('a second thing of a name gets a number', () => {
  expect(freeName('cup', [])).toBe('cup');
  expect(freeName('cup', [{ name: 'Cup' }, { name: 'cup 2' }])).toBe('cup 3');
});
