import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect } from '@playwright/test';
import { testWords, transformersFiles, writeFiles } from '../main/encoders/test-models.ts';
import { writeTinyCapture } from '../main/testing/tiny-capture.ts';
import { type App, type Folders, type StartOptions, startElectron, startWebShell } from './app.ts';

interface Fixtures {
  /** Fresh folders of this test. `captures` holds the capture `tiny` and the encoder `colours`. */
  folders: Folders;
  /** Starts the app on those folders: in the web shell or in Electron, as the Playwright project says. */
  start: (options?: StartOptions) => Promise<App>;
}

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from it
  folders: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'lerf-e2e-'));
    const folders = {
      data: join(folder, 'data'),
      projects: join(folder, 'projects'),
      captures: join(folder, 'captures'),
    };
    for (const path of Object.values(folders)) mkdirSync(path);
    await writeTinyCapture(join(folders.captures, 'tiny'));
    // Sees nothing but average colours, and is as fast as an encoder can be.
    writeFiles(join(folders.captures, 'colours'), { ...transformersFiles(), 'vocabulary.json': testWords });
    await use(folders);
    rmSync(folder, { recursive: true, force: true });
  },

  start: async ({ folders, context }, use, { project }) => {
    const apps: App[] = [];
    const complaints: string[] = [];
    await use(async (options) => {
      const app = await (project.name === 'electron'
        ? startElectron(folders, options)
        : startWebShell(folders, context, options));
      app.page.on('pageerror', (error) => complaints.push(error.message));
      apps.push(app);
      return app;
    });
    for (const app of apps) await app.close();
    expect(complaints, 'uncaught errors in the page').toEqual([]);
  },
});

export { expect };
