import { posix } from 'node:path';
import { parseSync, Visitor } from 'vite';

/**
 * `value` runs at import time, `type` is erased, `entry` names a file that another thread, process or
 * page loads (`new URL('./worker.ts', import.meta.url)`).
 */
export type ImportKind = 'value' | 'type' | 'entry';

export interface Import {
  /** Path of the importing file from the repository root. */
  readonly from: string;
  /** Path from the repository root for relative imports, else the bare specifier as written. */
  readonly to: string;
  readonly kind: ImportKind;
  readonly isRelative: boolean;
  /** 1-based. */
  readonly line: number;
}

/** Every import, re-export, dynamic import, type import and worker entry of one source file. */
export function readImports(path: string, source: string): Import[] {
  const { program, errors } = parseSync(path, source);
  if (errors[0]) throw new Error(`${path} cannot be parsed: ${errors[0].message}`);
  const imports: Import[] = [];
  const add = (specifier: string, kind: ImportKind, offset: number) => {
    const isRelative = specifier.startsWith('.');
    const to = isRelative ? posix.join(posix.dirname(path), specifier.replace(/\?.*$/, '')) : specifier;
    imports.push({ from: path, to, kind, isRelative, line: source.slice(0, offset).split('\n').length });
  };
  new Visitor({
    ImportDeclaration: (node) => add(node.source.value, node.importKind === 'type' ? 'type' : 'value', node.start),
    ExportAllDeclaration: (node) => add(node.source.value, node.exportKind === 'type' ? 'type' : 'value', node.start),
    ExportNamedDeclaration: (node) => {
      if (node.source) add(node.source.value, node.exportKind === 'type' ? 'type' : 'value', node.start);
    },
    ImportExpression: (node) => {
      if (node.source.type === 'Literal') add(String(node.source.value), 'value', node.start);
    },
    TSImportType: (node) => add(node.source.value, 'type', node.start),
    NewExpression: (node) => {
      const [target, base] = node.arguments;
      if (node.callee.type !== 'Identifier' || node.callee.name !== 'URL' || base?.type !== 'MemberExpression') return;
      if (target?.type === 'Literal' && /^\..*\.\w+$/.test(String(target.value))) {
        add(String(target.value), 'entry', node.start);
      }
      // `./worker${extension}`: the extension differs between the sources and what tsc emits.
      if (target?.type === 'TemplateLiteral') {
        const stem = target.quasis[0]?.value.cooked;
        if (stem && /^\..*[^./]$/.test(stem)) add(`${stem}.ts`, 'entry', node.start);
      }
    },
  }).visit(program);
  return imports;
}

/** The package a bare specifier belongs to: `three/addons/x.js` → `three`, `@a/b/c` → `@a/b`. */
export function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/**
 * Groups of files that import each other in a circle by `value` imports, each sorted; a file that
 * imports itself counts. Tarjan's strongly connected components.
 */
export function findCycles(imports: readonly Import[]): string[][] {
  const targets = new Map<string, string[]>();
  for (const { from, to, kind, isRelative } of imports) {
    if (kind === 'value' && isRelative) targets.set(from, [...(targets.get(from) ?? []), to]);
  }
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const onStack = new Set<string>();
  const cycles: string[][] = [];

  const visit = (file: string) => {
    const index = order.size;
    order.set(file, index);
    lowest.set(file, index);
    stack.push(file);
    onStack.add(file);
    for (const target of targets.get(file) ?? []) {
      if (!order.has(target)) visit(target);
      if (onStack.has(target)) lowest.set(file, Math.min(lowest.get(file)!, lowest.get(target)!));
    }
    if (lowest.get(file) !== index) return;
    const component = stack.splice(stack.indexOf(file));
    for (const member of component) onStack.delete(member);
    if (component.length > 1 || targets.get(file)?.includes(file)) cycles.push(component.sort());
  };
  for (const file of targets.keys()) if (!order.has(file)) visit(file);
  return cycles;
}
