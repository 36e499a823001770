import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { GrantedRoots } from './granted-roots.ts';

let folder: string;
let roots: GrantedRoots;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'lerf-roots-')));
  await mkdir(join(folder, 'root', 'capture'), { recursive: true });
  await mkdir(join(folder, 'root-beside'));
  await writeFile(join(folder, 'secret.txt'), 'secret');
  await symlink(folder, join(folder, 'root', 'out'));
  roots = new GrantedRoots();
  await roots.grant(join(folder, 'root'));
});
afterEach(() => rm(folder, { recursive: true }));

test('paths in a root are allowed, in their real form', async () => {
  expect(await roots.existing(join(folder, 'root', 'capture', '..', 'capture'))).toBe(join(folder, 'root', 'capture'));
  expect(await roots.forWriting(join(folder, 'root', 'new.lerf'))).toBe(join(folder, 'root', 'new.lerf'));
});

test.each([
  ['a file beside the root', 'secret.txt'],
  ['a parent by dots', 'root/capture/../../secret.txt'],
  ['a link that leads out', 'root/out/secret.txt'],
  ['a folder whose name begins like the root', 'root-beside'],
  ['a file outside that does not exist', 'nothing-here.txt'],
  ['the same through a link', 'root/out/nothing-here.txt'],
  ['the file system root', '/'],
  ['a way that goes through a link and back', 'root/out/root-beside'],
  ['a device', '/dev/zero'],
  ['a process', '/proc/self/environ'],
  // Where the system tells letters apart; where it does not, the real path has the letters of the folder.
  ...(process.platform === 'linux' ? [['the root in other letters', 'ROOT/capture'] as [string, string]] : []),
])('forbidden: %s', async (_name, path) => {
  const absolute = path.startsWith('/') ? path : `${folder}/${path}`;
  await expect(roots.existing(absolute)).rejects.toMatchObject({ code: 'forbidden-path' });
  await expect(roots.forWriting(absolute)).rejects.toMatchObject({ code: 'forbidden-path' });
});

test('writing through a link that leads out is forbidden', async () => {
  await expect(roots.forWriting(join(folder, 'root', 'out', 'new.lerf'))).rejects.toMatchObject({
    code: 'forbidden-path',
  });
});

test('a link to what does not exist yet is not written through', async () => {
  await symlink(join(folder, 'planted.ply'), join(folder, 'root', 'dangling.ply'));
  await symlink(join(folder, 'root', 'loop.ply'), join(folder, 'root', 'loop.ply'));
  for (const name of ['dangling.ply', 'loop.ply']) {
    await expect(roots.forWriting(join(folder, 'root', name))).rejects.toMatchObject({ code: 'forbidden-path' });
  }
});

test.skipIf(process.platform === 'win32')('a pipe in a root is neither read nor written', async () => {
  execFileSync('mkfifo', [join(folder, 'root', 'pipe.lerf')]);
  for (const look of ['existing', 'forWriting'] as const) {
    await expect(roots[look](join(folder, 'root', 'pipe.lerf'))).rejects.toMatchObject({ code: 'bad-request' });
  }
});

test('even with the whole disk granted a device is no file', async () => {
  await roots.grant('/');
  await expect(roots.existing('/dev/null')).rejects.toMatchObject({ code: 'bad-request' });
});

test('a missing file in a root is not found; a missing folder cannot be granted', async () => {
  await expect(roots.existing(join(folder, 'root', 'gone'))).rejects.toMatchObject({ code: 'not-found' });
  await expect(roots.forWriting(join(folder, 'root', 'gone', 'x.lerf'))).rejects.toMatchObject({ code: 'not-found' });
  await expect(roots.grant(join(folder, 'gone'))).rejects.toThrow('ENOENT');
});

test('a zero byte is refused before the file system sees it', async () => {
  await expect(roots.existing(`${folder}/root/a\0b`)).rejects.toMatchObject({ code: 'bad-request' });
});
