import {
  IconBookmark,
  IconEye,
  IconEyeOff,
  IconFocusCentered,
  IconMessageQuestion,
  IconMessageX,
  IconPlayerSkipBack,
  IconPlayerSkipForward,
  IconRotate2,
  IconSquareChevronsLeft,
  IconSquareChevronsRight,
} from '@tabler/icons-react';
import { canFly, flyToObject } from '../ask/fly-to.ts';
import { focusQueryField } from '../ask/focus-query-field.ts';
import { keepSelected } from '../ask/keep-selected.ts';
import { selectedObject, stepObject } from '../ask/selected-object.ts';
import { currentRoute } from '../navigation.ts';
import { showTab } from '../stores/panel-store.ts';
import {
  activeChip,
  askedChips,
  changeChip,
  clearQuestions,
  DRAFT_ID,
  removeChip,
  setDisplay,
  stepChip,
  useQuestionStore,
} from '../stores/question-store.ts';
import { useViewportStore } from '../stores/viewport-store.ts';
import type { Action } from './action.ts';

const state = () => useQuestionStore.getState();
const inProject = () => currentRoute().screen === 'project';
const hasQuestions = () => inProject() && askedChips(state()).length > 0;
const hasObjects = () =>
  inProject() && (state().answers[state().activeId ?? '']?.answer.phrases[0]?.objects.length ?? 0) > 0;

const askTab: Action = {
  id: 'ask.tab',
  label: 'Show ask',
  group: 'Ask',
  icon: IconMessageQuestion,
  enabled: inProject,
  perform: () => showTab('ask'),
};

/** Without an index there is nothing to ask in 3D: then the same key asks through the camera looked through. */
const askScene: Action = {
  id: 'ask.focus',
  label: 'Ask the scene',
  group: 'Ask',
  icon: IconMessageQuestion,
  shortcut: '/',
  enabled: () => inProject() && (state().runId !== null || useViewportStore.getState().lookingThrough === null),
  perform: focusQueryField,
};

const previousQuestion: Action = {
  id: 'ask.previous',
  label: 'Previous question',
  group: 'Ask',
  icon: IconSquareChevronsLeft,
  shortcut: '[',
  enabled: hasQuestions,
  perform: () => stepChip(-1),
};

const nextQuestion: Action = {
  id: 'ask.next',
  label: 'Next question',
  group: 'Ask',
  icon: IconSquareChevronsRight,
  shortcut: ']',
  enabled: hasQuestions,
  perform: () => stepChip(1),
};

const showQuestion: Action = {
  id: 'ask.visible',
  label: 'Show this question in the scene',
  group: 'Ask',
  icon: IconEye,
  shortcut: 'H',
  enabled: () => inProject() && activeChip(state()) !== null && state().activeId !== DRAFT_ID,
  checked: () => activeChip(state())?.isVisible ?? false,
  perform: () => {
    const chip = activeChip(state());
    if (chip !== null) changeChip(chip.id, { isVisible: !chip.isVisible });
  },
};

const removeQuestion: Action = {
  id: 'ask.remove',
  label: 'Remove this question',
  group: 'Ask',
  icon: IconMessageX,
  shortcut: 'Shift+Delete',
  enabled: () => inProject() && state().activeId !== null,
  perform: () => removeChip(state().activeId!),
};

const removeQuestions: Action = {
  id: 'ask.clear',
  label: 'Remove all questions',
  group: 'Ask',
  icon: IconRotate2,
  enabled: hasQuestions,
  perform: clearQuestions,
};

const previousObject: Action = {
  id: 'ask.previous-object',
  label: 'Previous object found',
  group: 'Ask',
  icon: IconPlayerSkipBack,
  shortcut: ',',
  enabled: hasObjects,
  perform: () => stepObject(-1),
};

const nextObject: Action = {
  id: 'ask.next-object',
  label: 'Next object found',
  group: 'Ask',
  icon: IconPlayerSkipForward,
  shortcut: '.',
  enabled: hasObjects,
  perform: () => stepObject(1),
};

const flyToSelected: Action = {
  id: 'ask.fly',
  label: 'Fly to the selected object',
  group: 'Ask',
  icon: IconFocusCentered,
  shortcut: 'O',
  enabled: () => inProject() && canFly() && selectedObject(state()) !== null,
  perform: () => {
    const selected = selectedObject(state());
    if (selected !== null) flyToObject(selected.object);
  },
};

const keepObject: Action = {
  id: 'ask.keep',
  label: 'Keep the selected object',
  group: 'Ask',
  icon: IconBookmark,
  shortcut: 'K',
  enabled: () => inProject() && selectedObject(state()) !== null,
  perform: () => void keepSelected(),
};

const hideColours: Action = {
  id: 'ask.colours',
  label: 'Relevancy over the scene',
  group: 'Ask',
  icon: IconEyeOff,
  enabled: inProject,
  checked: () => state().display.opacity > 0,
  perform: () => setDisplay({ opacity: state().display.opacity > 0 ? 0 : 0.9 }),
};

export const askActions: readonly Action[] = [
  askScene,
  askTab,
  previousQuestion,
  nextQuestion,
  showQuestion,
  removeQuestion,
  removeQuestions,
  previousObject,
  nextObject,
  flyToSelected,
  keepObject,
  hideColours,
];
