/** As much of the electron module as main/electron uses, recording what is done to it. For vi.mock('electron'). */
import { EventEmitter } from 'node:events';
import { vi } from 'vitest';

type Handler = (...given: unknown[]) => unknown;

export function createElectronStub() {
  const ipcHandlers = new Map<string, Handler>();
  const protocolHandlers = new Map<string, (request: Request) => Promise<Response>>();
  const windows: FakeWindow[] = [];

  class FakeWindow extends EventEmitter {
    readonly options: { webPreferences: Record<string, unknown>; width?: number; height?: number; x?: number };
    readonly loadURL = vi.fn(async (_url: string) => {});
    readonly show = vi.fn();
    readonly focus = vi.fn();
    readonly restore = vi.fn();
    readonly maximize = vi.fn();
    bounds = { x: 10, y: 20, width: 1000, height: 700 };
    maximized = false;

    constructor(options: FakeWindow['options']) {
      super();
      this.options = options;
      windows.push(this);
    }
    getNormalBounds = () => this.bounds;
    isMaximized = () => this.maximized;
    isMinimized = () => true;
  }

  const app = Object.assign(new EventEmitter(), {
    requestSingleInstanceLock: vi.fn(() => true),
    enableSandbox: vi.fn(),
    whenReady: vi.fn(async () => {}),
    quit: vi.fn(),
  });

  return {
    ipcHandlers,
    protocolHandlers,
    windows,
    module: {
      app,
      BrowserWindow: FakeWindow,
      dialog: {
        showOpenDialog: vi.fn(async () => ({ canceled: false, filePaths: ['/photos/fox'] })),
        showSaveDialog: vi.fn(async (_options: unknown) => ({ canceled: false, filePath: '/exports/fox.ply' })),
        showErrorBox: vi.fn(),
      },
      ipcMain: { handle: (channel: string, handler: Handler) => ipcHandlers.set(channel, handler) },
      Menu: { buildFromTemplate: vi.fn((template: unknown) => template), setApplicationMenu: vi.fn() },
      protocol: {
        registerSchemesAsPrivileged: vi.fn(),
        handle: (scheme: string, handler: (request: Request) => Promise<Response>) =>
          protocolHandlers.set(scheme, handler),
      },
      screen: { getAllDisplays: vi.fn(() => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }]) },
      session: {
        defaultSession: {
          setPermissionRequestHandler: vi.fn(),
          setPermissionCheckHandler: vi.fn(),
          setDevicePermissionHandler: vi.fn(),
        },
      },
      shell: { openExternal: vi.fn(), showItemInFolder: vi.fn(), openPath: vi.fn() },
      utilityProcess: { fork: vi.fn() },
    },
  };
}
