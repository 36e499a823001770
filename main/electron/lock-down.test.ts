import { EventEmitter } from 'node:events';
import type { App, Session } from 'electron';
import { beforeEach, expect, test, vi } from 'vitest';
import { createElectronStub } from '../testing/electron-stub.ts';

let electron: ReturnType<typeof createElectronStub>;

beforeEach(async () => {
  vi.resetModules();
  electron = createElectronStub();
  vi.doMock('electron', () => electron.module);
  const { lockDown, lockSession } = await import('./lock-down.ts');
  lockDown(electron.module.app as unknown as App);
  lockSession(electron.module.session.defaultSession as unknown as Session);
});

/** What a page does, as Electron tells it. */
function createPage() {
  const contents = Object.assign(new EventEmitter(), { setWindowOpenHandler: vi.fn() });
  electron.module.app.emit('web-contents-created', {}, contents);
  return {
    mayGo(event: string, url: string): boolean {
      const preventDefault = vi.fn();
      expect(contents.emit(event, { url, preventDefault }), `somebody listens to ${event}`).toBe(true);
      return preventDefault.mock.calls.length === 0;
    },
    opens: (url: string): string => contents.setWindowOpenHandler.mock.calls[0]![0]({ url }).action,
  };
}

const NOT_OURS = [
  'https://evil.example/',
  'lerf://application/',
  'lerf://app.evil.example/',
  'lerf://app@evil.example/',
  'file:///etc/passwd',
  'data:text/html,<script>alert(1)</script>',
  'javascript:alert(1)',
];

test.each(['will-navigate', 'will-frame-navigate', 'will-redirect'])('%s stays with our page', (event) => {
  const page = createPage();
  expect(page.mayGo(event, 'lerf://app/#/project/1')).toBe(true);
  for (const url of NOT_OURS) expect(page.mayGo(event, url), url).toBe(false);
});

test('there are no web views', () => {
  expect(createPage().mayGo('will-attach-webview', '')).toBe(false);
});

test('no window is opened; https links go to the browser, anything else nowhere', () => {
  const page = createPage();
  const { openExternal } = electron.module.shell;
  for (const url of [...NOT_OURS.slice(1), 'http://x.example', 'ms-settings:', 'HTTPS', 'nonsense', '']) {
    expect(page.opens(url), url).toBe('deny');
  }
  expect(openExternal).not.toHaveBeenCalled();
  expect(page.opens('https://example.org/help')).toBe('deny');
  expect(openExternal).toHaveBeenCalledExactlyOnceWith('https://example.org/help');
});

/** What the two handlers of the session say to one request. */
function rights(permission: string, url: string, isMainFrame = true): [asked: boolean, checked: boolean] {
  const { setPermissionRequestHandler, setPermissionCheckHandler } = electron.module.session.defaultSession;
  const decide = vi.fn();
  setPermissionRequestHandler.mock.calls[0]![0]({}, permission, decide, { requestingUrl: url, isMainFrame });
  expect(decide).toHaveBeenCalledOnce();
  return [
    decide.mock.calls[0]![0],
    setPermissionCheckHandler.mock.calls[0]![0](null, permission, url, { isMainFrame }),
  ];
}

test('our page may write to the clipboard', () => {
  for (const url of ['lerf://app', 'lerf://app/', 'lerf://app/#/project/1']) {
    expect(rights('clipboard-sanitized-write', url)).toEqual([true, true]);
  }
});

test.each([
  ...['clipboard-read', 'deprecated-sync-clipboard-read', 'media', 'geolocation', 'notifications', 'openExternal'],
  ...['fileSystem', 'display-capture', 'hid', 'usb', 'serial', 'midiSysex', 'local-network-access', 'unknown'],
])('%s is not even ours', (permission) => {
  expect(rights(permission, 'lerf://app/')).toEqual([false, false]);
});

test('no other page has the clipboard, nor has a frame inside ours', () => {
  for (const url of [...NOT_OURS, 'null', '']) {
    expect(rights('clipboard-sanitized-write', url), url).toEqual([false, false]);
  }
  expect(rights('clipboard-sanitized-write', 'lerf://app/', false)).toEqual([false, false]);
});

test('no device is anybody’s', () => {
  expect(electron.module.session.defaultSession.setDevicePermissionHandler.mock.calls[0]![0]()).toBe(false);
});
