import { IconCommand, IconCpu, IconFileZip, IconKeyboard, IconLanguage, IconSunMoon } from '@tabler/icons-react';
import { openOverlay } from '../stores/overlay-store.ts';
import { toggleColorScheme } from '../theme/color-scheme.ts';
import type { Action } from './action.ts';

export const commandPalette: Action = {
  id: 'application.palette',
  label: 'Command palette',
  group: 'Application',
  icon: IconCommand,
  shortcut: 'Mod+K',
  perform: () => openOverlay('palette'),
};

export const shortcutHelp: Action = {
  id: 'application.shortcuts',
  label: 'Keyboard shortcuts',
  group: 'Application',
  icon: IconKeyboard,
  shortcut: '?',
  perform: () => openOverlay('shortcuts'),
};

export const switchTheme: Action = {
  id: 'application.theme',
  label: 'Switch between dark and light',
  group: 'Application',
  icon: IconSunMoon,
  shortcut: 'Mod+Shift+L',
  perform: toggleColorScheme,
};

export const showEncoders: Action = {
  id: 'application.encoders',
  label: 'Encoders…',
  group: 'Application',
  icon: IconLanguage,
  shortcut: 'L',
  perform: () => openOverlay('encoders'),
};

export const showDevices: Action = {
  id: 'application.devices',
  label: 'Devices…',
  group: 'Application',
  icon: IconCpu,
  shortcut: 'Shift+D',
  perform: () => openOverlay('devices'),
};

export const saveDiagnostics: Action = {
  id: 'application.diagnostics',
  label: 'Save diagnostics…',
  group: 'Application',
  icon: IconFileZip,
  perform: () => openOverlay('diagnostics'),
};

export const applicationActions: readonly Action[] = [
  commandPalette,
  shortcutHelp,
  showEncoders,
  showDevices,
  saveDiagnostics,
  switchTheme,
];
