import { beforeEach, describe, expect, test } from 'vitest';
import type { Mark } from '../../main/api/contract.ts';
import { forgetEdits, redo, undo } from '../edits/edit-queue.ts';
import {
  addMark,
  changeMark,
  MOST_MARKS,
  placeMark,
  placeNote,
  removeMark,
  replaceMarks,
  selectMark,
  takeTool,
  useMarksStore,
} from './marks-store.ts';

const marker = (id: string, text = id): Mark => ({ kind: 'marker', id, at: [0, 0, 0], text });
const marks = () => useMarksStore.getState().marks;
const settled = () => new Promise((resolve) => setTimeout(resolve));

beforeEach(() => {
  forgetEdits();
  replaceMarks([]);
});

describe('changes', () => {
  test('can be undone and done again, with what was selected', async () => {
    await addMark(marker('a'));
    await addMark(marker('b'));
    await changeMark(marker('a', 'the cup'));
    expect(marks()).toEqual([marker('a', 'the cup'), marker('b')]);
    expect(useMarksStore.getState().selectedId).toBe('a');
    await undo();
    expect(marks()).toEqual([marker('a'), marker('b')]);
    expect(useMarksStore.getState().selectedId).toBe('b');
    await undo();
    expect(marks()).toEqual([marker('a')]);
    await redo();
    await redo();
    expect(marks()).toEqual([marker('a', 'the cup'), marker('b')]);
  });

  test('removing selects the next mark, and at the end the one before', async () => {
    replaceMarks([marker('a'), marker('b'), marker('c')]);
    selectMark('b');
    await removeMark('b');
    expect(useMarksStore.getState().selectedId).toBe('c');
    await removeMark('c');
    expect(useMarksStore.getState().selectedId).toBe('a');
    await undo();
    expect(marks().map(({ id }) => id)).toEqual(['a', 'c']);
  });

  test('no more marks than a view can keep', async () => {
    replaceMarks(Array.from({ length: MOST_MARKS }, (_, i) => marker(String(i))));
    expect(await addMark(marker('one more'))).toBe(false);
    expect(marks()).toHaveLength(MOST_MARKS);
  });
});

describe('a place that was chosen', () => {
  test('is nothing to nobody without a tool', () => {
    expect(placeMark([1, 2, 3])).toBe(false);
    expect(placeNote([0.5, 0.5])).toBe(false);
  });

  test('becomes a marker, and the tool is laid down', async () => {
    takeTool('marker');
    expect(placeMark([1, 2, 3])).toBe(true);
    await settled();
    expect(marks()).toMatchObject([{ kind: 'marker', at: [1, 2, 3], text: 'Marker 1' }]);
    expect(useMarksStore.getState().tool).toBeNull();
  });

  test('begins an arrow, the next one ends it', async () => {
    takeTool('arrow');
    placeMark([0, 0, 0]);
    expect(useMarksStore.getState()).toMatchObject({ tool: 'arrow', arrowFrom: [0, 0, 0], marks: [] });
    placeMark([1, 0, 0]);
    await settled();
    expect(marks()).toMatchObject([{ kind: 'arrow', from: [0, 0, 0], to: [1, 0, 0] }]);
    expect(useMarksStore.getState()).toMatchObject({ tool: null, arrowFrom: null });
  });

  test('is forgotten with the tool', () => {
    takeTool('arrow');
    placeMark([0, 0, 0]);
    takeTool('arrow');
    expect(useMarksStore.getState().arrowFrom).toBeNull();
  });

  test('in the picture becomes a note that stays inside it', async () => {
    takeTool('note');
    expect(placeMark([1, 2, 3])).toBe(false);
    placeNote([0.25, 1.2]);
    await settled();
    expect(marks()).toMatchObject([{ kind: 'note', at: [0.25, 1] }]);
  });
});
