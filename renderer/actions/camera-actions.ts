import {
  IconArrowBack,
  IconChevronLeft,
  IconChevronRight,
  IconColumns2,
  IconMessageQuestion,
  IconPhotoSpark,
  IconSparkles,
} from '@tabler/icons-react';
import { currentRoute } from '../navigation.ts';
import { ASK_FIELD_ID } from '../stores/ask-store.ts';
import { openOverlay } from '../stores/overlay-store.ts';
import { lookThrough, setPhotographPlace, stepCamera, useViewportStore } from '../stores/viewport-store.ts';
import { renderFrame } from '../workspace/render-frame.ts';
import type { Action } from './action.ts';

const hasCameras = () => currentRoute().screen === 'project' && useViewportStore.getState().frameCount > 0;
const isLookingThrough = () => hasCameras() && useViewportStore.getState().lookingThrough !== null;

export const previousCamera: Action = {
  id: 'camera.previous',
  label: 'Previous camera',
  group: 'Camera',
  icon: IconChevronLeft,
  shortcut: 'ArrowLeft',
  enabled: hasCameras,
  perform: () => stepCamera(-1),
};

export const nextCamera: Action = {
  id: 'camera.next',
  label: 'Next camera',
  group: 'Camera',
  icon: IconChevronRight,
  shortcut: 'ArrowRight',
  enabled: hasCameras,
  perform: () => stepCamera(1),
};

export const leaveCamera: Action = {
  id: 'camera.leave',
  label: 'Leave this camera',
  group: 'Camera',
  icon: IconArrowBack,
  shortcut: 'Escape',
  enabled: isLookingThrough,
  perform: () => lookThrough(null),
};

export const photographBeside: Action = {
  id: 'camera.beside',
  label: 'Photograph beside the view',
  group: 'Camera',
  icon: IconColumns2,
  shortcut: 'V',
  enabled: isLookingThrough,
  checked: () => useViewportStore.getState().photographPlace === 'beside',
  perform: () => setPhotographPlace(useViewportStore.getState().photographPlace === 'over' ? 'beside' : 'over'),
};

export const renderCamera: Action = {
  id: 'camera.render',
  label: 'Render this view',
  group: 'Camera',
  icon: IconSparkles,
  shortcut: 'R',
  enabled: isLookingThrough,
  perform: () => {
    const route = currentRoute();
    const { lookingThrough } = useViewportStore.getState();
    if (route.screen === 'project' && lookingThrough !== null) void renderFrame(route.projectId, lookingThrough);
  },
};

export const renderImage: Action = {
  id: 'camera.render-image',
  label: 'Render an image…',
  group: 'Camera',
  icon: IconPhotoSpark,
  shortcut: 'Shift+R',
  enabled: () => currentRoute().screen === 'project',
  perform: () => openOverlay('render'),
};

const ask: Action = {
  id: 'camera.ask',
  label: 'Ask in this view',
  group: 'Camera',
  icon: IconMessageQuestion,
  shortcut: '/',
  enabled: isLookingThrough,
  perform: () => document.getElementById(ASK_FIELD_ID)?.focus(),
};

export const cameraActions: readonly Action[] = [
  previousCamera,
  nextCamera,
  leaveCamera,
  photographBeside,
  renderCamera,
  renderImage,
  ask,
];
