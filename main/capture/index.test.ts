import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { detectCaptureKind, readCapture } from './index.ts';
import { splitOf } from './split.ts';
import { complaint, frameOf, goodFrames, temporaryFolder, transformsFolder, write } from './test-capture.ts';

test('what is no capture is refused in one sentence', async () => {
  const folder = temporaryFolder();
  const refusal = (path: string) => complaint(readCapture(path), folder);
  mkdirSync(join(folder, 'empty'));
  expect(await refusal(join(folder, 'none'))).toBe('DIR/none does not exist.');
  expect(await refusal(join(folder, 'empty'))).toBe(
    'DIR/empty is not a capture: it has no transforms.json, transforms_train.json or COLMAP model.',
  );
  expect(await refusal(write('', folder, 'photo.jpg'))).toBe('DIR/photo.jpg is not a capture folder.');
});

test('the transforms.json itself may be named instead of its folder', async () => {
  const folder = await transformsFolder();
  expect((await readCapture(join(folder, 'transforms.json'))).source).toBe(folder);
});

test.each([
  [[], 'The capture in DIR lists no images.'],
  [
    goodFrames().slice(0, 1),
    'The capture in DIR cannot be imported: its only image cannot be used (images/a.jpg: the image file is missing).',
  ],
  [
    goodFrames(),
    'The capture in DIR cannot be imported: none of its 3 images can be used (images/a.jpg: the image file is missing).',
  ],
  [
    goodFrames().map((frame, i) =>
      i === 1
        ? {
            ...frame,
            transform_matrix: [
              [0, 0, 0, 0],
              [0, 0, 0, 0],
              [0, 0, 0, 0],
            ],
          }
        : frame,
    ),
    'The capture in DIR cannot be imported: none of its 3 images can be used (images/a.jpg: the image file is missing, and others).',
  ],
])('a capture without a single usable image is refused (%#)', async (frames, message) => {
  const folder = await transformsFolder({ frames }, { files: [] });
  expect(await complaint(readCapture(folder), folder)).toBe(message);
});

test.each([
  ['transforms', ['transforms.json']],
  ['blender', ['transforms_train.json']],
  ['colmap', ['sparse/0/cameras.bin', 'sparse/0/images.bin']],
  ['colmap', ['sparse/cameras.txt', 'sparse/images.txt']],
  ['colmap', ['cameras.txt', 'images.txt']],
  ['transforms', ['transforms.json', 'sparse/0/cameras.bin', 'sparse/0/images.bin']],
  [null, ['sparse/0/cameras.bin']],
  [null, []],
] as const)('a %s capture is told by %j', async (kind, files) => {
  const folder = temporaryFolder();
  for (const file of files) write('', folder, file);
  expect(await detectCaptureKind(folder)).toBe(kind);
});

test('every n-th image is held out, beginning with the first, unless the capture says otherwise', () => {
  fc.assert(
    fc.property(fc.nat(100), fc.nat(10), (index, holdout) => {
      const expected = holdout > 0 && index % holdout === 0 ? 'test' : 'train';
      expect(splitOf(frameOf('/a.jpg'), index, holdout)).toBe(expected);
      for (const split of ['train', 'test'] as const) {
        expect(splitOf(frameOf('/a.jpg', { split }), index, holdout)).toBe(split);
      }
    }),
  );
});
