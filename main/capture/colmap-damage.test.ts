import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UserError } from '../errors.ts';
import { parseCamerasBinary, parseImagesBinary, parsePointsBinary } from './colmap-binary.ts';
import { colmapIntrinsics } from './colmap-model.ts';
import { parseCamerasText, parseImagesText, parsePointsText } from './colmap-text.ts';
import { binaryForm } from './test-colmap.ts';

const count = (length: number) => Array.from({ length }, (_, index) => index);
const whole = binaryForm({
  cameras: count(3).map((id) => ({
    id,
    model: [4, 'OPENCV'],
    width: 9,
    height: 9,
    parameters: [1, 1, 1, 1, 0, 0, 0, 0],
  })),
  images: count(4).map((id) => ({
    id,
    rotation: [1, 0, 0, 0],
    translation: [id, 0, 0],
    cameraId: 0,
    name: `${id}.jpg`,
    points: id,
  })),
  points: count(20).map((id) => ({ id, position: [id, 0, 0], color: [1, 2, 3], track: id % 3 })),
});

const PARSERS: [part: keyof typeof whole, parse: (bytes: Buffer) => unknown][] = [
  ['cameras', (bytes) => parseCamerasBinary(bytes, '/x/cameras.bin').map(colmapIntrinsics)],
  ['images', (bytes) => parseImagesBinary(bytes, '/x/images.bin')],
  ['points', (bytes) => parsePointsBinary(bytes, '/x/points3D.bin').sorted()],
];

/** What is thrown for people; anything else is passed on and fails the test. */
function complaintOf(parse: () => unknown): string | null {
  try {
    parse();
    return null;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    expect(error.code).toBe('bad-capture');
    expect(error.message).toMatch(/^[^\n]+\.$/);
    return error.message;
  }
}

describe.each(PARSERS)('the binary %s', (part, parse) => {
  const bytes = whole[part];

  test('are read whole', () => {
    expect(complaintOf(() => parse(bytes))).toBeNull();
  });

  test('cut off anywhere are found to be', () => {
    for (let length = 0; length < bytes.length; length++) {
      const complaint = complaintOf(() => parse(bytes.subarray(0, length)));
      expect(complaint, `${length} bytes`).toMatch(/(is cut off at byte \d+|announces \d+ entries, more than)/);
    }
  });

  test('with bytes flipped give a result or one sentence, and at once', () => {
    const flips = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 })), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(flips, (given) => {
        const damaged = Buffer.from(bytes);
        for (const [at, flip] of given) damaged[at]! ^= flip;
        complaintOf(() => parse(damaged));
      }),
      { numRuns: 500 },
    );
  });

  test('of random bytes give a result or one sentence', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (random) => void complaintOf(() => parse(Buffer.from(random)))),
    );
  });

  test('announcing more entries than there is room for are not believed', () => {
    for (const announced of [2n ** 64n - 1n, 2n ** 53n, 2n ** 32n, BigInt(bytes.length)]) {
      const damaged = Buffer.from(bytes);
      damaged.writeBigUInt64LE(announced);
      expect(complaintOf(() => parse(damaged))).toMatch(/is damaged at byte 0: it announces \d+ entries, more than/);
    }
  });
});

const TEXTS: [part: string, text: string, parse: (text: string) => unknown][] = [
  [
    'cameras',
    '# x\n1 OPENCV 9 9 1 1 1 1 0 0 0 0\n',
    (text) => parseCamerasText(text, '/x/cameras.txt').map(colmapIntrinsics),
  ],
  [
    'images',
    '# x\n1 1 0 0 0 0 0 0 1 a.jpg\n1 2 -1\n2 1 0 0 0 0 0 0 1 b.jpg\n\n',
    (text) => parseImagesText(text, '/x/images.txt'),
  ],
  ['points', '1 0 0 0 1 2 3 0.5\n2 0 0 0 1 2 3 0.5 1 2\n', (text) => parsePointsText(text, '/x/points3D.txt').sorted()],
];

describe.each(TEXTS)('the text %s', (_, text, parse) => {
  test('are read whole, with either line ending and without the last', () => {
    for (const form of [text, text.replaceAll('\n', '\r\n'), text.trimEnd()]) {
      expect(complaintOf(() => parse(form))).toBeNull();
      expect(parse(form)).toEqual(parse(text));
    }
  });

  test('mangled give a result or one sentence', () => {
    const mangling = fc.tuple(fc.nat(text.length), fc.nat(6), fc.string({ maxLength: 4, unit: 'binary' }));
    fc.assert(
      fc.property(mangling, ([at, removed, inserted]) => {
        complaintOf(() => parse(text.slice(0, at) + inserted + text.slice(at + removed)));
      }),
      { numRuns: 500 },
    );
  });
});

test.each([
  [() => parseCamerasText('# x\n1 PINHOLE 9 9 1 1 1', 'cameras.txt'), 'line 2: it ends after 7 of 8 fields.'],
  [() => parseCamerasText('1', 'cameras.txt'), 'line 1: the camera model is missing.'],
  [() => parseCamerasText('one PINHOLE 9 9 1 1 1 1', 'cameras.txt'), 'line 1: "one" is not a number.'],
  [() => parseImagesText('1 1 0 0 0 0 0 0 1', 'images.txt'), 'line 1: the name of the image is missing.'],
  [() => parseImagesText('\n\n1 1 0 0 0 0 0', 'images.txt'), 'line 3: it ends after 7 of 9 fields.'],
  [() => parsePointsText('1 0 0 0 1 2 3\n2 0 0 x 1 2 3', 'points3D.txt'), 'line 2: "x" is not a number.'],
])('damage to a text file is told by line (%#)', (parse, expected) => {
  expect(complaintOf(parse)).toContain(`is damaged at ${expected}`);
});
