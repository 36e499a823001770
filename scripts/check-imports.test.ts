import { describe, expect, test } from 'vitest';
import { checkImports } from './check-imports.ts';
import { findCycles, packageOf, readImports } from './import-graph.ts';
import { importRules } from './import-rules.ts';

const manifest = {
  dependencies: { hono: '1' },
  devDependencies: { electron: '1', three: '1', typescript: '1', '@types/node': '1' },
};

/** Violations of a repository that consists of `planted` and of an entry that keeps everything in use. */
function check(planted: Record<string, string>): string[] {
  const entry = Object.keys(planted).map((path) => `import type {} from './${path}';`);
  const sources = new Map([
    ...Object.entries(planted),
    ['main/electron/main.ts', "import 'electron';"],
    ['main/cli/lerf.ts', "import 'hono';"],
    ['x.config.ts', [...entry, "import 'three';"].join('\n')],
  ]);
  return checkImports(sources, manifest, { rules: importRules, fileExists: (path) => sources.has(path) });
}

describe('readImports', () => {
  test('tells values, types and worker entries apart', () => {
    const source = [
      "import type { A } from './a.ts';",
      "import { b, type B } from './b.ts';",
      "export * from '../c.ts';",
      "export type { D } from './d.ts';",
      "const e = await import('./e.ts');",
      "type F = import('./f.ts').F;",
      "const g = new URL('./g.ts', import.meta.url);",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the source under test is a template
      'const h = new URL(`./h${extension}`, import.meta.url);',
      "import { z } from 'zod/v4';",
      'const view = <div />;',
    ].join('\n');
    expect(readImports('main/x/y.tsx', source).map(({ to, kind, line }) => [to, kind, line])).toEqual([
      ['main/x/a.ts', 'type', 1],
      ['main/x/b.ts', 'value', 2],
      ['main/c.ts', 'value', 3],
      ['main/x/d.ts', 'type', 4],
      ['main/x/e.ts', 'value', 5],
      ['main/x/f.ts', 'type', 6],
      ['main/x/g.ts', 'entry', 7],
      ['main/x/h.ts', 'entry', 8],
      ['zod/v4', 'value', 9],
    ]);
  });

  test('refuses a file it cannot parse, rather than pass it', () => {
    expect(() => readImports('main/x.ts', 'import { from')).toThrow('main/x.ts cannot be parsed');
  });
});

test('packageOf keeps scopes and drops what lies inside the package', () => {
  expect(['three/addons/x.js', '@mantine/core/styles.css', 'zod'].map(packageOf)).toEqual([
    'three',
    '@mantine/core',
    'zod',
  ]);
});

test('findCycles finds every circle of values and no circle of types', () => {
  const edges = (text: string, kind: 'value' | 'type') =>
    text.split(' ').map((edge) => ({ from: edge[0]!, to: edge[1]!, kind, isRelative: true, line: 1 }));
  expect(findCycles(edges('ab bc ca cd de ed ff', 'value'))).toEqual([['d', 'e'], ['a', 'b', 'c'], ['f']]);
  expect(findCycles(edges('ab ba', 'type'))).toEqual([]);
});

describe('the rules', () => {
  test('a clean repository has no violations', () => {
    expect(
      check({
        'main/graph/tensor.ts': "import { UserError } from '../errors.ts';",
        'main/errors.ts': "import type { ApiError } from './api/contract.ts';",
        'main/api/contract.ts': '',
        'main/field/nerfacto.ts': "import {} from '../graph/tensor.ts';",
        'renderer/app.tsx': "import type {} from '../main/api/contract.ts'; import 'three';",
      }),
    ).toEqual([]);
  });

  test.each([
    ['electron outside its shell', 'main/engine/x.ts', "import 'electron';", 'electron stays in main/electron'],
    ['even its types', 'main/engine/x.ts', "type A = import('electron').App;", 'electron stays in main/electron'],
    [
      'a value of main in renderer',
      'renderer/x.tsx',
      "import '../main/y.ts';",
      'renderer takes only types of main/api',
    ],
    ['a type of the store in renderer', 'renderer/x.tsx', "import type {} from '../main/y.ts';", 'renderer takes only'],
    ['node in renderer', 'renderer/x.tsx', "import 'node:fs';", 'renderer runs in a browser'],
    ['renderer in main', 'main/web/x.ts', "import '../../renderer/y.ts';", 'main never imports renderer'],
    ['a shell in the engine', 'main/engine/x.ts', "import '../web/y.ts';", 'nobody imports a shell'],
    ['the engine in training', 'main/training/x.ts', "import '../engine/y.ts';", 'the domain does not know the engine'],
    ['the field in graph', 'main/graph/x.ts', "import '../field/y.ts';", 'main/graph imports only itself'],
    [
      'training in field',
      'main/field/x.ts',
      "import '../training/y.ts';",
      'main/field imports only itself, main/graph',
    ],
    ['test helpers in the product', 'main/view/x.ts', "import '../testing/y.ts';", 'does not import test helpers'],
    ['a circle', 'main/view/x.ts', "import './y.ts';", 'import each other in a circle'],
    ['a file that is not there', 'main/view/x.ts', "import './z.ts';", 'does not exist'],
    ['a package not shipped with main', 'main/view/x.ts', "import 'three';", 'package.json does not install'],
    ['an unknown package', 'renderer/x.tsx', "import 'left-pad';", 'package.json does not install'],
  ])('catch %s', (_, path, source, message) => {
    const target = readImports(path, source)[0]!.to;
    const planted = { [path]: source, ...(target.endsWith('y.ts') && { [target]: "import './x.ts';" }) };
    expect(check(planted).join('\n')).toContain(message);
  });

  test('catch a package nothing imports and a file that only tests import', () => {
    const sources = new Map([
      ['main/view/x.ts', ''],
      ['main/view/x.test.ts', "import './x.ts';"],
    ]);
    const problems = checkImports(sources, manifest, { rules: importRules, fileExists: (path) => sources.has(path) });
    expect(problems).toContain('main/view/x.ts: nothing but tests imports this file.');
    expect(problems).toContain('package.json: nothing imports hono.');
  });
});
