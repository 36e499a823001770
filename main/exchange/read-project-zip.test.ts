import { createWriteStream, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ZipFile } from 'yazl';
import { UserError } from '../errors.ts';
import { ProjectFile } from '../store/project-file.ts';
import { damagedBytes, fuzz } from '../testing/fuzz.ts';
import { removeFolder, temporaryFolder } from '../testing/test-engine.ts';
import { createTinyProject } from '../testing/tiny-project.ts';
import { writeProjectZip } from './project-zip.ts';
import { readProjectZip } from './read-project-zip.ts';

let folder: string;
let zip: string;
let target: string;
beforeEach(async () => {
  folder = await temporaryFolder();
  [zip, target] = [join(folder, 'x.zip'), join(folder, 'new.lerf')];
});
afterEach(() => removeFolder(folder));

const leftBehind = () => readdirSync(folder).filter((name) => !['x.zip', 'Tiny.lerf'].includes(name));

async function packedProject(): Promise<Buffer> {
  const path = join(folder, 'Tiny.lerf');
  await createTinyProject(path);
  const project = ProjectFile.open(path);
  project.queries.add('mug');
  await writeProjectZip(project, zip, 'LERF Studio 0');
  project.close();
  return readFile(zip);
}

/** Entries by name, as only somebody with bad intentions would write them: names are put in afterwards. */
async function writeZip(entries: [name: string, content: Buffer, mode?: number][]): Promise<void> {
  const file = new ZipFile();
  for (const [name, content, mode] of entries) {
    file.addBuffer(content, name.replace(/[^\w.]/g, '_'), mode === undefined ? {} : { mode });
  }
  file.end();
  await pipeline(file.outputStream, createWriteStream(zip));
  let bytes = (await readFile(zip)).toString('latin1');
  for (const [name] of entries) bytes = bytes.replaceAll(name.replace(/[^\w.]/g, '_'), name);
  writeFileSync(zip, bytes, 'latin1');
}

async function refusal(): Promise<UserError> {
  const thrown = await readProjectZip(zip, target).catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(UserError);
  expect(leftBehind()).toEqual([]);
  return thrown as UserError;
}

test('a project goes through a zip and is what it was', async () => {
  await packedProject();
  const told: number[] = [];
  expect(await readProjectZip(zip, target, { onProgress: (done) => told.push(done) })).toBe(told.at(-1));
  const project = ProjectFile.open(target);
  expect(project.integrityCheck()).toEqual([]);
  expect(project.captures.frameCount()).toBe(5);
  expect(project.queries.list().map(({ text }) => text)).toEqual(['mug']);
  project.close();
});

describe('is refused in one sentence, with nothing left behind:', () => {
  const content = Buffer.from('no project');

  test.each<[what: string, entries: [string, Buffer, number?][], message: string]>([
    ['a name that leads out', [['../x.lerf', content]], 'damaged or names places outside'],
    ['a name from the root', [['/etc/x.lerf', content]], 'damaged or names places outside'],
    ['a drive', [['C:/x.lerf', content]], 'damaged or names places outside'],
    ['backslashes', [['..\\x.lerf', content]], 'damaged or names places outside'],
    ['a link', [['x.lerf', Buffer.from('/etc/passwd'), 0o120777]], 'only a link'],
    ['no project', [['a.txt', content]], 'there is no .lerf file in it'],
    [
      'two projects whose names differ by case',
      [
        ['a.lerf', content],
        ['A.LERF', content],
      ],
      'there are 2 .lerf files in it',
    ],
    [
      'two projects of one name',
      [
        ['a.lerf', content],
        ['a.lerf', content],
      ],
      'there are 2 .lerf files in it',
    ],
    ['what is no project', [['a.lerf', content]], `a.lerf in `],
    ['a bomb', [['a.lerf', Buffer.alloc(80 * 2 ** 20)]], 'as no project does'],
    [
      'many files',
      Array.from({ length: 101 }, (_, i) => [`${i}.txt`, content] as [string, Buffer]),
      'it holds 101 files',
    ],
  ])('%s', async (_, entries, message) => {
    await writeZip(entries);
    const { code, message: said } = await refusal();
    expect(code).toBe('bad-project');
    expect(said).toContain(message);
    expect(said).toContain(zip);
    expect(said).not.toContain('.part');
  });

  test('what is no zip, and what is not there', async () => {
    writeFileSync(zip, 'no zip');
    expect((await refusal()).message).toContain('it is damaged or no zip');
    zip = join(folder, 'missing.zip');
    expect((await refusal()).code).toBe('not-found');
  });

  test('a name that is taken, whatever has it', async () => {
    await packedProject();
    for (const make of [() => writeFileSync(target, 'mine'), () => symlinkSync('Tiny.lerf', target)]) {
      make();
      const before = await readFile(target);
      await expect(readProjectZip(zip, target)).rejects.toMatchObject({ code: 'conflict' });
      expect((await readFile(target)).equals(before)).toBe(true);
      await removeFolder(target);
    }
  });

  test('an import that is cancelled', async () => {
    await packedProject();
    await expect(readProjectZip(zip, target, { isCancelled: () => true })).rejects.toMatchObject({ code: 'cancelled' });
    expect(leftBehind()).toEqual([]);
  });

  test('a zip damaged anywhere, or it is read for what it is', async () => {
    const bytes = await packedProject();
    const { refused } = await fuzz(
      damagedBytes(bytes),
      async (damaged) => {
        writeFileSync(zip, damaged);
        try {
          await readProjectZip(zip, target);
          const project = ProjectFile.open(target, { readonly: true });
          expect(project.captures.frameCount()).toBe(5);
          project.close();
        } finally {
          await removeFolder(target);
          expect(leftBehind()).toEqual([]);
        }
      },
      { runs: 120 },
    );
    expect(refused.length).toBeGreaterThan(50);
  });
});
