import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { removeFolder, temporaryFolder } from '../testing/test-engine.ts';
import { logPaths, openLogFile } from './log-file.ts';

let folder: string;

beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => removeFolder(folder));

const rotation = { bytes: 1000, files: 3 };
const logs = () => readdirSync(join(folder, 'logs')).toSorted();
const messages = (path: string): string[] =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).msg);

test('no log is larger than it may be, the oldest go, and the newest lines are all there in order', () => {
  const log = openLogFile(folder, rotation);
  for (let line = 0; line < 100; line++) log.writeLine(`line ${line}`);
  expect(logs()).toEqual(['lerf-studio.log', 'lerf-studio.log.1', 'lerf-studio.log.2']);
  const paths = logPaths(folder, rotation);
  for (const path of paths) expect(readFileSync(path).length).toBeLessThanOrEqual(rotation.bytes);
  const kept = paths.toReversed().flatMap(messages);
  expect(kept.length).toBeGreaterThan(20);
  expect(kept).toEqual(Array.from({ length: kept.length }, (_, index) => `line ${100 - kept.length + index}`));
});

test('two shells on one data folder lose no line that is not too old', () => {
  const logs = [openLogFile(folder, rotation), openLogFile(folder, rotation)];
  for (let line = 0; line < 30; line++) logs[line % 2]!.writeLine(`line ${line}`);
  const kept = logPaths(folder, rotation)
    .filter((path) => existsSync(path))
    .flatMap(messages);
  expect(new Set(kept).size).toBe(kept.length);
  for (let line = 20; line < 30; line++) expect(kept).toContain(`line ${line}`);
});

test('a line that was begun before is gone on after', () => {
  openLogFile(folder).writeLine('first');
  openLogFile(folder).writeLine('second');
  expect(messages(logPaths(folder)[0]!)).toEqual(['first', 'second']);
});

test('what tells of a person is not written', () => {
  const log = openLogFile(folder);
  const path = join(homedir(), 'Pictures', 'secret-party.jpg');
  log.writeLine(
    JSON.stringify({ level: 50, msg: `cannot read ${path}`, token: 'x', cookie: 'lerf_session_1=abc' }).replace(
      '{"level"',
      '{"level"',
    ),
  );
  log.writeLine(`native library: ${path} secret-party.jpg “the secret wallet”`);
  const text = readFileSync(log.path, 'utf8');
  expect(text).toContain('cannot read <path>');
  expect(text).toContain('native library');
  expect(text).not.toMatch(/secret-party|secret wallet|session_1=abc/);
  expect(text).not.toContain(homedir());
});

test('a folder that cannot be written keeps nobody from working, and is written once it can be', () => {
  const data = join(folder, 'data');
  writeFileSync(data, 'a file where a folder should be');
  const log = openLogFile(data);
  log.writeLine('lost');
  rmSync(data);
  mkdirSync(data);
  log.writeLine('kept');
  expect(messages(log.path)).toEqual(['kept']);
});

test('a line of any length stays within bounds', () => {
  const log = openLogFile(folder);
  log.writeLine('x'.repeat(10_000_000));
  expect(readFileSync(log.path).length).toBeLessThan(20_000);
});
