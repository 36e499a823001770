/** `npm run imports`: who may import whom (scripts/import-rules.ts), cycles, unused files and packages. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { findCycles, type Import, packageOf, readImports } from './import-graph.ts';
import { commandPackages, type ImportRule, importRules, isEntry, isTest } from './import-rules.ts';

export interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** One sentence for each violation, with `file:line` in front where there is one. */
export function checkImports(
  sources: ReadonlyMap<string, string>,
  manifest: Manifest,
  options: { rules: readonly ImportRule[]; fileExists: (path: string) => boolean },
): string[] {
  const imports = [...sources].flatMap(([path, source]) => readImports(path, source));
  return [
    ...imports.filter((edge) => edge.isRelative && !options.fileExists(edge.to)).map(describeMissing),
    ...imports.flatMap((edge) =>
      options.rules
        .filter((rule) => rule.forbids(edge))
        .map((rule) => `${place(edge)} imports ${edge.to}: ${rule.name}, because ${rule.because}.`),
    ),
    ...findCycles(imports).map((files) => `${files[0]}: files import each other in a circle: ${files.join(', ')}.`),
    ...unusedFiles([...sources.keys()], imports),
    ...checkPackages(imports, manifest),
  ];
}

const place = ({ from, line }: Import) => `${from}:${line}`;
const describeMissing = (edge: Import) => `${place(edge)} imports ${edge.to}, which does not exist.`;

function unusedFiles(files: readonly string[], imports: readonly Import[]): string[] {
  const used = new Set(imports.filter(({ from }) => !isTest(from)).map(({ to }) => to));
  return files
    .filter((file) => !used.has(file) && !isEntry(file))
    .map((file) => `${file}: nothing but tests imports this file.`);
}

function checkPackages(imports: readonly Import[], manifest: Manifest): string[] {
  const external = imports.filter(
    ({ to, isRelative }) =>
      !isRelative && !to.startsWith('node:') && !to.startsWith('#') && !builtinModules.includes(to),
  );
  const undeclared = external.filter(({ from, to, kind }) => {
    const name = packageOf(to);
    // What main runs with is installed beside the app; Electron itself is the app, and tests are not shipped.
    const isShipped =
      from.startsWith('main/') && !isTest(from) && !from.startsWith('main/testing/') && kind === 'value';
    if (isShipped && name !== 'electron') return !(name in manifest.dependencies);
    return !(name in manifest.dependencies || name in manifest.devDependencies);
  });
  const used = new Set(external.map(({ to }) => packageOf(to)));
  const unused = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.devDependencies)].filter(
    (name) => !used.has(name) && !commandPackages.some((pattern) => pattern.test(name)),
  );
  return [
    ...undeclared.map((edge) => `${place(edge)} imports ${edge.to}, which package.json does not install for it.`),
    ...unused.map((name) => `package.json: nothing imports ${name}.`),
  ];
}

if (import.meta.main) {
  const root = new URL('..', import.meta.url).pathname;
  process.chdir(root);
  const files = globSync(['{main,renderer,scripts,e2e}/**/*.{ts,tsx,cts,mjs}', '*.ts'])
    .map((path) => path.replaceAll('\\', '/'))
    .sort();
  const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
  const sources = new Map(files.map((path) => [path, readFileSync(path, 'utf8')]));
  const problems = checkImports(sources, manifest, { rules: importRules, fileExists: existsSync });
  for (const problem of problems) console.error(problem);
  console.log(`${files.length} files, ${importRules.length} import rules, ${problems.length} violations`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
