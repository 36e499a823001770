import { basename, dirname } from 'node:path';
import { type BrowserWindow, dialog, type IpcMainInvokeEvent, ipcMain, type OpenDialogOptions, shell } from 'electron';
import { z } from 'zod';
import { librarySchema } from '../api/contract.ts';
import type { Supervisor } from '../engine/supervisor.ts';
import { APP_ORIGIN } from './app-protocol.ts';
import { channelOf, type DesktopBridge } from './bridge.ts';

/** Answers the bridge's methods. Whatever a person chooses in a dialog becomes a root of the engine. */
export function provideDesktop(window: () => BrowserWindow | null, supervisor: Supervisor): void {
  async function choose(options: OpenDialogOptions, root: (path: string) => string): Promise<string | null> {
    const parent = window();
    const { canceled, filePaths } = await (parent
      ? dialog.showOpenDialog(parent, options)
      : dialog.showOpenDialog(options));
    const [path] = filePaths;
    if (canceled || path === undefined) return null;
    await supervisor.grant(root(path));
    return path;
  }

  const methods: { [Method in keyof DesktopBridge]: (...given: unknown[]) => ReturnType<DesktopBridge[Method]> } = {
    chooseCapture: () => choose({ title: 'Choose a capture folder', properties: ['openDirectory'] }, (path) => path),
    chooseImagesFolder: () =>
      choose({ title: 'Choose the folder of the photographs', properties: ['openDirectory'] }, (path) => path),
    chooseProject: () =>
      choose(
        {
          title: 'Open a project',
          properties: ['openFile'],
          filters: [{ name: 'LERF projects', extensions: ['lerf'] }],
        },
        dirname,
      ),
    chooseEncoderFolder: () =>
      choose({ title: 'Choose the folder of an encoder', properties: ['openDirectory'] }, (path) => path),
    chooseExportFile: async (suggested) => {
      const parent = window();
      const options = { title: 'Export', defaultPath: basename(z.string().max(255).parse(suggested)) };
      const { canceled, filePath } = await (parent
        ? dialog.showSaveDialog(parent, options)
        : dialog.showSaveDialog(options));
      if (canceled || filePath === '') return null;
      await supervisor.grant(dirname(filePath));
      return filePath;
    },
    reveal: async (projectId) => {
      const path = await pathOfProject(supervisor, z.string().parse(projectId));
      if (path !== null) shell.showItemInFolder(path);
    },
  };

  for (const [method, answer] of Object.entries(methods) as [keyof DesktopBridge, (...given: unknown[]) => unknown][]) {
    ipcMain.handle(channelOf(method), (event, ...given) => {
      if (!isOurPage(event)) throw new Error('Only the app’s own page may ask this.');
      return answer(...given);
    });
  }
}

/** The main frame of our own page: not a frame inside it, and not what a page of ours may have become. */
function isOurPage({ senderFrame }: IpcMainInvokeEvent): boolean {
  return senderFrame !== null && senderFrame.parent === null && senderFrame.origin === APP_ORIGIN;
}

async function pathOfProject(supervisor: Supervisor, id: string): Promise<string | null> {
  const response = await supervisor.fetch(new Request('http://engine/api/library'));
  if (!response.ok) return null;
  const { projects } = librarySchema.parse(await response.json());
  return projects.find((project) => project.id === id)?.path ?? null;
}
