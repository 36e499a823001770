import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { _electron, type BrowserContext, type Page } from '@playwright/test';
import { findElectron, sandboxFlags } from '../scripts/programs.mjs';
import { inRoot, projectNode } from '../scripts/setup.mjs';

/** LERF Studio as a user starts it, in one of its two shells. */
export interface App {
  readonly page: Page;
  /** Process that owns the projects and the training; a shell restarts it when it dies. */
  enginePid(): Promise<number>;
  /** Chooses a folder of `captures` in the dialog for a new project, as this shell lets one choose. */
  chooseCapture(name: string): Promise<void>;
  /** Opens a project file of `captures`. */
  openProject(file: string): Promise<void>;
  /** Chooses a folder of `captures` for a new encoder in the dialog of encoders. */
  chooseEncoder(name: string): Promise<void>;
  close(): Promise<void>;
}

export interface Folders {
  /** Library, logs, settings. */
  readonly data: string;
  /** Where new projects go. */
  readonly projects: string;
  /** What the web shell may show. */
  readonly captures: string;
}

export interface StartOptions {
  /** Whether the very first start may open the demo, which most tests do not expect. */
  readonly demo?: boolean;
}

const environment = ({ data, projects }: Folders, { demo = false }: StartOptions) => ({
  ...(process.env as Record<string, string>),
  LERF_DATA: data,
  LERF_PROJECTS: projects,
  LERF_DEMO: demo ? 'on' : 'off',
});

/** The web shell on a free port, opened in a page of `context`. */
export async function startWebShell(
  folders: Folders,
  context: BrowserContext,
  options: StartOptions = {},
): Promise<App> {
  const lerf = inRoot('dist', 'main', 'cli', 'lerf.js');
  const parameters = ['serve', '--port', '0', '--root', folders.captures];
  const shell = spawn(projectNode(), [lerf, ...parameters], { env: environment(folders, options), stdio: 'pipe' });
  const url = await firstUrl(shell);
  const page = await context.newPage();
  await page.goto(url);
  const openFolder = async (name: string) => {
    const folders = page.getByRole('list', { name: 'Folders' });
    await folders.getByRole('button', { name: 'captures' }).click();
    await folders.getByRole('button', { name: new RegExp(`^${name}\\b`) }).click();
  };
  return {
    page,
    enginePid: async () => childrenOf(shell.pid!)[0]!,
    chooseCapture: openFolder,
    openProject: async (file) => {
      await page.keyboard.press('ControlOrMeta+o');
      await openFolder(file);
    },
    chooseEncoder: async (name) => {
      await page.getByRole('button', { name: 'Add a folder…' }).click();
      await openFolder(name);
      await page.getByRole('button', { name: 'Use this folder' }).click();
    },
    close: async () => {
      await page.close();
      shell.kill('SIGTERM');
      if (shell.exitCode === null) await once(shell, 'exit');
    },
  };
}

/** The desktop app, from the sources' build. */
export async function startElectron(folders: Folders, options: StartOptions = {}): Promise<App> {
  const electron = await _electron.launch({
    executablePath: findElectron()!,
    args: [...sandboxFlags(), inRoot()],
    env: environment(folders, options),
  });
  const page = await electron.firstWindow();
  // The system's dialog cannot be driven: it is answered in its place.
  const answerDialog = (name: string) =>
    electron.evaluate(
      ({ dialog }, path) => {
        dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [path] });
      },
      join(folders.captures, name),
    );
  return {
    page,
    enginePid: () =>
      electron.evaluate(({ app }) => app.getAppMetrics().find(({ name }) => name === 'LERF Studio Engine')!.pid),
    chooseEncoder: async (name) => {
      await answerDialog(name);
      await page.getByRole('button', { name: 'Add a folder…' }).click();
    },
    openProject: async (file) => {
      await answerDialog(file);
      await page.keyboard.press('ControlOrMeta+o');
    },
    chooseCapture: async (name) => {
      await answerDialog(name);
      await page.getByRole('button', { name: 'Choose capture folder…' }).click();
    },
    close: () => electron.close(),
  };
}

async function firstUrl(shell: ChildProcess): Promise<string> {
  let output = '';
  shell.stderr!.on('data', (chunk) => {
    output += chunk;
  });
  for await (const chunk of shell.stdout!) {
    output += chunk;
    const url = /http:\/\/127\.0\.0\.1:\d+\S*/.exec(output)?.[0];
    if (url) return url;
  }
  throw new Error(`lerf serve ended without an address:\n${output}`);
}

/** Child processes, on Linux. */
function childrenOf(pid: number): number[] {
  const list = readFileSync(join('/proc', String(pid), 'task', String(pid), 'children'), 'utf8');
  return list.trim().split(' ').filter(Boolean).map(Number);
}
