/** The programs of this machine that npm does not bring: the Electron binary and a browser. No packages, no TypeScript. */
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { inRoot, projectNode, run, SetupError, stage } from './setup.mjs';

/** The Electron executable, or null where it was never downloaded. */
export function findElectron() {
  const executable =
    { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[String(process.platform)] ?? 'electron';
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? inRoot('node_modules', 'electron', 'dist');
  return existsSync(join(folder, executable)) ? join(folder, executable) : null;
}

/** Whether a window can be opened at all. */
export function hasDisplay() {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

/** Chromium's own sandbox refuses to run as root, as containers do. */
export function sandboxFlags() {
  return process.getuid?.() === 0 ? ['--no-sandbox'] : [];
}

/**
 * Downloads Electron if its host answers (the npm package holds no binary and no install script).
 * @returns {Promise<string | null>} the executable
 */
export async function fetchElectron() {
  const host = process.env.ELECTRON_MIRROR ?? 'https://github.com/electron/electron/releases/download/';
  const answers = await fetch(host, { method: 'HEAD', signal: AbortSignal.timeout(5000) }).then(
    () => true,
    () => false,
  );
  if (!answers) return null;
  await stage('downloading Electron', () =>
    run(projectNode(), [inRoot('node_modules', 'electron', 'install.js')], { quiet: true, timeoutMs: 10 * 60_000 }),
  );
  return findElectron();
}

/** @param {NodeJS.Platform} platform */
function browserPaths(platform) {
  if (platform === 'darwin') {
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
      (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
    );
  }
  if (platform === 'win32') {
    const programs = [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA];
    return programs.flatMap((folder) =>
      ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'].map((path) =>
        join(folder ?? 'C:\\', path),
      ),
    );
  }
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
  return ['/usr/bin', '/usr/local/bin', '/snap/bin'].flatMap((folder) => names.map((name) => `${folder}/${name}`));
}

/** A Chromium-based browser that Playwright can drive, or null. */
export function findBrowser() {
  const installed = [process.env.LERF_BROWSER ?? '', ...browserPaths(process.platform)].find(
    (path) => path && existsSync(path),
  );
  if (installed) return installed;
  try {
    const { chromium } = createRequire(import.meta.url)('@playwright/test');
    return existsSync(chromium.executablePath()) ? String(chromium.executablePath()) : null;
  } catch {
    return null;
  }
}

/** Installs Chromium and the Vulkan loader where apt-get may be used; says what to install where it may not. */
export async function installBrowser() {
  const isDebian = existsSync('/etc/debian_version');
  const hasVulkan =
    !isDebian || readdirSync('/usr/lib').some((folder) => existsSync(`/usr/lib/${folder}/libvulkan.so.1`));
  if (findBrowser() && hasVulkan) return;
  if (isDebian && process.getuid?.() === 0) {
    await stage('installing chromium and libvulkan1', async () => {
      const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
      const install = () =>
        run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'libvulkan1'], {
          quiet: true,
          env,
        });
      if ((await run('apt-get', ['update', '-qq'], { quiet: true, env })) === 0) await install();
    });
  }
  if (!findBrowser()) {
    const hint = isDebian ? 'sudo apt-get install chromium libvulkan1' : 'npx playwright install chromium';
    throw new SetupError(`The tests need Chrome, Chromium or Edge and found none: ${hint}`);
  }
}
