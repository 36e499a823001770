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
  ['the file system root', '/'],
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

test('a missing file in a root is not found; a missing folder cannot be granted', async () => {
  await expect(roots.existing(join(folder, 'root', 'gone'))).rejects.toMatchObject({ code: 'not-found' });
  await expect(roots.forWriting(join(folder, 'root', 'gone', 'x.lerf'))).rejects.toMatchObject({ code: 'not-found' });
  await expect(roots.grant(join(folder, 'gone'))).rejects.toThrow('ENOENT');
});

test('a zero byte is refused before the file system sees it', async () => {
  await expect(roots.existing(`${folder}/root/a\0b`)).rejects.toMatchObject({ code: 'bad-request' });
});
