import sharp, { type Sharp } from 'sharp';
import { describe, expect, test } from 'vitest';
import { prepareImage } from './prepare.ts';
import { frameOf, HEIGHT, image, intrinsics, temporaryFolder, userError, WIDTH, write } from './test-capture.ts';

const saved = (content: Buffer, name = 'photo.jpg') => write(content, temporaryFolder(), name);

/** Colours of the pixels at given places, as another program would decode them. */
async function colours(data: Buffer, ...places: [column: number, row: number][]): Promise<number[][]> {
  const { data: pixels, info } = await sharp(data).raw().toBuffer({ resolveWithObject: true });
  return places.map(([column, row]) => {
    const at = info.channels * (row * info.width + column);
    return [...pixels.subarray(at, at + info.channels)];
  });
}

const flat = (changes: object = {}): Sharp =>
  sharp({ create: { width: WIDTH, height: HEIGHT, channels: 3, background: { r: 200, g: 100, b: 50 }, ...changes } });

test('an upright 8-bit JPEG at its own size is kept byte for byte', async () => {
  const content = await image();
  const prepared = await prepareImage(frameOf(saved(content)), 1);
  expect(prepared).toMatchObject({ data: content, mime: 'image/jpeg', hasAlpha: false, intrinsics: intrinsics() });
});

describe('becomes 8-bit sRGB:', () => {
  const near = (values: number[], tolerance: number) =>
    values.map((value) => expect.toSatisfy((actual: number) => Math.abs(actual - value) <= tolerance));
  const grey = flat({ background: '#7c7c7c' });

  test.each<[string, () => Promise<Buffer>, number[], number]>([
    ['a PNG', () => flat().png().toBuffer(), [200, 100, 50], 0],
    ['a 16-bit PNG', () => flat().toColourspace('rgb16').png().toBuffer(), [200, 100, 50], 0],
    ['a palette PNG', () => flat().png({ palette: true }).toBuffer(), [200, 100, 50], 0],
    ['a greyscale JPEG', () => grey.clone().toColourspace('b-w').jpeg({ quality: 100 }).toBuffer(), [124, 124, 124], 2],
    ['a greyscale PNG', () => grey.clone().toColourspace('b-w').png().toBuffer(), [124, 124, 124], 2],
    [
      'a CMYK JPEG',
      () => flat({ background: '#967864' }).toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer(),
      [150, 120, 100],
      10,
    ],
    [
      'a wide-gamut JPEG',
      () => flat().withIccProfile('p3').jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer(),
      [200, 100, 50],
      4,
    ],
    ['a WebP', () => flat().webp({ lossless: true }).toBuffer(), [200, 100, 50], 0],
    ['a TIFF', () => flat().tiff().toBuffer(), [200, 100, 50], 0],
    [
      'the first picture of an animation',
      async () => {
        const pictures = [await flat().png().toBuffer(), await grey.clone().png().toBuffer()];
        return sharp(pictures, { join: { animated: true } })
          .webp({ lossless: true })
          .toBuffer();
      },
      [200, 100, 50],
      0,
    ],
    [
      'transparency',
      () =>
        flat({ channels: 4, background: { r: 200, g: 100, b: 50, alpha: 0.4 } })
          .png()
          .toBuffer(),
      [200, 100, 50, 102],
      0,
    ],
  ])('%s', async (_, make, expected, tolerance) => {
    for (const downscale of [1, 2]) {
      const prepared = await prepareImage(frameOf(saved(await make())), downscale);
      expect(prepared.hasAlpha).toBe(expected.length === 4);
      const [colour] = await colours(prepared.data, [3, 2]);
      expect(colour).toEqual(near(expected, tolerance));
      const metadata = await sharp(prepared.data).metadata();
      expect(metadata).toMatchObject({ space: 'srgb', depth: 'uchar', width: WIDTH / downscale });
    }
  });
});

describe('of EXIF orientation', () => {
  /** Where the left half of the stored image, which is red, comes to lie. */
  const red = ['left', 'right', 'right', 'left', 'top', 'top', 'bottom', 'bottom'];
  const places = (width: number, height: number) =>
    [
      [1, height >> 1],
      [width - 2, height >> 1],
      [width >> 1, 1],
      [width >> 1, height - 2],
    ] as [number, number][];
  const sides = ['left', 'right', 'top', 'bottom'];

  test.each([1, 2, 3, 4, 5, 6, 7, 8])('%d it is turned upright, or left as stored', async (orientation) => {
    const path = saved(await image('jpeg', { orientation }));
    const [width, height] = orientation >= 5 ? [HEIGHT, WIDTH] : [WIDTH, HEIGHT];
    const upright = await prepareImage(frameOf(path, { rotate: true, intrinsics: intrinsics({ width, height }) }), 1);
    expect(await sharp(upright.data).metadata()).toMatchObject({ width, height });
    const side = red[orientation - 1]!;
    const [colour] = await colours(upright.data, places(width, height)[sides.indexOf(side)]!);
    expect(colour![0]).toBeGreaterThan(200);

    const stored = await prepareImage(frameOf(path, { rotate: false }), 1);
    const metadata = await sharp(stored.data).metadata();
    expect(metadata).toMatchObject({ width: WIDTH, height: HEIGHT });
    // Nothing is left that would make a viewer turn what training does not.
    expect(metadata.orientation ?? 1).toBe(1);
    const [left, right] = await colours(stored.data, [1, 6], [14, 6]);
    expect(left![0]).toBeGreaterThan(200);
    expect(right![2]).toBeGreaterThan(200);
  });
});

describe('reduced', () => {
  test('every pixel is the triangle-weighted mean of those around it', async () => {
    // One bright column among black ones: at half size it spreads with the weights 3/8 and 1/8.
    const pixels = new Uint8Array(WIDTH * HEIGHT * 3);
    for (let row = 0; row < HEIGHT; row++) pixels.fill(240, 3 * (row * WIDTH + 8), 3 * (row * WIDTH + 9));
    const photo = await sharp(pixels, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
      .png()
      .toBuffer();
    const { data } = await prepareImage(frameOf(saved(photo)), 2);
    const row = await colours(data, [2, 3], [3, 3], [4, 3], [5, 3]);
    expect(row.map(([value]) => value)).toEqual([0, 30, 90, 0]);
  });

  test('intrinsics follow the size that really comes out', async () => {
    const { intrinsics: reduced, data } = await prepareImage(frameOf(saved(await image())), 5);
    expect(await sharp(data).metadata()).toMatchObject({ width: 3, height: 2, format: 'png' });
    expect(reduced).toEqual(intrinsics({ width: 3, height: 2, fx: (20 * 3) / 16, fy: 21 / 6, cx: 1.5, cy: 1 }));
  });

  test('to nothing is refused', async () => {
    const { code, message } = await userError(prepareImage(frameOf(saved(await image())), 13));
    expect(code).toBe('bad-request');
    expect(message).toBe('The image photo.jpg is 16×12 pixels: reduced by 13, nothing is left of it.');
  });
});

test('thumbnails are small JPEGs of the same proportions, over white', async () => {
  const background = { r: 0, g: 0, b: 0, alpha: 0 };
  const large = sharp({ create: { width: 1000, height: 500, channels: 4, background } });
  const size = { width: 1000, height: 500 };
  const { thumbnail } = await prepareImage(
    frameOf(saved(await large.png().toBuffer()), { intrinsics: intrinsics(size) }),
    1,
  );
  expect(await sharp(thumbnail).metadata()).toMatchObject({ format: 'jpeg', width: 320, height: 160 });
  expect(await colours(thumbnail, [5, 5])).toEqual([[255, 255, 255]]);

  const small = await prepareImage(frameOf(saved(await image())), 1);
  expect(await sharp(small.thumbnail).metadata()).toMatchObject({ width: WIDTH, height: HEIGHT });
});

describe('damage that the header does not show', () => {
  const damaged = 'The image photo.jpg is damaged and cannot be decoded.';

  const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
  const noisy = (width: number, height: number) =>
    sharp({ create: { width, height, channels: 3, noise, background: '#000' } })
      .jpeg({ quality: 90 })
      .toBuffer();

  test('in the middle of a JPEG', async () => {
    const photo = await noisy(400, 300);
    const broken = Buffer.concat([photo.subarray(0, photo.length >> 1), Buffer.from([0xff, 0xd9])]);
    const frame = frameOf(saved(broken), { intrinsics: intrinsics({ width: 400, height: 300 }) });
    for (const downscale of [1, 8]) expect((await userError(prepareImage(frame, downscale))).message).toBe(damaged);
  });

  test('is not what some phones put before the end marker', async () => {
    const photo = await noisy(WIDTH, HEIGHT);
    const odd = Buffer.concat([photo.subarray(0, -2), Buffer.from([1, 2, 3]), photo.subarray(-2)]);
    const [expected, prepared] = [
      await prepareImage(frameOf(saved(photo)), 2),
      await prepareImage(frameOf(saved(odd)), 2),
    ];
    expect(prepared.data).toEqual(expected.data);
  });

  test('in a PNG', async () => {
    const photo = await image('png', { width: 400, height: 300 });
    photo.fill(0x55, photo.length >> 1, (photo.length >> 1) + 8);
    const frame = frameOf(saved(photo), { intrinsics: intrinsics({ width: 400, height: 300 }) });
    expect((await userError(prepareImage(frame, 2))).message).toBe(damaged);
  });

  test('a file that went away', async () => {
    expect((await userError(prepareImage(frameOf('/nowhere/photo.jpg'), 1))).message).toBe(
      'The image photo.jpg cannot be read.',
    );
  });
});
