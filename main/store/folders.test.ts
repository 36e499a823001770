import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { fileStem, projectsFolder, uniqueProjectPath, userDataFolder } from './folders.ts';
import { ProjectFile } from './project-file.ts';
import { temporaryFolder } from './test-support.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe('file names for projects', () => {
  it.each([
    ['Fox', 'Fox'],
    ['a/b\\c:d*e?f"g<h>i|j', 'a-b-c-d-e-f-g-h-i-j'],
    ['../../etc/passwd', '-..-etc-passwd'],
    ['..', 'Untitled'],
    [' \t\n ', 'Untitled'],
    ['', 'Untitled'],
    ['.hidden', 'hidden'],
    ['ends in a dot. ', 'ends in a dot'],
    ['con', '_con'],
    ['COM1.lerf', '_COM1.lerf'],
    ['LPT².x', '_LPT².x'],
    ['console', 'console'],
    ['u\u0308', 'ü'],
    ['right\u202Eto left\u0000', 'rightto left'],
    ['狐🦊', '狐🦊'],
    ['lone \ud800', 'lone \ufffd'],
    ['👩‍🚀', '👩🚀'],
  ])('%j becomes %j', (name, stem) => {
    expect(fileStem(name)).toBe(stem);
  });

  it('are cut between characters and stay legal', () => {
    expect(fileStem('ä'.repeat(500))).toBe('ä'.repeat(100));
    expect(fileStem('🇩🇪'.repeat(100))).toBe('🇩🇪'.repeat(25));
    expect(fileStem(`${'x'.repeat(199)}. y`)).toBe('x'.repeat(199));
  });

  it('can be created whatever people type', () => {
    const folder = temporaryFolder();
    vi.stubEnv('LERF_PROJECTS', folder);
    const names = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'grapheme', minLength: 50, maxLength: 300 }),
    );
    fc.assert(
      fc.property(names, (name) => {
        const path = uniqueProjectPath(name);
        expect(join(folder, basename(path))).toBe(path);
        expect(path).not.toMatch(/[\p{Cc}<>:"|?*]/u);
        expect(Buffer.byteLength(basename(path))).toBeLessThan(230);
        writeFileSync(`${path}.importing-journal`, '');
      }),
    );
    const path = uniqueProjectPath(' ');
    ProjectFile.create(path, { name: ' ' }).close();
    expect(existsSync(join(folder, 'Untitled.lerf'))).toBe(true);
  });

  it('are not taken yet', () => {
    const folder = join(temporaryFolder(), 'made', 'on demand');
    vi.stubEnv('LERF_PROJECTS', folder);
    expect(uniqueProjectPath('Fox')).toBe(join(folder, 'Fox.lerf'));
    writeFileSync(join(folder, 'Fox.lerf'), '');
    writeFileSync(join(folder, 'Fox 2.lerf.importing'), '');
    expect(uniqueProjectPath('Fox')).toBe(join(folder, 'Fox 3.lerf'));
  });
});

describe('folders', () => {
  it('follow the platform', () => {
    for (const name of ['LERF_DATA', 'LERF_PROJECTS']) vi.stubEnv(name, '');
    vi.stubEnv('XDG_DATA_HOME', '/xdg');
    vi.stubEnv('APPDATA', '/roaming');
    const platform = vi.spyOn(process, 'platform', 'get');
    platform.mockReturnValue('linux');
    expect(userDataFolder()).toBe(join('/xdg', 'lerf-studio'));
    vi.stubEnv('XDG_DATA_HOME', '');
    expect(userDataFolder()).toBe(join(homedir(), '.local', 'share', 'lerf-studio'));
    platform.mockReturnValue('win32');
    expect(userDataFolder()).toBe(join('/roaming', 'LERF Studio'));
    platform.mockReturnValue('darwin');
    expect(userDataFolder()).toBe(join(homedir(), 'Library', 'Application Support', 'LERF Studio'));
    vi.stubEnv('LERF_DATA', '/elsewhere');
    expect(userDataFolder()).toBe('/elsewhere');
  });

  it('put projects into Documents where there is such a folder', () => {
    const home = temporaryFolder();
    vi.stubEnv('HOME', home);
    vi.stubEnv('USERPROFILE', home);
    vi.stubEnv('LERF_PROJECTS', '');
    expect(projectsFolder()).toBe(join(home, 'LERF Projects'));
    mkdirSync(join(home, 'Documents'));
    expect(projectsFolder()).toBe(join(home, 'Documents', 'LERF Projects'));
  });
});
