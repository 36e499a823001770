import { IconArrowBackUp, IconArrowForwardUp } from '@tabler/icons-react';
import { redo, undo, useEditStore } from '../edits/edit-queue.ts';
import type { Action } from './action.ts';

export const undoEdit: Action = {
  id: 'edit.undo',
  label: 'Undo',
  group: 'Edit',
  icon: IconArrowBackUp,
  shortcut: 'Mod+Z',
  enabled: () => useEditStore.getState().canUndo,
  perform: () => void undo(),
};

export const redoEdit: Action = {
  id: 'edit.redo',
  label: 'Redo',
  group: 'Edit',
  icon: IconArrowForwardUp,
  shortcut: 'Mod+Shift+Z',
  enabled: () => useEditStore.getState().canRedo,
  perform: () => void redo(),
};

export const editActions: readonly Action[] = [undoEdit, redoEdit];
