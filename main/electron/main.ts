/** The desktop shell: one window over the engine. Everything it can do, the web shell's page can too. */
import { dirname, join, resolve } from 'node:path';
import { app, BrowserWindow, dialog, Menu, protocol, session } from 'electron';
import type { ProjectCard } from '../api/contract.ts';
import { reportCrashes, writeCrashReport } from '../diagnostics/crash-reports.ts';
import { openLogFile } from '../diagnostics/log-file.ts';
import { Supervisor } from '../engine/supervisor.ts';
import { toApiError } from '../errors.ts';
import { userDataFolder } from '../store/folders.ts';
import { APP_ORIGIN, appProtocol, SCHEME_NAME, SCHEMES } from './app-protocol.ts';
import { provideDesktop } from './desktop.ts';
import { launchUtilityEngine } from './launch-engine.ts';
import { lockDown, lockSession } from './lock-down.ts';
import { createMenu } from './menu.ts';
import { rememberWindow, restoreWindow } from './window-state.ts';

const RENDERER_FOLDER = join(import.meta.dirname, '..', '..', 'renderer');
/** Bundled beside this file by the build. */
const PRELOAD = join(import.meta.dirname, 'preload.cjs');

let mainWindow: BrowserWindow | null = null;
let isStopped = false;
/** Opens a project file, or keeps it until the engine is there: macOS names it before the app is ready. */
let openFile = (path: string): void => {
  pendingFile = path;
};
let pendingFile: string | null = null;

if (app.requestSingleInstanceLock()) {
  protocol.registerSchemesAsPrivileged(SCHEMES);
  app.enableSandbox();
  lockDown(app);
  app.on('open-file', (event, path) => {
    event.preventDefault();
    openFile(path);
  });
  void app.whenReady().then(run);
} else {
  app.quit();
}

async function run(): Promise<void> {
  const dataFolder = userDataFolder();
  const log = openLogFile(dataFolder);
  reportCrashes('desktop', dataFolder, (sentence) => {
    log.writeLine(sentence);
    dialog.showErrorBox('LERF Studio has stopped', sentence);
  });
  const supervisor = new Supervisor({
    launch: launchUtilityEngine,
    shell: 'desktop',
    dataFolder,
    roots: [],
    log: log.writeLine,
    onDeath: (what) => writeCrashReport(dataFolder, { process: 'engine', what }),
  });

  lockSession(session.defaultSession);
  protocol.handle(
    SCHEME_NAME,
    appProtocol(RENDERER_FOLDER, (request) => supervisor.fetch(request)),
  );
  provideDesktop(() => mainWindow, supervisor);
  Menu.setApplicationMenu(createMenu(dirname(log.path)));

  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  app.on('activate', () => {
    if (!mainWindow) openWindow(dataFolder, '/');
  });
  app.on('second-instance', (_event, argv, workingFolder) => {
    if (mainWindow?.isMinimized()) mainWindow.restore();
    mainWindow?.focus();
    const path = projectIn(argv, workingFolder);
    if (path !== null) openFile(path);
  });
  app.on('before-quit', (event) => {
    if (isStopped) return;
    // A running training writes its checkpoint first.
    event.preventDefault();
    void supervisor.stop().finally(() => {
      isStopped = true;
      app.quit();
    });
  });

  openWindow(dataFolder, '/');
  try {
    await supervisor.start();
    openFile = (path) => void openProject(supervisor, dataFolder, path);
    const path = pendingFile ?? projectIn(process.argv, process.cwd());
    if (path !== null) openFile(path);
  } catch (error) {
    dialog.showErrorBox('LERF Studio cannot start its engine', `${toApiError(error).message}\n\nLog: ${log.path}`);
    app.quit();
  }
}

function openWindow(dataFolder: string, path: string): void {
  const { bounds, maximized } = restoreWindow(dataFolder);
  const window = new BrowserWindow({
    ...bounds,
    minWidth: 800,
    minHeight: 560,
    title: 'LERF Studio',
    backgroundColor: '#101113',
    show: false,
    webPreferences: {
      preload: PRELOAD,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  });
  mainWindow = window;
  window.on('closed', () => {
    mainWindow = null;
  });
  window.once('ready-to-show', () => {
    if (maximized) window.maximize();
    window.show();
  });
  rememberWindow(window, dataFolder);
  void window.loadURL(`${APP_ORIGIN}${path}`);
}

/** The project file among a command line's arguments, as a double click on one passes it. */
function projectIn(argv: string[], workingFolder: string): string | null {
  const file = argv.slice(1).find((argument) => argument.toLowerCase().endsWith('.lerf'));
  return file === undefined ? null : resolve(workingFolder, file);
}

async function openProject(supervisor: Supervisor, dataFolder: string, path: string): Promise<void> {
  await supervisor.grant(dirname(path));
  const response = await supervisor.fetch(
    new Request('http://engine/api/library', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ path }),
    }),
  );
  if (!response.ok) {
    const { error } = (await response.json()) as { error: { message: string } };
    dialog.showErrorBox('The project cannot be opened', error.message);
    return;
  }
  const { id } = (await response.json()) as ProjectCard;
  const address = `/#/project/${encodeURIComponent(id)}`;
  if (mainWindow) void mainWindow.loadURL(`${APP_ORIGIN}${address}`);
  else openWindow(dataFolder, address);
}
