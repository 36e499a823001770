/**
 * Builds native-kernels/ with the machine's own compiler, once for each state of its sources. Where that
 * cannot be done one line says so: everything works without, only training on the CPU is slower.
 */
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { inRoot, run, stage, toolEnvironment } from './setup.mjs';

const folder = inRoot('native-kernels');
const built = join(folder, 'build', `${process.platform}-${process.arch}.node`);
const stamp = `${built}.sources`;

/** Longer than the slowest machine needs for six files. */
const TIMEOUT_MS = 600_000;

export async function buildKernels() {
  const wanted = sourcesHash();
  if (existsSync(built) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  rmSync(built, { force: true });
  const code = await stage('building the native kernels', compile);
  if (code === 0) {
    copyFileSync(join(folder, 'build', 'Release', 'kernels.node'), built);
    writeFileSync(stamp, wanted);
    return;
  }
  console.log(
    '  They could not be built (`npx node-gyp rebuild --directory native-kernels` says why): training uses ONNX Runtime alone.',
  );
}

function compile() {
  const gyp = inRoot('node_modules', 'node-gyp', 'bin', 'node-gyp.js');
  const headers = nodeFolders().find((place) => existsSync(join(place, 'include', 'node', 'node_api.h')));
  const parameters = [gyp, 'configure', 'build', '--directory', folder, ...(headers ? [`--nodedir=${headers}`] : [])];
  return run(process.execPath, parameters, {
    quiet: 'always',
    timeoutMs: TIMEOUT_MS,
    env: { ...toolEnvironment(), JOBS: 'max' },
  });
}

/**
 * Where a Node may have its headers, which saves downloading them. Which version's does not matter: the
 * kernels use Node-API alone.
 */
function nodeFolders() {
  const { npm_config_nodedir: configured, PATH = '' } = process.env;
  const binaries = [dirname(process.execPath), ...PATH.split(delimiter)];
  return [...(configured ? [configured] : []), ...binaries.map(dirname)];
}

function sourcesHash() {
  const hash = createHash('sha256');
  const files = [
    join(folder, 'binding.gyp'),
    ...readdirSync(join(folder, 'src'))
      .sort()
      .map((name) => join(folder, 'src', name)),
  ];
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest('hex');
}
