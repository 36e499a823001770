import fc from 'fast-check';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { notifyFailure } from '../frame/notify.ts';
import { type Edit, forgetEdits, perform, redo, undo, useEditStore } from './edit-queue.ts';

vi.mock('../frame/notify.ts', () => ({ notifyFailure: vi.fn() }));

let text = '';

const append = (piece: string, delayMs = 0): Edit => ({
  label: `Append ${piece}`,
  do: async () => {
    if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
    text += piece;
  },
  undo: () => {
    text = text.slice(0, -piece.length);
  },
});

beforeEach(() => {
  text = '';
  forgetEdits();
  vi.mocked(notifyFailure).mockClear();
});

test('undo takes back the newest edit, redo does it again, and the store says what they would act on', async () => {
  await perform(append('a'));
  await perform(append('b'));
  expect(useEditStore.getState()).toMatchObject({ canUndo: true, canRedo: false, undoLabel: 'Append b' });
  await undo();
  expect(text).toBe('a');
  expect(useEditStore.getState()).toMatchObject({ undoLabel: 'Append a', redoLabel: 'Append b' });
  await redo();
  expect(text).toBe('ab');
  await undo();
  await undo();
  expect(await undo()).toBe(false);
  expect(useEditStore.getState()).toMatchObject({ canUndo: false, undoLabel: null, canRedo: true });
});

test('an edit after an undo leaves nothing to redo', async () => {
  await perform(append('a'));
  await undo();
  await perform(append('b'));
  expect(await redo()).toBe(false);
  expect(text).toBe('b');
});

test('a slow edit is finished before a quick one asked for later', async () => {
  await Promise.all([perform(append('slow', 5)), perform(append('quick')), undo(), perform(append('!'))]);
  expect(text).toBe('slow!');
});

describe('what fails', () => {
  const refusal = new Error('The disk is full.');
  const refuse = () => {
    throw refusal;
  };

  test('is shown and not remembered', async () => {
    expect(await perform({ label: 'Save', do: refuse, undo: refuse })).toBe(false);
    expect(notifyFailure).toHaveBeenCalledWith(refusal);
    expect(useEditStore.getState().canUndo).toBe(false);
    expect(await perform(append('a'))).toBe(true);
  });

  test('to be undone can be tried again', async () => {
    let isBroken = true;
    await perform({ label: 'Move', do: () => undefined, undo: () => (isBroken ? refuse() : undefined) });
    expect(await undo()).toBe(false);
    expect(useEditStore.getState()).toMatchObject({ canUndo: true, canRedo: false });
    isBroken = false;
    expect(await undo()).toBe(true);
  });
});

test('what is under way when another project is opened is not remembered there', async () => {
  const slow = perform(append('slow', 5));
  const waiting = perform(append('waiting'));
  await new Promise((resolve) => setTimeout(resolve, 1));
  forgetEdits();
  await Promise.all([slow, waiting]);
  expect(text).toBe('slow');
  expect(useEditStore.getState().canUndo).toBe(false);
});

test('undoing everything and doing it all again ends where one began', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({ minLength: 1, maxLength: 3 }), { maxLength: 12 }), async (pieces) => {
      text = '';
      forgetEdits();
      for (const piece of pieces) await perform(append(piece));
      const whole = text;
      while (await undo());
      expect(text).toBe('');
      while (await redo());
      expect(text).toBe(whole);
    }),
    { numRuns: 30 },
  );
});
