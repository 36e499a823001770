import {
  IconFileExport,
  IconFolderOpen,
  IconLayoutGrid,
  IconPhoto,
  IconPlus,
  IconTimeline,
  IconToolsKitchen2,
} from '@tabler/icons-react';
import { currentRoute, openBrowser } from '../navigation.ts';
import { chooseAndOpenProject } from '../projects/open-project.ts';
import { startDemo } from '../projects/start-demo.ts';
import { openOverlay } from '../stores/overlay-store.ts';
import { showTab } from '../stores/panel-store.ts';
import type { Action } from './action.ts';

const inProject = () => currentRoute().screen === 'project';

export const newProject: Action = {
  id: 'project.new',
  label: 'New project…',
  group: 'Project',
  icon: IconPlus,
  shortcut: 'N',
  perform: () => openOverlay('import'),
};

export const openProjectFile: Action = {
  id: 'project.open',
  label: 'Open project file…',
  group: 'Project',
  icon: IconFolderOpen,
  shortcut: 'Mod+O',
  perform: () => void chooseAndOpenProject(),
};

export const openDemo: Action = {
  id: 'project.demo',
  label: 'Open the demo',
  group: 'Project',
  icon: IconToolsKitchen2,
  perform: () => void startDemo(),
};

export const allProjects: Action = {
  id: 'project.browser',
  label: 'All projects',
  group: 'Project',
  icon: IconLayoutGrid,
  shortcut: 'Shift+P',
  enabled: inProject,
  perform: openBrowser,
};

const trainingTab: Action = {
  id: 'project.training',
  label: 'Show training',
  group: 'Project',
  icon: IconTimeline,
  shortcut: 'T',
  enabled: inProject,
  perform: () => showTab('training'),
};

const captureTab: Action = {
  id: 'project.capture',
  label: 'Show capture',
  group: 'Project',
  icon: IconPhoto,
  shortcut: 'C',
  enabled: inProject,
  perform: () => showTab('capture'),
};

export const exportScene: Action = {
  id: 'project.export',
  label: 'Export…',
  group: 'Project',
  icon: IconFileExport,
  shortcut: 'Mod+Shift+E',
  enabled: inProject,
  perform: () => openOverlay('export'),
};

export const projectActions: readonly Action[] = [
  newProject,
  openProjectFile,
  openDemo,
  allProjects,
  exportScene,
  trainingTab,
  captureTab,
];
