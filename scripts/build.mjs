/**
 * `npm run build`: the user interface to dist/renderer, the engine and its shells to dist/main, the
 * preload script of the Electron window to one CommonJS file (a sandboxed page can load nothing else).
 */
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { inRoot, run, SetupError } from './setup.mjs';

const stamp = inRoot('dist', '.inputs');

/** Path, size and time of every file that the build reads. */
function buildInputs() {
  const sources = ['main', 'renderer'].flatMap((folder) =>
    readdirSync(inRoot(folder), { recursive: true }).map((path) => `${folder}/${path}`),
  );
  const settings = ['package.json', 'tsconfig.json', 'tsconfig.build.json', 'vite.config.ts', 'vite.preload.config.ts'];
  return [...sources, ...settings, 'scripts/build.mjs']
    .map((path) => ({ path, stat: statSync(inRoot(path)) }))
    .filter(({ path, stat }) => stat.isFile() && !/\.test\.tsx?$/.test(path))
    .map(({ path, stat }) => `${path} ${stat.size} ${stat.mtimeMs}`)
    .sort()
    .join('\n');
}

/** Whether dist is what the sources say. */
export function isBuilt() {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === buildInputs();
}

export async function build() {
  const inputs = buildInputs();
  rmSync(inRoot('dist'), { recursive: true, force: true });
  const codes = await Promise.all([
    run('vite', ['build', '--logLevel', 'warn'], { quiet: true }),
    run('vite', ['build', '--logLevel', 'warn', '--config', 'vite.preload.config.ts'], { quiet: true }),
    run('tsc', ['-p', 'tsconfig.build.json'], { quiet: true }),
  ]);
  if (codes.some((code) => code !== 0)) throw new SetupError('The build failed; the lines above say where.');
  writeFileSync(stamp, inputs);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await build().catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
