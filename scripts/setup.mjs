/**
 * What `npm start` and `npm test` share. It runs on whatever Node the shell has (20 or newer) before
 * anything is installed, so it uses no package and no TypeScript.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
export const inRoot = (/** @type {string[]} */ ...parts) => join(root, ...parts);
const readJson = (/** @type {string} */ path) => JSON.parse(readFileSync(path, 'utf8'));

/** Environment in which `node` and every tool are the project's own. */
export function toolEnvironment() {
  return { ...process.env, PATH: inRoot('node_modules', '.bin') + delimiter + process.env.PATH };
}

/**
 * Runs a command and resolves with its exit code; 124 when it was ended for running past `timeoutMs`.
 * @param {string} command
 * @param {string[]} parameters
 * @param {{ quiet?: boolean | 'always', timeoutMs?: number, env?: NodeJS.ProcessEnv }} [options] quiet: its
 *   output is shown only if it fails, or not even then
 * @returns {Promise<number>}
 */
export function run(command, parameters, { quiet = false, timeoutMs, env = toolEnvironment() } = {}) {
  return new Promise((resolve) => {
    // npm and the tools in node_modules/.bin are .cmd files on Windows, which only a shell can start.
    const shell = process.platform === 'win32' && !command.endsWith('.exe');
    const child = spawn(command, parameters, {
      cwd: root,
      env,
      shell,
      stdio: quiet ? 'pipe' : 'inherit',
      ...(timeoutMs !== undefined && { timeout: timeoutMs }),
    });
    /** @type {Buffer[]} */
    const output = [];
    child.stdout?.on('data', (chunk) => output.push(chunk));
    child.stderr?.on('data', (chunk) => output.push(chunk));
    // Ctrl-C reaches the child by itself; whoever kills only this process means the child, too.
    let interrupted = false;
    const pass = (/** @type {NodeJS.Signals} */ signal) => {
      interrupted = true;
      if (signal === 'SIGTERM') child.kill(signal);
    };
    process.on('SIGINT', pass).on('SIGTERM', pass);
    const finish = (/** @type {number} */ code) => {
      process.off('SIGINT', pass).off('SIGTERM', pass);
      if (interrupted) process.exit(code);
      if (quiet === true && code !== 0) process.stderr.write(Buffer.concat(output));
      resolve(code);
    };
    child.on('error', () => finish(127));
    child.on('close', (code) => finish(code ?? (child.killed ? 124 : 1)));
  });
}

/**
 * Runs npm: the one that started this script, or else the one on the path.
 * @param {string[]} parameters
 * @param {Parameters<typeof run>[2]} [options]
 */
export function npm(parameters, options) {
  const cli = process.env.npm_execpath;
  return cli ? run(process.execPath, [cli, ...parameters], options) : run('npm', parameters, options);
}

/**
 * Runs one stage of a script and prints how long it took.
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} action
 * @returns {Promise<T>}
 */
export async function stage(name, action) {
  const startedAt = performance.now();
  console.log(`▸ ${name}`);
  try {
    return await action();
  } finally {
    console.log(`  ${name}: ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  }
}

/**
 * @typedef {{ packages: Record<string, { version?: string, optional?: boolean, devOptional?: boolean }> }} Lock
 * @param {Lock} wanted package-lock.json
 * @param {Lock} found node_modules/.package-lock.json, npm's own note of what it installed
 */
export function isInstalled(wanted, found) {
  return Object.entries(wanted.packages).every(
    ([path, { version, optional, devOptional }]) =>
      path === '' || optional || devOptional || found.packages[path]?.version === version,
  );
}

/** Installs the packages of package-lock.json unless they lie in node_modules already. */
export async function installPackages() {
  const note = inRoot('node_modules', '.package-lock.json');
  const exists = existsSync(note);
  if (exists && isInstalled(readJson(inRoot('package-lock.json')), readJson(note))) return;
  const code = await stage(`installing packages${exists ? '' : ' (the first time takes a few minutes)'}`, () => {
    // Not `npm ci`, which refuses a lock file that lacks another platform's optional packages.
    const parameters = ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'];
    return npm(parameters, { env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' } });
  });
  if (code !== 0) throw new SetupError('npm could not install the packages; the lines above say why.');
}

/** The project's own Node (24, from the npm package `node`), or this one where it is new enough. */
export function projectNode() {
  const windows = process.platform === 'win32';
  const own = inRoot('node_modules', 'node', 'bin', windows ? 'node.exe' : 'node');
  if (existsSync(own)) return own;
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath;
  throw new SetupError(
    `This is Node ${process.versions.node}, and npm could not fetch Node 24: please install Node 24.`,
  );
}

/** Something on this machine has to be put right by its owner; the message says what, on one line. */
export class SetupError extends Error {}
