/**
 * Packs the app as `npm run dist` does, around a stand-in for the Electron binary (a script that holds
 * Electron's fuse wire), and looks at what a user would install.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Platform, build as pack } from 'electron-builder';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { build } from './build.mjs';
import { inRoot, projectNode } from './setup.mjs';

/** What marks the fuses in an Electron binary; then come a version, a count and one digit for each fuse. */
const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const fuseCount = 9;
/** In the order of the wire; each false one is off in the app that users get. */
const FUSES = {
  runAsNode: false,
  enableCookieEncryption: true,
  enableNodeOptionsEnvironmentVariable: false,
  enableNodeCliInspectArguments: false,
  enableEmbeddedAsarIntegrityValidation: true,
  onlyLoadAppFromAsar: true,
  loadBrowserProcessSpecificV8Snapshot: false,
  grantFileProtocolExtraPrivileges: false,
};

describe.runIf(process.platform === 'linux')('the packed app', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lerf-packaging-'));
  const app = join(folder, 'out', 'linux-unpacked');
  const unpacked = join(app, 'resources', 'app.asar.unpacked');
  const extracted = join(folder, 'app');

  beforeAll(async () => {
    if (!existsSync(inRoot('dist', 'main', 'electron', 'main.js'))) await build();
    const electronDist = join(folder, 'electron');
    mkdirSync(join(electronDist, 'resources'), { recursive: true });
    // Each is the wrong way round, so that what is right was set by the packing.
    const wrong = Object.values(FUSES).map((isOn) => (isOn ? '0' : '1'));
    const fuses = Buffer.from(wrong.join('').padEnd(fuseCount, '0'));
    const wire = Buffer.concat([Buffer.from(sentinel), Buffer.from([1, fuseCount]), fuses]);
    writeFileSync(join(electronDist, 'electron'), wire, { mode: 0o755 });
    await pack({
      projectDir: inRoot(),
      targets: Platform.LINUX.createTarget('dir'),
      publish: 'never',
      config: { electronDist, directories: { output: join(folder, 'out') } },
    });
    execFileSync(inRoot('node_modules', '.bin', 'asar'), ['extract', join(app, 'resources', 'app.asar'), extracted]);
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('has its fuses set', () => {
    const binary = readFileSync(join(app, 'lerf-studio'), 'latin1');
    const fuses = binary.slice(binary.indexOf(sentinel) + sentinel.length + 2).slice(0, fuseCount);
    const names = Object.keys(FUSES);
    expect(Object.fromEntries(names.map((name, index) => [name, fuses[index] === '1']))).toEqual(FUSES);
  });

  test('shows a page without scripts of its own text, through a preload script that needs nothing but Electron', () => {
    const page = readFileSync(join(extracted, 'dist', 'renderer', 'index.html'), 'utf8');
    const scripts = [...page.matchAll(/<script\b[^>]*>([\s\S]*?)<\/script>/g)];
    expect(scripts.length).toBeGreaterThan(0);
    for (const [tag, content] of scripts) {
      expect(tag).toMatch(/ src="\.\/assets\//);
      expect(content).toBe('');
    }
    expect(page).not.toMatch(/\son\w+=|javascript:|https?:/i);
    const preload = readFileSync(join(extracted, 'dist', 'main', 'electron', 'preload.cjs'), 'utf8');
    const required = [...preload.matchAll(/require\((.+?)\)/g)].map(([, name]) => name!.replaceAll(/["'`]/g, ''));
    expect([...new Set(required)]).toEqual(['electron']);
  });

  test('keeps native modules outside the archive, and only those of this platform', () => {
    const native = globSync('**/*.{node,so,so.*,dll,dylib}', { cwd: unpacked }).sort();
    const here = `${process.platform}-${process.arch}`;
    expect(native).toEqual(globSync('**/*.{node,so,so.*,dll,dylib}', { cwd: extracted }).sort());
    expect(native).toContain(`node_modules/better-sqlite3/prebuilds/${here}.node`);
    expect(native.filter((path) => !path.includes(here) && !path.includes(here.replace('-', '/')))).toEqual([]);
  });

  test('ships neither tests nor sources nor a second Node', () => {
    const files = globSync(['dist/**', 'node_modules/*'], { cwd: extracted });
    expect(files.filter((path) => /\.(test|bench)\.|\.map$|^dist\/main\/testing/.test(path))).toEqual([]);
    expect(files.filter((path) => path.startsWith('dist/') && /[^d]\.ts$/.test(path))).toEqual([]);
    expect(files).not.toContain('node_modules/node');
  });

  test('holds everything the engine needs to run', () => {
    const lerf = (...parameters: string[]) =>
      execFileSync(projectNode(), [join(extracted, 'dist', 'main', 'cli', 'lerf.js'), ...parameters], {
        encoding: 'utf8',
      });
    expect(lerf('--help')).toContain('import');
    expect(lerf('serve', '--help')).toContain('--port');
  });
});
