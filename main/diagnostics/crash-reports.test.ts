import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { UserError } from '../errors.ts';
import { removeFolder, temporaryFolder } from '../testing/test-engine.ts';
import { crashReportPaths, newestCrashReport, REPORTED_EXIT_CODE, writeCrashReport } from './crash-reports.ts';

let folder: string;

beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => removeFolder(folder));

test('the newest ten reports are kept', () => {
  mkdirSync(join(folder, 'crashes'));
  for (let day = 10; day < 25; day++) writeFileSync(join(folder, 'crashes', `2026-01-${day}-engine.json`), '{}');
  const path = writeCrashReport(folder, { process: 'engine', what: 'The engine was killed.' })!;
  expect(crashReportPaths(folder)).toHaveLength(10);
  expect(crashReportPaths(folder)[0]).toBe(path);
  expect(JSON.parse(newestCrashReport(folder)!)).toMatchObject({ process: 'engine', what: 'The engine was killed.' });
});

test('a report tells what a mistake is found by, and nothing of a person', () => {
  const path = join(homedir(), 'Tom’s party', 'tom.jpg');
  const cause = Object.assign(new Error(`ENOENT: no such file, open '${path}'`), { code: 'ENOENT' });
  const thrown = new UserError('bad-capture', 'The photograph tom.jpg is damaged.', 'Ask Tom.', { cause });
  writeCrashReport(folder, { process: 'cli', what: `It died at ${path}`, thrown });
  const text = newestCrashReport(folder)!;
  expect(text).not.toMatch(/tom/i);
  expect(text).not.toContain(homedir());
  const { error } = JSON.parse(text);
  expect(error).toMatchObject({ name: 'UserError', code: 'bad-capture', cause: { code: 'ENOENT' } });
  expect(error.stack).toContain('<app>/main/diagnostics/crash-reports.test.ts');
});

test('where no report can be written nothing is thrown', () => {
  writeFileSync(join(folder, 'crashes'), 'a file where a folder should be');
  expect(writeCrashReport(folder, { process: 'engine', what: 'It died.' })).toBeNull();
  expect(newestCrashReport(folder)).toBeNull();
});

/** A process of its own, that ends as `code` makes it end. */
async function run(code: string): Promise<{ code: number; stdout: string; stderr: string }> {
  const module = fileURLToPath(new URL('crash-reports.ts', import.meta.url));
  const script = `import { reportCrashes } from ${JSON.stringify(module)};
    reportCrashes('cli', ${JSON.stringify(folder)}, (sentence) => console.error(sentence));
    ${code}`;
  return promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]).then(
    (output) => ({ code: 0, ...output }),
    (failure) => failure,
  );
}

test.each([
  ['an error in a callback', `setTimeout(() => { throw new Error('planned') }); setTimeout(() => {}, 60_000);`],
  ['a promise that nobody waits for', `Promise.reject(new Error('planned')); setTimeout(() => {}, 60_000);`],
  ['something thrown that is no error', `setTimeout(() => { throw 'planned' }); setTimeout(() => {}, 60_000);`],
])('%s ends the process with one sentence and a report', async (_name, code) => {
  const { code: exitCode, stderr } = await run(code);
  expect(exitCode).toBe(REPORTED_EXIT_CODE);
  const [report] = readdirSync(join(folder, 'crashes'));
  expect(stderr.trim()).toBe(
    `LERF Studio has stopped because of a mistake in it; a report is in ${join(folder, 'crashes', report!)}. Nothing that was saved is lost.`,
  );
  expect(JSON.parse(readFileSync(join(folder, 'crashes', report!), 'utf8'))).toMatchObject({
    process: 'cli',
    error: { message: 'planned' },
  });
});

test('a process that ends well leaves no report', async () => {
  expect(await run('')).toMatchObject({ code: 0, stderr: '' });
  expect(existsSync(join(folder, 'crashes'))).toBe(false);
});
