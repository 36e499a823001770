import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { checkImage, fitIntrinsics } from './check-image.ts';
import { readCapture } from './index.ts';
import { FILES, image, intrinsics, temporaryFolder, transformsFolder, write } from './test-capture.ts';

const problemOf = async (content: Buffer | string, name = 'photo.jpg') =>
  (await checkImage(write(content, temporaryFolder(), name))).problem;

/** A JPEG so noisy that its data is long. */
const noisy = (size: number, options: { progressive?: boolean } = {}) =>
  sharp({
    create: {
      width: size,
      height: size,
      channels: 3,
      noise: { type: 'gaussian', mean: 128, sigma: 60 },
      background: '#000',
    },
  })
    .jpeg({ quality: 95, ...options })
    .toBuffer();

/** A JPEG whose header holds another, whole JPEG, as cameras store thumbnails. */
function withThumbnail(photo: Buffer, thumbnail: Buffer): Buffer {
  const head = Buffer.from([0xff, 0xe2, 0, 0]);
  head.writeUInt16BE(thumbnail.length + 2, 2);
  return Buffer.concat([photo.subarray(0, 2), head, thumbnail, photo.subarray(2)]);
}

/** The header of a PNG of a size that nobody could decode, with next to no data. */
function pngHeader(width: number, height: number): Buffer {
  const chunk = (name: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(name), data]);
    const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    check.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, check]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(9))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

test.each(['jpeg', 'png', 'webp', 'tiff', 'gif', 'avif'] as const)(
  'a %s passes, whatever it is called',
  async (format) => {
    const check = await checkImage(write(await image(format), temporaryFolder(), 'photo.jpg'));
    expect(check).toEqual({ problem: null, width: 16, height: 12, quarterTurn: false });
  },
);

test.each([
  ['an empty file', '', 'the image file is empty'],
  ['text', 'not a photograph', 'the file is not an image that can be read'],
  [
    'a drawing',
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
    'the file is no photograph, but of the type svg',
  ],
  ['half a header', Buffer.from([0xff, 0xd8, 0xff]), 'the file is not an image that can be read'],
  ['a huge PNG', pngHeader(50_000, 50_000), 'the image is 50000×50000 pixels, more than the 200 million allowed'],
])('%s is found', async (_, content, problem) => {
  expect(await problemOf(content)).toBe(problem);
});

test('a missing file and a folder are found', async () => {
  const folder = temporaryFolder();
  expect((await checkImage(`${folder}/none.jpg`)).problem).toBe('the image file is missing');
  expect((await checkImage(folder)).problem).toBe('the image file is missing');
});

describe('cut in half:', () => {
  const cut = 'the image file is cut off before its end';
  test.each([
    ['a small JPEG', () => noisy(100)],
    ['a large JPEG', () => noisy(700)],
    ['a progressive JPEG', () => noisy(300, { progressive: true })],
    ['a JPEG with a thumbnail', async () => withThumbnail(await noisy(300), await image())],
    [
      'a PNG',
      () =>
        sharp({
          create: {
            width: 90,
            height: 90,
            channels: 3,
            noise: { type: 'gaussian', mean: 128, sigma: 60 },
            background: '#000',
          },
        })
          .png()
          .toBuffer(),
    ],
  ])('%s', async (_, make) => {
    const whole = await make();
    expect(await problemOf(whole)).toBeNull();
    expect(await problemOf(whole.subarray(0, whole.length * 0.6))).toBe(cut);
  });

  test('a WebP, which its own library notices', async () => {
    const whole = await sharp(await noisy(100))
      .webp()
      .toBuffer();
    expect(await problemOf(whole.subarray(0, whole.length / 2))).toBe('the file is not an image that can be read');
  });

  test('a capture skips it before its poses are normalised', async () => {
    const folder = await transformsFolder();
    const photo = await noisy(100);
    write(photo.subarray(0, photo.length / 2), folder, FILES[0]!);
    const { skipped, frames } = await readCapture(folder);
    expect(skipped).toEqual([{ file: FILES[0], reason: 'The image file is cut off before its end.' }]);
    expect(frames.map(({ worldFromCamera }) => worldFromCamera[3])).toEqual([-1, 1]);
  });

  test('what phones append is no damage', async () => {
    const whole = withThumbnail(await noisy(100), await image());
    expect(await problemOf(Buffer.concat([whole, Buffer.alloc(300_000)]))).toBeNull();
  });
});

describe('a camera and its image', () => {
  const stored = { width: 16, height: 12, quarterTurn: false };
  const turned = { ...stored, quarterTurn: true };

  test.each([
    ['of the same size', { width: 16, height: 12 }, stored, { width: 16, height: 12, rotate: true }],
    ['described upright', { width: 12, height: 16 }, turned, { width: 12, height: 16, rotate: true }],
    ['described as stored', { width: 16, height: 12 }, turned, { width: 16, height: 12, rotate: false }],
    [
      'square',
      { width: 9, height: 9 },
      { width: 9, height: 9, quarterTurn: true },
      { width: 9, height: 9, rotate: true },
    ],
    ['of a reduced copy', { width: 160, height: 120 }, stored, { width: 16, height: 12, rotate: true }],
  ])('%s', (_, declared, size, { rotate, ...expected }) => {
    expect(fitIntrinsics(intrinsics(declared), size)).toMatchObject({ rotate, intrinsics: expected });
  });

  test('focal lengths and the principal point follow the size', () => {
    const declared = intrinsics({
      width: 32,
      height: 24,
      fx: 40,
      fy: 44,
      cx: 15,
      cy: 13,
      distortion: [1, 2, 3, 4, 5, 6],
    });
    expect(fitIntrinsics(declared, stored)).toMatchObject({
      intrinsics: { width: 16, height: 12, fx: 20, fy: 22, cx: 7.5, cy: 6.5, distortion: [1, 2, 3, 4, 5, 6] },
    });
  });

  test('of other proportions do not fit', () => {
    expect(fitIntrinsics(intrinsics({ width: 12, height: 16 }), stored)).toEqual({
      problem: 'the image is 16×12 pixels, but its camera is for 12×16',
    });
  });
});
