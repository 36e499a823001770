import { readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ProjectFile } from '../store/project-file.ts';
import { removeFolder, temporaryFolder } from '../testing/test-engine.ts';
import { createTinyProject } from '../testing/tiny-project.ts';
import { writeProjectZip } from './project-zip.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await temporaryFolder();
  path = join(folder, 'Tiny.lerf');
  await createTinyProject(path, { name: 'Kitchen/../2' });
});
afterEach(() => removeFolder(folder));

/** The files of a zip by its central directory. */
async function unzip(file: string): Promise<Map<string, Buffer>> {
  const bytes = await readFile(file);
  const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  let at = bytes.readUInt32LE(end + 16);
  return new Map(
    Array.from({ length: bytes.readUInt16LE(end + 10) }, () => {
      const [size, nameLength] = [bytes.readUInt32LE(at + 20), bytes.readUInt16LE(at + 28)];
      const name = bytes.toString('utf8', at + 46, at + 46 + nameLength);
      const local = bytes.readUInt32LE(at + 42);
      const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
      const packed = bytes.subarray(start, start + size);
      const isDeflated = bytes.readUInt16LE(at + 10) === 8;
      at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
      return [name, isDeflated ? inflateRawSync(packed) : packed] as const;
    }),
  );
}

describe('a project as a zip', () => {
  test('is a whole project again when it is unpacked, of the moment it was packed', async () => {
    const project = ProjectFile.open(path);
    project.queries.add('mug');
    const zip = join(folder, 'x.zip');
    const told: [number, number | null][] = [];
    await writeProjectZip(project, zip, 'LERF Studio 0', { onProgress: (done, total) => told.push([done, total]) });
    project.queries.add('book');
    project.close();

    const files = await unzip(zip);
    expect([...files.keys()]).toEqual(['README.txt', 'Kitchen-..-2.lerf']);
    expect(files.get('README.txt')!.toString()).toMatch(/5 photographs.*\n\n.*choose "Open project file"/);
    const unpacked = join(folder, 'unpacked.lerf');
    await writeFile(unpacked, files.get('Kitchen-..-2.lerf')!);
    const copy = ProjectFile.open(unpacked);
    expect(copy.integrityCheck()).toEqual([]);
    expect(copy.captures.frameCount()).toBe(5);
    expect(copy.queries.list().map(({ text }) => text)).toEqual(['mug']);
    copy.close();
    expect(told.at(-1)![0]).toBe(told.at(-1)![1]);
    expect(readdirSync(folder).sort()).toEqual(['Tiny.lerf', 'unpacked.lerf', 'x.zip']);
  });

  test('can be made of a project that may only be read', async () => {
    const project = ProjectFile.open(path, { readonly: true });
    await writeProjectZip(project, join(folder, 'x.zip'), 'LERF Studio 0');
    project.close();
    expect((await unzip(join(folder, 'x.zip'))).size).toBe(2);
  });

  test('stops when it is told to, without its snapshot', async () => {
    const project = ProjectFile.open(path);
    const writing = writeProjectZip(project, join(folder, 'x.zip'), 'LERF Studio 0', { isCancelled: () => true });
    await expect(writing).rejects.toMatchObject({ code: 'cancelled' });
    project.close();
    expect(readdirSync(folder).filter((name) => name !== 'x.zip')).toEqual(['Tiny.lerf']);
  });
});
