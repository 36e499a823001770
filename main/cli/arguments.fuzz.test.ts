import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import { UserError } from '../errors.ts';
import { fuzz } from '../testing/fuzz.ts';
import { createTinyProject } from '../testing/tiny-project.ts';
import { runLerf } from './program.ts';

const folder = mkdtempSync(join(tmpdir(), 'lerf-arguments-'));
afterAll(() => rmSync(folder, { recursive: true }));

const written: string[] = [];
beforeEach(() => {
  vi.stubEnv('LERF_DATA', join(folder, 'data'));
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  }
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  process.exitCode = 0;
});

// Without those that go on until they are stopped, when their arguments are right.
const commands = [
  'import',
  'info',
  'extract',
  'eval',
  'index',
  'query',
  'localize',
  'render',
  'export',
  'salvage',
  'nothing',
];
const options = [
  '--project',
  '--json',
  '--run',
  '--text',
  '--query',
  '--out',
  '--frame',
  '--camera',
  '--scale',
  '--format',
  '--split',
  '--canonical',
  '--width',
  '--labels',
  '--encoder',
  '--images',
  '--name',
  '--holdout',
  '--downscale',
  '--help',
  '-x',
  '--',
];
const values = [
  '',
  ' ',
  '0',
  '-1',
  '1e99',
  'NaN',
  '{}',
  '{"position":[0,0,0]}',
  '[',
  '"',
  '../..',
  '/dev/null/x',
  '\u0000',
  '\ud800',
  'ünï',
  '--',
  'x'.repeat(10_000),
  '%s%n',
  '$(false)',
  'a\nb',
  'png',
  'ply',
  'cup',
  '1',
];

test('any arguments are carried out or refused in one line, and no project is harmed', async () => {
  const project = join(folder, 'p.lerf');
  await createTinyProject(project);
  writeFileSync(join(folder, 'photo.jpg'), 'no photograph');
  const names = readdirSync(folder).sort();
  const word = fc.oneof(
    fc.constantFrom(...options),
    fc.constantFrom(...values, project, join(folder, 'missing.lerf'), join(folder, 'photo.jpg'), folder),
    fc.string({ unit: 'binary', maxLength: 12 }),
  );
  const line = fc
    .tuple(fc.constantFrom(...commands), fc.array(word, { maxLength: 8 }))
    .map(([first, rest]) => [first, ...rest]);
  const { refused } = await fuzz(
    // What is written stays in this folder.
    line.filter((given) => !given.some((argument) => /^(\.\.|\/(?!tmp))/.test(argument) && given.includes('--out'))),
    async (given) => {
      written.length = 0;
      const code = await runLerf(given);
      const said = written.join('');
      if (/\n\s+at .+:\d+|node:internal/.test(said)) throw new Error(`A stack trace: ${said}`);
      if (code === 0) return;
      if (code !== 1 && code !== 2) throw new Error(`exit code ${code}`);
      const errors = said.split('\n').filter((part) => part.startsWith('error: '));
      if (errors.length !== 1) throw new Error(`Not one error: ${said}`);
      throw new UserError('bad-request', errors[0]!.replace(/[^.?!`]$/, '$&.').replace(/`$/, '`.'));
    },
    { runs: 300 },
  );
  expect(refused.length).toBeGreaterThan(100);
  expect(readdirSync(folder).filter((name) => !names.includes(name) && name !== 'data')).toEqual([]);
});
