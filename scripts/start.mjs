/** `npm start`: installs and builds what is missing, then opens LERF Studio in its window or in the browser. */
import { performance } from 'node:perf_hooks';
import { build, isBuilt } from './build.mjs';
import { buildKernels } from './kernels.mjs';
import { fetchElectron, findElectron, hasDisplay, sandboxFlags } from './programs.mjs';
import { inRoot, installPackages, projectNode, run, SetupError, stage } from './setup.mjs';

try {
  await installPackages();
  await buildKernels();
  if (!isBuilt()) await stage('building', build);
  process.exitCode = await open();
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

async function open() {
  const reason = hasDisplay() ? await openWindow() : 'There is no display for the Electron window';
  if (typeof reason === 'number') return reason;
  console.log(`${reason}: LERF Studio opens in your browser instead.`);
  return run(projectNode(), [inRoot('dist', 'main', 'cli', 'lerf.js'), 'serve', '--open']);
}

/** @returns {Promise<number | string>} the exit code, or why there was no window */
async function openWindow() {
  const electron = findElectron() ?? (await fetchElectron());
  if (!electron) return 'The Electron binary cannot be downloaded here';
  const startedAt = performance.now();
  const code = await run(electron, [...sandboxFlags(), inRoot()]);
  const failedToStart = code !== 0 && performance.now() - startedAt < 5000;
  return failedToStart ? 'The Electron window could not be opened' : code;
}
