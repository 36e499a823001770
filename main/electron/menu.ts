import { Menu, type MenuItemConstructorOptions, shell } from 'electron';

/** Standard roles only: the app's own actions live in the page, where both shells have them. */
export function createMenu(logFolder: string): Menu {
  const help: MenuItemConstructorOptions = {
    role: 'help',
    submenu: [{ label: 'Show Log Files', click: () => void shell.openPath(logFolder) }],
  };
  const view: MenuItemConstructorOptions = {
    label: 'View',
    submenu: [
      { role: 'reload' },
      { role: 'toggleDevTools' },
      { type: 'separator' },
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      { type: 'separator' },
      { role: 'togglefullscreen' },
    ],
  };
  const isMac = process.platform === 'darwin';
  return Menu.buildFromTemplate([
    ...(isMac ? [{ role: 'appMenu' } as const] : [{ label: 'File', submenu: [{ role: 'quit' } as const] }]),
    { role: 'editMenu' },
    view,
    { role: 'windowMenu' },
    help,
  ]);
}
