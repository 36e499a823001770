import {
  IconArrowUpRight,
  IconBoxModel2,
  IconMapPinPlus,
  IconNote,
  IconPencilOff,
  IconTrash,
} from '@tabler/icons-react';
import { currentRoute } from '../navigation.ts';
import { setFold } from '../stores/fold-store.ts';
import { addMark, type MarkTool, newMarkId, removeMark, takeTool, useMarksStore } from '../stores/marks-store.ts';
import { showTab } from '../stores/panel-store.ts';
import { useQuestionStore } from '../stores/question-store.ts';
import { useViewportStore } from '../stores/viewport-store.ts';
import { boxOf } from '../views/mark-geometry.ts';
import type { Action } from './action.ts';

const hasScene = () => currentRoute().screen === 'project' && useViewportStore.getState().commands !== null;

const toolAction = (tool: MarkTool, label: string, icon: Action['icon'], shortcut: string): Action => ({
  id: `mark.${tool}`,
  label,
  group: 'Edit',
  icon,
  shortcut,
  enabled: hasScene,
  checked: () => useMarksStore.getState().tool === tool,
  perform: () => {
    if (useMarksStore.getState().tool === tool) {
      takeTool(null);
      return;
    }
    takeTool(tool);
    // Where the ways to place it without a pointer are.
    showTab('views');
    setFold('marks', true);
  },
});

export const markerTool = toolAction('marker', 'Add a marker', IconMapPinPlus, 'M');
export const arrowTool = toolAction('arrow', 'Add an arrow', IconArrowUpRight, 'Shift+M');
export const noteTool = toolAction('note', 'Add a note', IconNote, 'Shift+N');

function selectedObject() {
  const { selected, answers } = useQuestionStore.getState();
  if (selected === null) return null;
  const answer = answers[selected.chipId]?.answer.phrases[selected.phrase];
  const object = answer?.objects[selected.object];
  return answer !== undefined && object !== undefined ? { object, phrase: answer.phrase } : null;
}

export const keepBox: Action = {
  id: 'mark.box',
  label: 'Keep the selected object’s box as a mark',
  group: 'Edit',
  icon: IconBoxModel2,
  shortcut: 'Shift+B',
  enabled: () => hasScene() && selectedObject() !== null,
  perform: () => {
    const found = selectedObject();
    if (found !== null) void addMark(boxOf(newMarkId(), found.object, found.phrase));
  },
};

const deleteMark: Action = {
  id: 'mark.delete',
  label: 'Delete the selected mark',
  group: 'Edit',
  icon: IconTrash,
  shortcut: 'Delete',
  enabled: () => hasScene() && useMarksStore.getState().selectedId !== null,
  perform: () => {
    const { selectedId } = useMarksStore.getState();
    if (selectedId !== null) void removeMark(selectedId);
  },
};

const layToolDown: Action = {
  id: 'mark.cancel',
  label: 'Stop placing a mark',
  group: 'Edit',
  icon: IconPencilOff,
  shortcut: 'Escape',
  enabled: () => hasScene() && useMarksStore.getState().tool !== null,
  perform: () => takeTool(null),
};

export const markActions: readonly Action[] = [markerTool, arrowTool, noteTool, keepBox, deleteMark, layToolDown];
