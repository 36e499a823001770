import { fork } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createElectronStub } from '../testing/electron-stub.ts';
import { removeFolder, temporaryFolder } from '../testing/test-engine.ts';
import { channelOf } from './bridge.ts';

const FAKE_ENGINE = new URL('../testing/fake-engine.ts', import.meta.url);

let dataFolder: string;
let electron: ReturnType<typeof createElectronStub>;

beforeEach(async () => {
  dataFolder = await temporaryFolder();
  vi.stubEnv('LERF_DATA', dataFolder);
  vi.resetModules();
  electron = createElectronStub();
  vi.doMock('electron', () => electron.module);
  electron.module.utilityProcess.fork.mockImplementation(() => {
    const child = fork(FAKE_ENGINE, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    return Object.assign(child, { postMessage: (message: object) => child.send(message) });
  });
});
afterEach(async () => {
  await quit();
  vi.unstubAllEnvs();
  await removeFolder(dataFolder);
});

/** Runs main.ts from the beginning, until the engine listens. */
async function startApp(): Promise<void> {
  await import('./main.ts');
  await vi.waitFor(() => expect(logText()).toContain('listening'), { timeout: 10_000 });
}

/** Asks to quit as a user does, and waits until the app agrees. */
async function quit(): Promise<void> {
  if (electron.module.app.listenerCount('before-quit') === 0) return;
  const event = { preventDefault: vi.fn() };
  electron.module.app.emit('before-quit', event);
  if (event.preventDefault.mock.calls.length > 0) {
    await vi.waitFor(() => expect(electron.module.app.quit).toHaveBeenCalled(), { timeout: 10_000 });
  }
}

function logText(): string {
  const path = join(dataFolder, 'logs', 'lerf-studio.log');
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

const ask = (path: string) => electron.protocolHandlers.get('lerf')!(new Request(`lerf://app${path}`));
const ourPage = { senderFrame: { parent: null, origin: 'lerf://app' } };
const invoke = (method: Parameters<typeof channelOf>[0], event: object, ...given: unknown[]) =>
  electron.ipcHandlers.get(channelOf(method))!(event, ...given);

test('a second instance leaves at once and starts nothing', async () => {
  electron.module.app.requestSingleInstanceLock.mockReturnValue(false);
  await import('./main.ts');
  expect(electron.module.app.quit).toHaveBeenCalled();
  expect(electron.module.utilityProcess.fork).not.toHaveBeenCalled();
  expect(electron.windows).toHaveLength(0);
});

test('the window is sandboxed, isolated, and shows our page', async () => {
  await startApp();
  expect(electron.module.app.enableSandbox).toHaveBeenCalled();
  expect(electron.windows).toHaveLength(1);
  // Exactly these: whatever else can be set here takes a protection away.
  expect(electron.windows[0]!.options.webPreferences).toEqual({
    preload: expect.stringMatching(/[\\/]preload\.cjs$/),
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webviewTag: false,
    spellcheck: false,
  });
  expect(electron.windows[0]!.loadURL).toHaveBeenCalledWith('lerf://app/');
});

test('the page’s scheme is an origin like https, registered before the app is ready', async () => {
  await startApp();
  const { registerSchemesAsPrivileged } = electron.module.protocol;
  expect(registerSchemesAsPrivileged).toHaveBeenCalledWith([
    { scheme: 'lerf', privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
  ]);
  expect(registerSchemesAsPrivileged.mock.invocationCallOrder[0]).toBeLessThan(
    electron.module.app.whenReady.mock.invocationCallOrder[0]!,
  );
});

test('files and API are answered under one origin, with the security headers, and nothing under another host', async () => {
  await startApp();
  expect((await ask('/missing.js')).status).toBe(404);
  const api = await ask('/api/anything');
  expect(api.status).toBe(404);
  expect(api.headers.get('content-security-policy')).toContain("default-src 'none'");
  const foreign = await electron.protocolHandlers.get('lerf')!(new Request('lerf://evil/api/library'));
  expect([foreign.status, foreign.headers.get('content-security-policy')]).toEqual([404, null]);
  // The shell's own routes are not part of the API.
  expect((await ask('/internal/shutdown')).headers.get('content-type')).toContain('text/');
});

test('quitting lets the engine write its checkpoint first', async () => {
  await startApp();
  await quit();
  expect(logText()).toContain('checkpoint written');
});

describe('what a page may not do', () => {
  test('the session and every page are locked down', async () => {
    await startApp();
    const { defaultSession } = electron.module.session;
    for (const set of Object.values(defaultSession)) expect(set).toHaveBeenCalledOnce();
    const contents = { on: vi.fn(), setWindowOpenHandler: vi.fn() };
    electron.module.app.emit('web-contents-created', {}, contents);
    expect(contents.setWindowOpenHandler).toHaveBeenCalledOnce();
    expect(contents.on.mock.calls.map(([name]) => name)).toContain('will-navigate');
  });

  test.each([
    ['a page of another origin', { senderFrame: { parent: null, origin: 'https://evil.example' } }],
    ['a frame in our page', { senderFrame: { parent: {}, origin: 'lerf://app' } }],
    ['a frame that is gone', { senderFrame: null }],
  ])('the bridge does not answer %s', async (_name, event) => {
    await startApp();
    // Whatever listens, not a list of what did once.
    const channels = [...electron.ipcHandlers];
    expect(channels.length).toBeGreaterThanOrEqual(6);
    for (const [channel, answer] of channels) {
      expect(() => answer(event, 'id'), channel).toThrow('own page');
    }
    expect(electron.module.dialog.showOpenDialog).not.toHaveBeenCalled();
    expect(logText()).not.toContain('granted');
  });
});

describe('the bridge', () => {
  test('what is chosen becomes a root of the engine: of a project file, its folder', async () => {
    await startApp();
    expect(await invoke('chooseCapture', ourPage)).toBe('/photos/fox');
    await vi.waitFor(() => expect(logText()).toContain('granted photos then fox"'));
    electron.module.dialog.showOpenDialog.mockResolvedValue({ canceled: false, filePaths: ['/projects/fox.lerf'] });
    expect(await invoke('chooseProject', ourPage)).toBe('/projects/fox.lerf');
    await vi.waitFor(() => expect(logText()).toContain('granted projects"'));
  });

  test('where an export goes is asked for under the name suggested, and its folder granted', async () => {
    await startApp();
    const { showSaveDialog } = electron.module.dialog;
    expect(await invoke('chooseExportFile', ourPage, '../../etc/fox.ply')).toBe('/exports/fox.ply');
    expect(showSaveDialog.mock.lastCall?.at(-1)).toMatchObject({ defaultPath: 'fox.ply' });
    await vi.waitFor(() => expect(logText()).toContain('granted exports"'));
    await expect(invoke('chooseExportFile', ourPage, { path: '/etc' })).rejects.toThrow();
    showSaveDialog.mockResolvedValue({ canceled: true, filePath: '' });
    expect(await invoke('chooseExportFile', ourPage, 'fox.ply')).toBeNull();
  });

  test('nothing chosen is null, and grants nothing', async () => {
    await startApp();
    electron.module.dialog.showOpenDialog.mockResolvedValue({ canceled: true, filePaths: [] });
    expect(await invoke('chooseProject', ourPage)).toBeNull();
    expect(await invoke('chooseImagesFolder', ourPage)).toBeNull();
  });

  test('revealing takes an id of the list, not a path', async () => {
    await startApp();
    const { showItemInFolder } = electron.module.shell;
    await invoke('reveal', ourPage, '/etc/passwd');
    await expect(invoke('reveal', ourPage, { path: '/etc' })).rejects.toThrow();
    expect(showItemInFolder).not.toHaveBeenCalled();
    await invoke('reveal', ourPage, 'fox');
    expect(showItemInFolder).toHaveBeenCalledExactlyOnceWith('/projects/fox.lerf');
  });

  test('the preload script exposes exactly the bridge', async () => {
    const exposed: Record<string, (...given: unknown[]) => unknown> = {};
    const invoked = vi.fn();
    vi.doMock('electron', () => ({
      contextBridge: { exposeInMainWorld: (name: string, api: object) => Object.assign(exposed, { [name]: api }) },
      ipcRenderer: { invoke: invoked },
    }));
    await import('./preload.ts');
    const bridge = exposed.lerf as unknown as Record<string, (...given: unknown[]) => unknown>;
    expect(Object.keys(bridge).sort()).toEqual([
      'chooseCapture',
      'chooseEncoderFolder',
      'chooseExportFile',
      'chooseImagesFolder',
      'chooseProject',
      'reveal',
    ]);
    bridge.reveal!('id');
    expect(invoked).toHaveBeenCalledWith('lerf:reveal', 'id');
  });
});

test('a project file that macOS names before the app is ready is opened when the engine is there', async () => {
  const ready = Promise.withResolvers<void>();
  electron.module.app.whenReady.mockReturnValue(ready.promise);
  await import('./main.ts');
  const event = { preventDefault: vi.fn() };
  electron.module.app.emit('open-file', event, '/projects/fox.lerf');
  expect(event.preventDefault).toHaveBeenCalled();
  ready.resolve();
  await vi.waitFor(() => expect(logText()).toContain('granted projects"'), { timeout: 10_000 });
  await vi.waitFor(() => expect(electron.windows[0]!.loadURL).toHaveBeenLastCalledWith('lerf://app/#/project/fox'));
});

describe('the window’s place', () => {
  const remembered = () => JSON.parse(readFileSync(join(dataFolder, 'window.json'), 'utf8'));

  test('it is remembered and restored', async () => {
    await startApp();
    electron.windows[0]!.maximized = true;
    electron.windows[0]!.emit('close');
    expect(remembered()).toEqual({ x: 10, y: 20, width: 1000, height: 700, maximized: true });
    electron.windows[0]!.emit('closed');
    electron.module.app.emit('activate');
    expect(electron.windows[1]!.options).toMatchObject({ x: 10, y: 20, width: 1000, height: 700 });
    electron.windows[1]!.emit('ready-to-show');
    expect(electron.windows[1]!.maximize).toHaveBeenCalled();
  });

  test.each([
    ['on a display that is gone', { x: 5000, y: 20, width: 1000, height: 700, maximized: false }, 1000],
    ['nonsense', { x: 'left' }, 1440],
    ['not even JSON', null, 1440],
  ])('%s: the window is centred', async (_name, state, width) => {
    writeFileSync(join(dataFolder, 'window.json'), state === null ? '{' : JSON.stringify(state));
    await startApp();
    expect(electron.windows[0]!.options).toMatchObject({ width });
    expect(electron.windows[0]!.options).not.toHaveProperty('x');
  });
});
