import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { missingSharedData, sharedData } from '../testing/shared-data.ts';
import { readCapture } from './index.ts';
import { compose } from './matrix.ts';
import { splitOf } from './split.ts';
import {
  complaint,
  FILES,
  goodFrames,
  HEIGHT,
  image,
  rowPose,
  temporaryFolder,
  transformsFolder,
  WIDTH,
  write,
} from './test-capture.ts';
import { readTransforms } from './transforms.ts';

const read = (folder: string, images?: string) => readTransforms(join(folder, 'transforms.json'), images);
const files = (capture: { frames: readonly { file: string }[] }) => capture.frames.map(({ file }) => file);

describe.skipIf(missingSharedData('fox'))('of the fox capture', () => {
  test('17 images are missing and skipped by name; 43 of the other 50 are trained on', async () => {
    const capture = await readCapture(sharedData('fox'));
    expect(capture.kind).toBe('transforms');
    expect(capture.frames).toHaveLength(50);
    expect(capture.skipped).toHaveLength(17);
    expect(capture.skipped[0]).toEqual({ file: 'images/0005.jpg', reason: 'The image file is missing.' });
    expect(new Set(capture.skipped.map(({ file }) => file)).size).toBe(17);
    expect(capture.frames.filter((frame, index) => splitOf(frame, index, 8) === 'test')).toHaveLength(7);
    expect(capture.warnings).toEqual([]);
  });
});

describe('intrinsics:', () => {
  const camera = { w: undefined, h: undefined, fl_x: undefined, fl_y: undefined, cx: undefined, cy: undefined };
  const angle = 2 * Math.atan(WIDTH / 2 / 20);

  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['as they are', {}, { fx: 20, fy: 21, cx: 8, cy: 6, width: WIDTH, height: HEIGHT }],
    ['camera_angle_x only', { ...camera, camera_angle_x: angle }, { fx: 20, fy: 20, cx: 8, cy: 6, width: WIDTH }],
    [
      'both angles',
      { ...camera, camera_angle_x: angle, camera_angle_y: 2 * Math.atan(HEIGHT / 2 / 30) },
      { fx: 20, fy: 30 },
    ],
    ['a focal length goes before an angle', { camera_angle_x: 0, camera_angle_y: 9 }, { fx: 20, fy: 21 }],
    ['fl_x only', { fl_y: undefined }, { fx: 20, fy: 20 }],
    [
      'without w and h, the size of the image',
      { w: undefined, h: undefined },
      { width: WIDTH, height: HEIGHT, fx: 20 },
    ],
    [
      'for images of twice the size',
      { w: 32, h: 24 },
      { width: WIDTH, height: HEIGHT, fx: 10, fy: 10.5, cx: 4, cy: 3 },
    ],
    ['distortion', { k1: 1, k2: 2, k3: 3, k4: 4, p1: 5, p2: 6 }, { distortion: [1, 2, 3, 4, 5, 6] }],
  ])('%s', async (_, given, expected) => {
    const [frame] = (await read(await transformsFolder(given))).frames;
    const close = Object.entries(expected).map(([key, value]) => [
      key,
      typeof value === 'number' ? expect.closeTo(value) : value,
    ]);
    expect(frame!.intrinsics).toMatchObject(Object.fromEntries(close));
  });

  test('those of a frame go before those of the capture', async () => {
    const [a, b, c] = goodFrames();
    const capture = await read(await transformsFolder({ frames: [{ ...a, fl_x: 40, k1: 0.1 }, b, c] }));
    expect(capture.frames.map(({ intrinsics }) => [intrinsics.fx, intrinsics.fy, intrinsics.distortion[0]])).toEqual([
      [40, 21, 0.1],
      [20, 21, 0],
      [20, 21, 0],
    ]);
  });

  test.each<[Record<string, unknown>, string]>([
    [{ fl_x: 0 }, 'Its focal length is 0 × 21 pixels, which must be positive.'],
    [{ fl_y: -3 }, 'Its focal length is 20 × -3 pixels, which must be positive.'],
    [{ w: 0 }, 'Its declared image size is 0×12 pixels.'],
    [{ h: -12 }, 'Its declared image size is 16×-12 pixels.'],
    [{ w: 1e300 }, 'The image is 16×12 pixels, but its camera is for 1e+300×12.'],
    [{ w: 12, h: 12 }, 'The image is 16×12 pixels, but its camera is for 12×12.'],
  ])('a frame with %j is skipped', async (wrong, reason) => {
    const [a, ...others] = goodFrames();
    const capture = await read(await transformsFolder({ frames: [{ ...a, ...wrong }, ...others] }));
    expect(capture.skipped).toEqual([{ file: 'images/a.jpg', reason }]);
    expect(capture.frames).toHaveLength(2);
  });

  test.each([0, -1, Math.PI, 7])('a field of view of %d radians is refused', async (camera_angle_x) => {
    const folder = await transformsFolder({ ...camera, camera_angle_x });
    expect(await complaint(readCapture(folder), folder)).toBe(
      `The capture in DIR cannot be imported: none of its 3 images can be used (images/a.jpg: its field of view is ${camera_angle_x} radians, which no camera has).`,
    );
  });
});

describe('the split:', () => {
  test("is what file lists say, and the importer's own for frames that none names", async () => {
    const lists = { train_filenames: ['./images/c.jpg'], test_filenames: ['images/b.jpg'] };
    const { frames } = await read(await transformsFolder(lists));
    expect(frames.map(({ split }) => split)).toEqual([null, 'test', 'train']);
    expect(frames.map((frame, index) => splitOf(frame, index, 8))).toEqual(['test', 'test', 'train']);
  });

  test('holds out what is listed for validation', async () => {
    const { frames } = await read(await transformsFolder({ val_filenames: ['images/b.jpg'] }));
    expect(frames.map(({ split }) => split)).toEqual([null, 'test', null]);
  });
});

describe('paths:', () => {
  const frame = (file_path: string, i = 0) => ({ file_path, transform_matrix: rowPose(i) });

  test.each([
    ['with "./"', './images/a.jpg', 'images/a.jpg'],
    ['without extension', 'images/a', 'images/a'],
    ['with the separators of Windows', '.\\images\\a.jpg', 'images/a.jpg'],
  ])('%s', async (_, file_path, file) => {
    const folder = await transformsFolder({ frames: [frame(file_path)] });
    const capture = await read(folder);
    expect(capture.skipped).toEqual([]);
    expect(files(capture)).toEqual([file]);
    expect(capture.frames[0]!.imagePath).toMatch(/images.a\.jpg$/);
  });

  test.each(['Füchse/狐 1.jpg', 'a photo  with spaces.jpg', '2026-01-01T10:00:00.jpg', '..hidden.jpg', 'v1.2/a.b.jpg'])(
    'a file may be called "%s"',
    async (name) => {
      const capture = await read(await transformsFolder({ frames: [frame(name)] }, { files: [name] }));
      expect(files(capture)).toEqual([name]);
    },
  );

  test('a name without extension is a file before it is a folder', async () => {
    const folder = await transformsFolder({ frames: [frame('images/a')] });
    mkdirSync(join(folder, 'images/a'));
    expect(files(await read(folder))).toEqual(['images/a']);
  });

  test('an absolute path within the capture', async () => {
    const folder = await transformsFolder();
    write(JSON.stringify({ fl_x: 20, frames: [frame(join(folder, 'images/b.jpg'))] }), folder, 'transforms.json');
    expect((await read(folder)).frames).toHaveLength(1);
  });

  test('images outside the capture folder are skipped, whichever way leads there', async () => {
    const outside = temporaryFolder();
    write(await image(), outside, 'secret.jpg');
    const folder = await transformsFolder({
      frames: [
        frame(`${join(outside, 'secret.jpg')}`),
        frame('images/link.jpg'),
        frame('images/a.jpg', 1),
        frame('..'),
      ],
    });
    symlinkSync(join(outside, 'secret.jpg'), join(folder, 'images/link.jpg'));
    const capture = await read(folder);
    expect(files(capture)).toEqual(['images/a.jpg']);
    expect(capture.skipped.map(({ reason }) => reason)).toEqual(
      Array(3).fill('The image lies outside the capture folder.'),
    );

    write(JSON.stringify({ fl_x: 20, frames: [frame('../secret.jpg')] }), folder, 'inner/transforms.json');
    write(await image(), folder, 'secret.jpg');
    expect((await read(join(folder, 'inner'))).skipped[0]!.reason).toBe('The image lies outside the capture folder.');
  });

  test('the capture folder itself may be a link, and images missing in it are missing', async () => {
    const folder = await transformsFolder({ frames: [...goodFrames(), frame('images/none.jpg')] });
    const link = join(temporaryFolder(), 'link');
    symlinkSync(folder, link);
    const capture = await readCapture(link);
    expect(files(capture)).toEqual(FILES);
    expect(capture.skipped).toEqual([{ file: 'images/none.jpg', reason: 'The image file is missing.' }]);
  });

  test('an image that is listed twice is used once', async () => {
    const frames = [...goodFrames(), frame('./images/a.jpg', 5), frame('images/b', 6)];
    const capture = await read(await transformsFolder({ frames }));
    expect(files(capture)).toEqual(['images/a.jpg', 'images/b', 'images/c.jpg']);
    expect(capture.skipped.map(({ reason }) => reason)).toEqual(Array(2).fill('The capture lists it twice.'));
  });

  test('another images folder may hold the end of the path, and does not mix up folders of the same names', async () => {
    const folder = await transformsFolder(
      { frames: [frame('images/left/a.jpg'), frame('images/right/a.jpg', 1), frame('images/only.jpg', 2)] },
      { files: ['images/only.jpg'] },
    );
    const other = temporaryFolder();
    for (const side of ['left', 'right']) write(await image(), other, side, 'a.jpg');
    const paths = (await read(folder, other)).frames.map(({ imagePath }) => imagePath);
    expect(paths).toEqual([
      expect.stringMatching(/left.a\.jpg$/),
      expect.stringMatching(/images.only\.jpg$/),
      expect.stringMatching(/right.a\.jpg$/),
    ]);
  });
});

describe('poses:', () => {
  test('are used as written; what was applied before enters only `transform`', async () => {
    const applied = [
      [0, 1, 0, 4],
      [1, 0, 0, 5],
      [0, 0, -1, 6],
    ];
    const plain = await readCapture(await transformsFolder());
    const capture = await readCapture(await transformsFolder({ applied_transform: applied, applied_scale: 2 }));
    expect(capture.frames.map(({ worldFromCamera }) => worldFromCamera)).toEqual(
      plain.frames.map(({ worldFromCamera }) => worldFromCamera),
    );
    expect(capture.scale).toBe(plain.scale);
    const captureFromOriginal = applied.flat().map((entry) => 2 * entry);
    expect(capture.transform).toEqual(compose(plain.transform, captureFromOriginal));
  });

  test('a scale alone is applied, too', async () => {
    const plain = await readCapture(await transformsFolder());
    const scaled = await readCapture(await transformsFolder({ applied_scale: 3 }));
    expect(scaled.transform).toEqual(
      plain.transform.map((entry, i) => (i % 4 === 3 ? entry : expect.closeTo(3 * entry))),
    );
  });

  const pose = (row: number, column: number, value: unknown) =>
    rowPose(0).map((line, r) => line.map((entry, c) => (r === row && c === column ? value : entry)));
  test.each([
    ['NaN', pose(0, 3, 'BARE NaN'), 'Its pose contains a value that is not a number.'],
    ['Infinity', pose(1, 3, 'BARE -Infinity'), 'Its pose contains a value that is not a number.'],
    ['null', pose(2, 2, null), 'Its pose contains a value that is not a number.'],
    ['1e999', pose(0, 3, 'BARE 1e999'), 'Its pose contains a value that is not a number.'],
    ['a far position', pose(0, 3, 1e200), 'Its position is too far away to be right.'],
    ['a stretched axis', pose(0, 0, 2), 'Its rotation is not of unit length.'],
    [
      'a skewed axis',
      [
        [1, Math.SQRT1_2, 0, 0],
        [0, Math.SQRT1_2, 0, 0],
        [0, 0, 1, 0],
      ],
      'The axes of its rotation are not at right angles.',
    ],
    ['a mirrored axis', pose(0, 0, -1), 'Its rotation mirrors the scene.'],
    ['zeros', pose(0, 0, 0), 'Its rotation is not of unit length.'],
  ])('a frame with %s in its pose is skipped', async (_, transform_matrix, reason) => {
    const [a, ...others] = goodFrames();
    const json = JSON.stringify({ fl_x: 20, frames: [{ ...a, transform_matrix }, ...others] });
    const folder = await transformsFolder();
    write(json.replace(/"BARE (.*?)"/g, '$1'), folder, 'transforms.json');
    const capture = await read(folder);
    expect(capture.skipped).toEqual([{ file: 'images/a.jpg', reason }]);
    expect(files(capture)).toEqual(FILES.slice(1));
  });
});

test('masks are announced, since they are not used', async () => {
  const [a, ...others] = goodFrames();
  const folder = await transformsFolder({ frames: [{ ...a, mask_path: 'masks/a.png' }, ...others] });
  expect((await readCapture(folder)).warnings).toEqual([
    'One frame has a mask, which is not used yet: masked pixels are trained on.',
  ]);
});

test.each(['OPENCV_FISHEYE', 'EQUIRECTANGULAR'])('the camera model %s is refused by name', async (camera_model) => {
  const folder = await transformsFolder({ camera_model });
  expect(await complaint(readCapture(folder), folder)).toBe(
    `DIR/transforms.json uses the camera model ${camera_model}, which is not supported.`,
  );
});
