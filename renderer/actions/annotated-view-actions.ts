import { IconBookmark, IconDeviceFloppy, IconPlus } from '@tabler/icons-react';
import { currentRoute } from '../navigation.ts';
import { showTab } from '../stores/panel-store.ts';
import { useViewportStore } from '../stores/viewport-store.ts';
import { save, saveAsNew } from '../views/save-view.tsx';
import type { Action } from './action.ts';

const hasScene = () => currentRoute().screen === 'project' && useViewportStore.getState().commands !== null;

const inProject = (act: (projectId: string) => void) => () => {
  const route = currentRoute();
  if (route.screen === 'project') act(route.projectId);
};

export const showViews: Action = {
  id: 'views.show',
  label: 'Show views',
  group: 'Project',
  icon: IconBookmark,
  shortcut: 'Shift+V',
  enabled: () => currentRoute().screen === 'project',
  perform: () => showTab('views'),
};

const saveViewNow: Action = {
  id: 'views.save',
  label: 'Save this view',
  group: 'Project',
  icon: IconDeviceFloppy,
  shortcut: 'Mod+S',
  enabled: hasScene,
  perform: inProject((projectId) => void save(projectId)),
};

const saveViewAsNew: Action = {
  id: 'views.save-as',
  label: 'Save this view as a new one…',
  group: 'Project',
  icon: IconPlus,
  shortcut: 'Mod+Shift+S',
  enabled: hasScene,
  perform: inProject(saveAsNew),
};

export const annotatedViewActions: readonly Action[] = [showViews, saveViewNow, saveViewAsNew];
