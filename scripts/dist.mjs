/** `npm run dist`: installers of this platform into release/ (needs the Electron binary, which it downloads). */
import { build, isBuilt } from './build.mjs';
import { buildKernels } from './kernels.mjs';
import { installPackages, run, SetupError, stage } from './setup.mjs';

try {
  await installPackages();
  await buildKernels();
  if (!isBuilt()) await stage('building', build);
  process.exitCode = await stage('packaging', () =>
    run('electron-builder', ['--publish', 'never', ...process.argv.slice(2)]),
  );
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
