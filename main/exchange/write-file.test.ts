import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { removeFolder, temporaryFolder } from '../testing/test-engine.ts';
import { writeWhole } from './write-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => removeFolder(folder));

describe('a file that is written whole', () => {
  test('takes the place of an earlier one, and says how large it is', async () => {
    const path = join(folder, 'x.ply');
    await writeFile(path, 'earlier');
    expect(await writeWhole(path, (unfinished) => writeFile(unfinished, 'new'))).toBe(3);
    expect(await readFile(path, 'utf8')).toBe('new');
    expect(await readdir(folder)).toEqual(['x.ply']);
  });

  test('leaves what was there, and nothing else, if it cannot be written to its end', async () => {
    const path = join(folder, 'x.ply');
    await writeFile(path, 'earlier');
    const full = Object.assign(new Error('no space'), { code: 'ENOSPC' });
    const failing = writeWhole(path, async (unfinished) => {
      await writeFile(unfinished, 'half');
      throw full;
    });
    await expect(failing).rejects.toMatchObject({ code: 'disk', message: `The disk that holds ${path} is full.` });
    expect(await readFile(path, 'utf8')).toBe('earlier');
    expect(await readdir(folder)).toEqual(['x.ply']);
  });

  test('is refused in a folder that is not there, and as a folder', async () => {
    const nowhere = writeWhole(join(folder, 'gone', 'x.ply'), (unfinished) => writeFile(unfinished, 'x'));
    await expect(nowhere).rejects.toMatchObject({
      code: 'not-found',
      message: `There is no folder ${join(folder, 'gone')}.`,
    });
    await mkdir(join(folder, 'x.ply'));
    await expect(writeWhole(join(folder, 'x.ply'), async () => {})).rejects.toMatchObject({ code: 'bad-request' });
  });
});
