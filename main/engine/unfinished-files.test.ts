import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { Library } from '../store/library.ts';
import { temporaryFolder } from '../store/test-support.ts';
import { UnfinishedFiles } from './unfinished-files.ts';

let folder: string;
let library: Library;
let files: UnfinishedFiles;
/** The id of a process that is gone. */
const dead = spawnSync(process.execPath, ['--version']).pid;
const names = () => readdirSync(folder).filter((name) => !name.startsWith('library.db'));
const noted = () => Object.keys(library.settings.all());

beforeEach(() => {
  folder = temporaryFolder();
  library = Library.open(folder);
  files = new UnfinishedFiles(library.settings);
  return () => library.close();
});

/** Leaves a note as an engine that was killed does. */
function leave(path: string, pid = dead): void {
  library.settings.set(`unfinished/${randomUUID()}`, { pid, path });
}

test('a file is noted while it is written, however that ends', async () => {
  await files.writing(join(folder, 'x.ply'), async (unfinished) => {
    expect(basename(unfinished)).toMatch(/^\.[0-9a-f-]{36}\.part$/);
    expect(Object.values(library.settings.all())).toEqual([{ pid: process.pid, path: unfinished }]);
  });
  await expect(files.building(join(folder, 'x.lerf'), () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(noted()).toEqual([]);
});

test('what a killed engine has left is removed, and nothing beside it', () => {
  const part = `.${randomUUID()}.part`;
  const other = `.${randomUUID()}.part`;
  for (const name of [
    part,
    `${part}.lerf`,
    `${part}.lerf-journal`,
    `${part}.txt`,
    other,
    'mine.lerf.importing',
    'x.lerf.copying',
  ]) {
    writeFileSync(join(folder, name), 'half');
  }
  leave(join(folder, part));
  leave(join(folder, 'mine.lerf.importing'));
  leave(join(folder, 'x.lerf.copying'));
  files.sweep();
  expect(names().sort()).toEqual([`${part}.txt`, other].sort());
  expect(noted()).toEqual([]);
});

test('what a living engine writes stays, and so does a file that no engine would name so', () => {
  const part = `.${randomUUID()}.part`;
  for (const name of [part, 'holiday.jpg', 'table.lerf']) writeFileSync(join(folder, name), 'x');
  leave(join(folder, part), process.pid);
  leave(join(folder, 'holiday.jpg'));
  leave(join(folder, 'table.lerf'));
  library.settings.set('unfinished/odd', 'not a note');
  files.sweep();
  expect(names().sort()).toEqual([part, 'holiday.jpg', 'table.lerf'].sort());
  expect(noted()).toHaveLength(1);
});
