/**
 * `npm test`: sets up what is missing, then runs every check. It goes on after a failure, so that one
 * run shows all of them. The last line is `N passed, N failed`; a check that has no tests of its own
 * (types, lint, imports, build) counts as one if it fails.
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, isBuilt } from './build.mjs';
import { buildKernels } from './kernels.mjs';
import { findElectron, hasDisplay, installBrowser } from './programs.mjs';
import { inRoot, installPackages, npm, run, SetupError, stage, toolEnvironment } from './setup.mjs';
import { countTests, describeTotal, total } from './test-counts.mjs';

const reports = inRoot('.cache', 'test');

try {
  await installPackages();
  await buildKernels();
  await installBrowser();
  const counts = total(await runAll());
  console.log(describeTotal(counts));
  process.exitCode = counts.failed === 0 ? 0 : 1;
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(error.message);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
}

/** @returns {Promise<import('./test-counts.mjs').Counts[]>} */
async function runAll() {
  rmSync(reports, { recursive: true, force: true });
  mkdirSync(reports, { recursive: true });
  const results = [
    await check('types', () => npm(['run', 'typecheck'])),
    await check('lint', () => npm(['run', 'lint'])),
    await check('import rules', () => npm(['run', 'imports'])),
    await check('build', buildIfNeeded),
    await tests('unit tests', () =>
      run('vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${reportOf('unit tests')}`]),
    ),
    await endToEndTests('web'),
  ];
  if (findElectron() && hasDisplay()) return [...results, await endToEndTests('electron')];
  const missing = findElectron()
    ? 'there is no display'
    : 'its binary is not here (`npm start` downloads it where it can)';
  console.log(`▸ end-to-end tests in electron\n  skipped: ${missing}`);
  return results;
}

/**
 * @param {string} name
 * @param {() => Promise<number>} action its exit code
 */
async function check(name, action) {
  const code = await stage(name, action);
  return { passed: 0, failed: code === 0 ? 0 : 1 };
}

/**
 * @param {string} name
 * @param {() => Promise<number>} action runs tests and writes their report
 */
async function tests(name, action) {
  const code = await stage(name, action);
  const report = reportOf(name);
  return countTests(existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : null, code);
}

/** @param {'web' | 'electron'} project */
function endToEndTests(project) {
  const name = `end-to-end tests in ${project}`;
  const env = { ...toolEnvironment(), PLAYWRIGHT_JSON_OUTPUT_FILE: reportOf(name) };
  return tests(name, () => run('playwright', ['test', `--project=${project}`, '--reporter=list,json'], { env }));
}

async function buildIfNeeded() {
  if (isBuilt()) return 0;
  return build().then(
    () => 0,
    (error) => {
      console.error(error.message);
      return 1;
    },
  );
}

/** @param {string} name */
function reportOf(name) {
  return join(reports, `${name.replaceAll(' ', '-')}.json`);
}
