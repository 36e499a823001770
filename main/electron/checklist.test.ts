/** What Electron's security checklist forbids can be seen in the sources; docs/security.md goes through it. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const sources = globSync('*.ts', { cwd: import.meta.dirname })
  .filter((file) => !file.endsWith('.test.ts'))
  .map((file) => ({ file, text: readFileSync(join(import.meta.dirname, file), 'utf8') }));
const filesWith = (pattern: RegExp) => sources.filter(({ text }) => pattern.test(text)).map(({ file }) => file);

test('the sources are those of the shell', () => {
  expect(sources.map(({ file }) => file)).toEqual(
    expect.arrayContaining(['main.ts', 'desktop.ts', 'lock-down.ts', 'preload.ts', 'app-protocol.ts']),
  );
});

test.each([
  [
    'nothing is loaded from the disk or the network, only from our scheme',
    /\bloadFile\(|file:\/\/|http:\/\/(?!engine\/)/,
  ],
  ['no protection is switched off', /webSecurity|allowRunningInsecureContent|experimentalFeatures|enableBlinkFeatures/],
  ['no switch of Chromium is set', /commandLine|appendSwitch|disableHardwareAcceleration|no-sandbox|remote-debugging/],
  ['no script is run in a page from outside', /executeJavaScript|insertText|\beval\(|new Function/],
  ['no certificate is waved through', /certificate-error|setCertificateVerifyProc/],
  ['no message but those that are answered', /ipcMain\.(on|once|handleOnce)\b|\.sendSync\b|ipcRenderer\.(on|send)\b/],
])('%s', (_name, forbidden) => {
  expect(filesWith(forbidden)).toEqual([]);
});

test('what a page could misuse is in the one place that checks who asks', () => {
  expect(filesWith(/\bipcMain\.handle\b/)).toEqual(['desktop.ts']);
  expect(filesWith(/\bopenExternal\b/)).toEqual(['lock-down.ts']);
  expect(filesWith(/\bnew BrowserWindow\(/)).toEqual(['main.ts']);
  expect(filesWith(/\bexposeInMainWorld\b/)).toEqual(['preload.ts']);
});

test('the preload script hands over functions, and never the means to send any message', () => {
  const { text } = sources.find(({ file }) => file === 'preload.ts')!;
  expect(text.match(/ipcRenderer\b/g)!.length).toBeGreaterThan(1);
  // Each use is a call with a channel of the bridge, but for the import.
  expect(text.replaceAll(/ipcRenderer\.invoke\(channelOf\('\w+'\)/g, '').match(/ipcRenderer/g)).toHaveLength(1);
});
