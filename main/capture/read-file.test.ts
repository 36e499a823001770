import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { readCapture } from './index.ts';
import { readJson } from './read-file.ts';
import { complaint, goodFrames, temporaryFolder, transformsFolder, write } from './test-capture.ts';

const [a, b] = goodFrames();

test.each<[string, string | Record<string, unknown>, string]>([
  ['nothing', '', 'is empty.'],
  ['blanks', ' \n ', 'is empty.'],
  ['a cut file', '{"frames": [{"file_path": "im', 'ends in the middle: it is not complete JSON.'],
  ['no JSON', '<html></html>', 'is not valid JSON.'],
  ['JSON with a mistake', '{"frames": [}', 'is not valid JSON.'],
  ['a list', '[]', 'cannot be used: what it holds should be an object.'],
  ['huge nesting', '['.repeat(200_000) + ']'.repeat(200_000), 'cannot be used: what it holds should be an object.'],
  ['an unclosed huge nesting', '{"a":'.repeat(200_000), 'ends in the middle: it is not complete JSON.'],
  ['null', 'null', 'cannot be used: what it holds should be an object.'],
  ['no frames', { frames: undefined }, 'cannot be used: frames is missing.'],
  ['frames of another kind', { frames: {} }, 'cannot be used: frames should be a list.'],
  ['a frame of another kind', { frames: [a, 7] }, 'cannot be used: frames[1] should be an object.'],
  ['a frame without a file', { frames: [{ transform_matrix: [] }] }, 'cannot be used: frames[0].file_path is missing.'],
  ['an empty path', { frames: [{ ...a, file_path: '' }] }, 'cannot be used: frames[0].file_path should not be empty.'],
  [
    'a frame without a pose',
    { frames: [a, { file_path: 'images/b.jpg' }] },
    'cannot be used: frames[1].transform_matrix is missing.',
  ],
  [
    'a pose of two rows',
    {
      frames: [
        { ...a, transform_matrix: b!.transform_matrix },
        {
          ...b,
          transform_matrix: [
            [1, 0, 0, 0],
            [0, 1, 0, 0],
          ],
        },
      ],
    },
    'cannot be used: frames[1].transform_matrix should have at least 3 entries.',
  ],
  [
    'a pose of short rows',
    { frames: [{ ...a, transform_matrix: [[1, 2, 3], [], []] }] },
    'cannot be used: frames[0].transform_matrix[0] should have 4 entries.',
  ],
  [
    'a pose of text',
    { frames: [{ ...a, transform_matrix: [['1', 0, 0, 0], [], []] }] },
    'cannot be used: frames[0].transform_matrix[0][0] should be a number.',
  ],
  ['a focal length of text', { fl_x: '20' }, 'cannot be used: fl_x should be a finite number.'],
  ['null for a number', { cx: null }, 'cannot be used: cx should be a finite number.'],
  ['a scale of nothing', { applied_scale: 0 }, 'cannot be used: applied_scale should be more than 0.'],
])('a transforms.json with %s is refused in one sentence', async (_, content, expected) => {
  const folder = await transformsFolder(typeof content === 'string' ? {} : content);
  if (typeof content === 'string') write(content, folder, 'transforms.json');
  expect(await complaint(readCapture(folder), folder)).toBe(`DIR/transforms.json ${expected}`);
});

test.each(['NaN', 'Infinity', '-Infinity', '1e999'])('a bare %s is named with its place', async (value) => {
  const folder = await transformsFolder();
  write(`{"frames": [{"fl_x": ${value}, "file_path": "a", "transform_matrix": []}]}`, folder, 'transforms.json');
  expect(await complaint(readCapture(folder), folder)).toBe(
    'DIR/transforms.json cannot be used: frames[0].fl_x should be a finite number.',
  );
});

test('a byte order mark does no harm', async () => {
  const file = write('\uFEFF{"x": 1}', temporaryFolder(), 'x.json');
  expect(await readJson(file, z.object({ x: z.number() }))).toEqual({ x: 1 });
});

test('bare NaN and Infinity become null, and strings stay as they are', async () => {
  const folder = temporaryFolder();
  const token = fc.constantFrom(
    'NaN',
    'Infinity',
    '-Infinity',
    '"',
    '\\',
    ', ',
    ': ',
    '[',
    ']',
    '\u2028',
    'a',
    'é',
    '\n',
  );
  const text = fc.array(token, { maxLength: 12 }).map((parts) => parts.join(''));
  const schema = z.record(z.string(), z.array(z.union([z.string(), z.null()])));
  await fc.assert(
    fc.asyncProperty(fc.dictionary(text, fc.array(fc.oneof(text, fc.constant(null)))), async (value) => {
      const plain = JSON.stringify({ ...value, last: [null] });
      // Every null, in turn, as Python writes numbers that are none.
      const bare = plain.replace(/"(?:[^"\\]|\\.)*"|null/g, (part) => (part === 'null' ? '-Infinity' : part));
      const file = write(bare, folder, 'x.json');
      expect(await readJson(file, schema)).toEqual({ ...value, last: [null] });
    }),
    { numRuns: 200 },
  );
});

test('any file that begins like a transforms.json gives a capture or one sentence', async () => {
  const folder = await transformsFolder();
  const good = JSON.stringify({ fl_x: 20, frames: goodFrames() });
  await fc.assert(
    fc.asyncProperty(fc.nat(good.length), fc.string({ maxLength: 3 }), async (at, insertion) => {
      write(good.slice(0, at) + insertion + good.slice(at + 1), folder, 'transforms.json');
      await readCapture(folder).catch((error: unknown) => complaint(Promise.reject(error), folder));
    }),
    { numRuns: 150 },
  );
});

test('what is in the way of a file is said', async () => {
  const folder = temporaryFolder();
  write('', folder, 'transforms.json', 'inner');
  expect(await complaint(readCapture(folder), folder)).toBe('DIR/transforms.json does not exist or is not a file.');
  expect(await complaint(readJson(join(folder, 'none.json'), z.object({})), folder)).toContain('none.json');
});
