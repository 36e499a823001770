import { expect, test } from 'vitest';
import { pathProblem } from './path-problem.ts';

test.each([
  ['a device namespace', String.raw`\\.\PhysicalDrive0`],
  ['a path that skips the checks of Windows', String.raw`\\?\C:\captures\fox`],
  ['the same with slashes', '//?/C:/captures/fox'],
  ['the namespace of the kernel', String.raw`\??\C:\captures`],
  ['a device in a folder', String.raw`C:\captures\NUL`],
  ['a device with an ending', String.raw`C:\captures\con.lerf`],
  ['a device before a dot and a space', String.raw`C:\captures\aux .txt`],
  ['a device as a folder', String.raw`C:\com1\fox`],
  ['a stream hidden in a file', String.raw`C:\captures\fox.lerf:hidden.ply`],
  ['another name of the same file', String.raw`C:\captures\fox.lerf::$DATA`],
  ['a dot that is left out', String.raw`C:\captures\fox.lerf.`],
  ['a space that is left out', String.raw`C:\captures \fox.lerf`],
])('not on Windows: %s', (_name, path) => {
  expect(pathProblem(path, 'win32')).not.toBeNull();
});

test.each([
  String.raw`C:\captures\fox`,
  String.raw`C:\captures\..\fox`,
  String.raw`\\server\share\fox`,
  'D:/console/nul-1',
])('on Windows too: %s', (path) => {
  expect(pathProblem(path, 'win32')).toBeNull();
});

test('elsewhere every name is a name, without a zero byte', () => {
  for (const path of ['/captures/nul', '/captures/a:b', '/captures/fox.', '//captures']) {
    expect(pathProblem(path, 'linux')).toBeNull();
  }
  expect(pathProblem('/captures/a\0b', 'linux')).toBe('The path contains a zero byte.');
});
