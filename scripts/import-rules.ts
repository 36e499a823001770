import { type Import, packageOf } from './import-graph.ts';

export interface ImportRule {
  readonly name: string;
  readonly because: string;
  readonly forbids: (edge: Import) => boolean;
}

const isUnder = (path: string, ...folders: string[]) => folders.some((folder) => path.startsWith(`${folder}/`));
/** Tests, benchmarks and what only they use: main/testing, and files or folders named test-… beside them. */
export const isTest = (path: string) =>
  /\.(test|bench)\.tsx?$|\/test-[^/]+(\.tsx?$|\/)/.test(path) || isUnder(path, 'main/testing', 'e2e', 'scripts');

/** What any folder of the engine may use: the error type and the shapes that go over the wire. */
const shared = ['main/errors.ts', 'main/json-issue.ts', 'main/api/contract.ts'];

/** Folders that know how to do one thing and nothing of who asks for it. */
const domain = [
  'capture',
  'encoders',
  'evaluation',
  'exchange',
  'features',
  'field',
  'graph',
  'index',
  'query',
  'store',
  'training',
  'view',
].map((name) => `main/${name}`);

/** `folder` may import from `main` only itself, `allowed` folders and the shared files (tests: anything). */
function only(folder: string, allowed: readonly string[], because: string): ImportRule {
  return {
    name: `${folder} imports only ${['itself', ...allowed].join(', ')}`,
    because,
    forbids: ({ from, to, isRelative }) =>
      isUnder(from, folder) &&
      !isTest(from) &&
      isRelative &&
      isUnder(to, 'main') &&
      !shared.includes(to) &&
      !isUnder(to, folder, ...allowed),
  };
}

export const importRules: readonly ImportRule[] = [
  {
    name: 'electron stays in main/electron',
    because: 'the engine, the command line and the web shell run without Electron',
    forbids: ({ from, to, isRelative }) =>
      !isRelative && packageOf(to) === 'electron' && !isUnder(from, 'main/electron'),
  },
  {
    name: 'renderer takes only types of main/api',
    because: 'the user interface talks to the engine over HTTP alone',
    forbids: ({ from, to, kind, isRelative }) =>
      isUnder(from, 'renderer') && isRelative && isUnder(to, 'main') && !(kind === 'type' && isUnder(to, 'main/api')),
  },
  {
    name: 'renderer runs in a browser',
    because: 'Node modules do not exist there',
    forbids: ({ from, to, kind }) =>
      isUnder(from, 'renderer') && !isTest(from) && kind === 'value' && to.startsWith('node:'),
  },
  {
    name: 'main never imports renderer',
    because: 'the engine runs without a user interface',
    forbids: ({ from, to, kind, isRelative }) =>
      isUnder(from, 'main') && kind !== 'entry' && isRelative && isUnder(to, 'renderer'),
  },
  {
    name: 'nobody imports a shell',
    because: 'cli, web and electron are the outermost layer (`lerf serve` is the command that opens the web shell)',
    forbids: ({ from, to, isRelative }) =>
      isRelative &&
      !isTest(from) &&
      ['main/cli', 'main/web', 'main/electron'].some((shell) => isUnder(to, shell) && !isUnder(from, shell)) &&
      !(isUnder(from, 'main/cli') && isUnder(to, 'main/web')),
  },
  {
    name: 'the domain does not know the engine',
    because: 'what imports, trains or renders also runs in a worker and in tests, without jobs or routes',
    forbids: ({ from, to, isRelative }) =>
      isRelative &&
      isUnder(from, ...domain) &&
      !isTest(from) &&
      !shared.includes(to) &&
      isUnder(to, 'main/engine', 'main/api'),
  },
  only('main/graph', [], 'the tensor language knows nothing of radiance fields'),
  only('main/field', ['main/graph'], 'the field is built on the tensor language alone'),
  only('main/store', [], 'the project file knows rows, not what they are for'),
  {
    name: 'product code does not import test helpers',
    because: 'they are not shipped',
    forbids: ({ from, to, isRelative }) =>
      isRelative && isUnder(from, 'main', 'renderer') && !isTest(from) && isTest(to),
  },
];

/** Files that nothing imports because a command, a browser page or a tool starts with them. */
export const isEntry = (path: string) =>
  isTest(path) ||
  /^main\/cli\/lerf\.ts$|^main\/electron\/(main|preload)\.ts$|^renderer\/main\.tsx$|\.d\.ts$|^[^/]+\.ts$/.test(path);

/** Packages that are used by name, by a command or a configuration file, and imported nowhere. */
export const commandPackages: readonly RegExp[] = [
  /^@biomejs\/biome$/,
  /^@types\//,
  /^electron-builder$/,
  /^node-addon-api$/,
  /^node-gyp$/,
  /^typescript$/,
];
