import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { UserError } from '../errors.ts';
import type { RgbImage } from '../view/images.ts';
import { findFfmpeg } from './ffmpeg.ts';
import { writePictures, writeVideo } from './film-file.ts';
import { writeWhole } from './write-file.ts';

const SIZE = { width: 6, height: 4 };

async function* pictures(count: number, failure?: Error): AsyncGenerator<RgbImage> {
  for (let i = 0; i < count; i++) yield { ...SIZE, pixels: new Uint8Array(6 * 4 * 3).fill(10 * i) };
  if (failure) throw failure;
}

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lerf-film-'));
  onTestFinished(() => rm(folder, { recursive: true }));
});

/** Names of the files in an archive, in the order of its directory, with where each begins. */
function entriesOf(zip: Buffer): { name: string; at: number; bytes: number }[] {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  let at = zip.readUInt32LE(end + 16);
  return Array.from({ length: zip.readUInt16LE(end + 10) }, () => {
    const [nameBytes, extra, comment] = [28, 30, 32].map((place) => zip.readUInt16LE(at + place));
    const entry = {
      name: zip.toString('utf8', at + 46, at + 46 + nameBytes!),
      at: zip.readUInt32LE(at + 42),
      bytes: zip.readUInt32LE(at + 20),
    };
    at += 46 + nameBytes! + extra! + comment!;
    return entry;
  });
}

describe('pictures in a zip', () => {
  it('are numbered in their order and can be read', async () => {
    const file = join(folder, 'flight.zip');
    await writePictures(pictures(12), 12, file);
    const zip = await readFile(file);
    const entries = entriesOf(zip);
    expect(entries.map(({ name }) => name)).toEqual(
      Array.from({ length: 12 }, (_, i) => `frame-00${String(i + 1).padStart(2, '0')}.png`),
    );
    const { at, bytes } = entries[7]!;
    const start = at + 30 + zip.readUInt16LE(at + 26) + zip.readUInt16LE(at + 28);
    const { data, info } = await sharp(zip.subarray(start, start + bytes))
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject(SIZE);
    expect([...data]).toEqual(Array(72).fill(70));
  });

  it('that are not finished leave nothing behind', async () => {
    const cancelled = new UserError('cancelled', 'Rendering was cancelled.');
    const writing = writeWhole(join(folder, 'flight.zip'), (file) => writePictures(pictures(3, cancelled), 9, file));
    await expect(writing).rejects.toBe(cancelled);
    expect(await readdir(folder)).toEqual([]);
  });

  it('that cannot be written fail instead of waiting for ever', async () => {
    await expect(writePictures(pictures(3), 3, join(folder, 'gone', 'flight.zip'))).rejects.toMatchObject({
      code: 'ENOENT',
    });
  });
});

/** A program in the place of ffmpeg. */
async function standIn(script: string): Promise<string> {
  const file = join(folder, 'ffmpeg');
  await writeFile(file, `#!${process.execPath}\n${script}`);
  await chmod(file, 0o755);
  return file;
}
const RECORD = `
const { writeFileSync } = require('node:fs');
let bytes = 0;
process.stdin.on('data', (data) => { bytes += data.length; });
process.stdin.on('end', () => writeFileSync(process.argv.at(-1), JSON.stringify({ bytes, args: process.argv.slice(2) })));
`;

describe.skipIf(process.platform === 'win32')('a video', () => {
  it('is made of the raw pictures by ffmpeg', async () => {
    const ffmpeg = await standIn(RECORD);
    const file = join(folder, 'flight $(date).mp4');
    await writeVideo(pictures(5), { ...SIZE, framesPerSecond: 24 }, file, ffmpeg);
    const { bytes, args } = JSON.parse(await readFile(file, 'utf8'));
    expect(bytes).toBe(5 * 6 * 4 * 3);
    expect(args.join(' ')).toContain('-f rawvideo -pix_fmt rgb24 -s 6x4 -r 24 -i pipe:0');
    expect(args.at(-1)).toBe(file);
  });

  it('that ffmpeg refuses to make says why, once', async () => {
    const ffmpeg = await standIn(`console.error('Unknown encoder: libx264'); process.exit(1);`);
    const making = writeWhole(join(folder, 'flight.mp4'), (file) =>
      writeVideo(pictures(400), { ...SIZE, framesPerSecond: 24 }, file, ffmpeg),
    );
    await expect(making).rejects.toMatchObject({
      name: 'UserError',
      message: 'ffmpeg could not make the video: Unknown encoder: libx264.',
      hint: expect.stringContaining('images'),
    });
    expect(await readdir(folder)).toEqual(['ffmpeg']);
  });

  it('that is cancelled ends ffmpeg and leaves nothing behind', async () => {
    const ffmpeg = await standIn(
      `require('node:fs').writeFileSync(process.argv.at(-1), 'half'); process.stdin.resume();`,
    );
    const cancelled = new UserError('cancelled', 'Rendering was cancelled.');
    const making = writeWhole(join(folder, 'flight.mp4'), (file) =>
      writeVideo(pictures(3, cancelled), { ...SIZE, framesPerSecond: 24 }, file, ffmpeg),
    );
    await expect(making).rejects.toBe(cancelled);
    expect(await readdir(folder)).toEqual(['ffmpeg']);
  });

  it('needs ffmpeg on the path', async () => {
    const ffmpeg = await standIn(RECORD);
    expect(await findFfmpeg(`relative:/no/where:${folder}`)).toBe(ffmpeg);
    await expect(findFfmpeg('/no/where')).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('not installed'),
      hint: expect.stringContaining('images'),
    });
  });
});
