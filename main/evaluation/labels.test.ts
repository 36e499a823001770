import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Frame } from '../api/contract.ts';
import { temporaryFolder, write } from '../capture/test-capture.ts';
import { UserError } from '../errors.ts';
import { matchLabels, readLabelFile, readLabels } from './labels.ts';

const isat = () => ({
  info: {
    description: 'ISAT',
    folder: '/data/teatime',
    name: 'frame_00043.jpg',
    width: 40,
    height: 30,
    depth: 3,
    note: '',
  },
  objects: [
    {
      category: 'stuffed bear',
      group: 1,
      segmentation: [
        [10, 5],
        [20, 5.5],
        [15, 25],
      ],
      area: 98,
      layer: 1,
      bbox: [10, 5, 20, 25],
      iscrowd: false,
      note: '',
    },
    {
      category: 'mug',
      group: 2,
      segmentation: [
        [1, 1],
        [3, 1],
        [3, 4],
      ],
      layer: 2,
      bbox: [1, 1, 3, 4],
    },
    {
      category: 'mug',
      group: 3,
      segmentation: [
        [31, 1],
        [33, 1],
        [33, 4],
      ],
      layer: 3,
      bbox: [31, 1, 33, 4],
    },
  ],
});

const labelMe = () => ({
  version: '5.1.1',
  flags: {},
  imagePath: '..\\images\\frame_00043.jpg',
  imageData: null,
  imageWidth: 40,
  imageHeight: 30,
  shapes: [
    {
      label: 'stuffed bear',
      points: [
        [10, 5],
        [20, 5.5],
        [15, 25],
      ],
      group_id: null,
      shape_type: 'polygon',
      flags: {},
    },
    {
      label: 'mug',
      points: [
        [33, 4],
        [31, 1],
      ],
      group_id: null,
      shape_type: 'rectangle',
      flags: {},
    },
  ],
});

type Edit = (file: ReturnType<typeof isat>) => unknown;

function labelFile(content: unknown, name = 'frame_00043.json'): string {
  return write(typeof content === 'string' ? content : JSON.stringify(content), temporaryFolder(), name);
}

function frame(file: string, width = 40, height = 30): Frame {
  const intrinsics = { width, height, fx: 40, fy: 40, cx: 20, cy: 15, distortion: [0, 0, 0, 0, 0, 0] };
  return { index: 0, file, split: 'test', intrinsics, worldFromCamera: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0] };
}

describe('formats', () => {
  it("reads LERF-OVS's files: several outlines of one phrase belong together", async () => {
    const label = await readLabelFile(labelFile(isat()));
    expect(label).toMatchObject({ image: 'frame_00043', width: 40, height: 30 });
    expect([...label.phrases.keys()]).toEqual(['stuffed bear', 'mug']);
    expect(label.phrases.get('stuffed bear')).toEqual([
      { box: [10, 5, 20, 25], polygon: isat().objects[0]!.segmentation },
    ]);
    expect(label.phrases.get('mug')!.map(({ box }) => box)).toEqual([
      [1, 1, 3, 4],
      [31, 1, 33, 4],
    ]);
  });

  it("reads LabelMe's, with rectangles given by any two corners", async () => {
    const label = await readLabelFile(labelFile(labelMe()));
    expect(label).toMatchObject({ image: 'frame_00043', width: 40, height: 30 });
    expect(label.phrases.get('stuffed bear')).toEqual([
      { box: [10, 5, 20, 25], polygon: isat().objects[0]!.segmentation },
    ]);
    expect(label.phrases.get('mug')).toEqual([
      {
        box: [31, 1, 33, 4],
        polygon: [
          [31, 1],
          [33, 1],
          [33, 4],
          [31, 4],
        ],
      },
    ]);
  });

  test.each<[string, Edit, unknown]>([
    [
      'corners in any order',
      ({ objects }) => {
        objects[0]!.bbox = [20, 25, 10, 5];
      },
      [10, 5, 20, 25],
    ],
    [
      'no box: it is that of the outline',
      ({ objects: [bear] }) => Reflect.deleteProperty(bear!, 'bbox'),
      [10, 5, 20, 25],
    ],
    [
      'no outline: it is the box',
      ({ objects: [bear] }) => {
        bear!.segmentation = [];
        bear!.bbox = [1, 2, 3, 4];
      },
      [1, 2, 3, 4],
    ],
    [
      'ISAT’s background before it',
      ({ objects }) => objects.unshift({ ...objects[0]!, category: '__background__' }),
      [10, 5, 20, 25],
    ],
    [
      'blanks round the name',
      ({ objects: [bear] }) => {
        bear!.category = ' stuffed bear\n';
      },
      [10, 5, 20, 25],
    ],
  ])('%s', async (_name, edit, box) => {
    const content = isat();
    edit(content);
    const { phrases } = await readLabelFile(labelFile(content));
    expect([...phrases.keys()][0]).toBe('stuffed bear');
    expect(phrases.get('stuffed bear')).toEqual([{ box, polygon: expect.any(Array) }]);
  });

  it('without the name of the image, it is that of the file', async () => {
    const content = isat();
    Reflect.deleteProperty(content.info, 'name');
    expect(await readLabelFile(labelFile(content, 'frame_00007.json'))).toMatchObject({ image: 'frame_00007' });
  });

  it('an outline of very many points', async () => {
    const content = isat();
    content.objects[0]!.segmentation = Array.from({ length: 130_000 }, (_, i) => [10 + (i % 7), 5 + (i % 11)]);
    expect((await readLabelFile(labelFile(content))).phrases.get('stuffed bear')![0]!.polygon).toHaveLength(130_000);
  });
});

describe('what is wrong is said in one sentence', () => {
  test.each<[string, unknown, string]>([
    ['an empty file', '', 'is empty'],
    ['a cut file', JSON.stringify(isat()).slice(0, 300), 'ends in the middle'],
    ['a list', [], 'cannot be used: what it holds should be an object'],
    ['another JSON file', { frames: [] }, "cannot be used: it holds neither 'objects' nor 'shapes'"],
    ['no size', { objects: [] }, 'cannot be used: info with the width and height of the image is missing'],
    ['no size in LabelMe', { shapes: [] }, 'cannot be used: imageWidth and imageHeight are missing'],
    ['a size of nothing', { ...isat(), info: { width: 0, height: 3 } }, 'info.width should be more than 0'],
    [
      'LabelMe’s circle',
      {
        ...labelMe(),
        shapes: [
          {
            label: 'a',
            points: [
              [1, 1],
              [2, 2],
            ],
            shape_type: 'circle',
          },
        ],
      },
      'shapes[0] is a circle of 2 points',
    ],
  ])('%s', async (_name, content, message) => {
    await expectRefusal(content, message);
  });

  test.each<[string, Edit, string]>([
    [
      'an object without a name',
      ({ objects }) => {
        objects[1]!.category = ' ';
      },
      'objects[1] has no name',
    ],
    [
      'a name that is a number',
      ({ objects }) => Object.assign(objects[1]!, { category: 3 }),
      'objects[1].category should be text',
    ],
    [
      'an outline of two points',
      ({ objects }) => objects[1]!.segmentation.pop(),
      'objects[1] has an outline of only 2 points',
    ],
    [
      'neither outline nor box',
      ({ objects }) => {
        objects[0] = { category: 'a' } as never;
      },
      'objects[0] has neither an outline nor a box',
    ],
    ['a box of three numbers', ({ objects }) => objects[2]!.bbox.pop(), 'objects[2].bbox should have 4 entries'],
    [
      'COCO’s flat outlines',
      ({ objects }) => {
        objects[0]!.segmentation = [[10, 5, 20, 5, 15, 25]];
      },
      'objects[0].segmentation[0] should have 2 entries',
    ],
    [
      'a coordinate that is none',
      ({ objects }) => {
        objects[0]!.segmentation[1]![0] = Number.NaN;
      },
      'objects[0].segmentation[1][0] should be a finite number',
    ],
    [
      'another image’s outline',
      ({ objects }) => {
        objects[0]!.bbox = [50, 5, 60, 25];
      },
      "an outline of 'stuffed bear' lies outside the image of 40 × 30",
    ],
  ])('%s', async (_name, edit, message) => {
    const content = isat();
    edit(content);
    await expectRefusal(content, message);
  });

  async function expectRefusal(content: unknown, message: string): Promise<void> {
    const file = labelFile(content);
    const error = (await readLabelFile(file).catch((thrown: unknown) => thrown)) as UserError;
    expect(error).toBeInstanceOf(UserError);
    expect(error.message).toContain(file);
    expect(error.message).toContain(message);
    expect(error).toMatchObject({ code: 'bad-request', hint: expect.stringContaining('label files') });
  }

  it('damaged in any other way, it is read or refused, and never anything else', async () => {
    const file = labelFile('');
    const texts = [isat(), labelMe()].map((content) => JSON.stringify(content));
    const odd = fc.constantFrom('null', '[]', '{}', '""', '-1', '1e999', 'NaN', '"a"', '[[]]', '', '"\\ud800"');
    const damage = fc.record({
      text: fc.constantFrom(...texts),
      // Damage where values stand mostly leaves it JSON.
      value: fc.nat(),
      by: fc.oneof(odd, fc.json({ maxDepth: 2 })),
      cut: fc.oneof({ weight: 4, arbitrary: fc.constant(1) }, fc.double({ min: 0, max: 1, noNaN: true })),
    });
    let [read, refused] = [0, 0];
    await fc.assert(
      fc.asyncProperty(damage, async ({ text, value, by, cut }) => {
        const values = [...text.matchAll(/(?<=[:[,])("[^"]*"(?!:)|-?[\d.]+|null|\[|\{)/g)];
        const { index, 0: old } = values[value % values.length]!;
        const damaged = text.slice(0, index) + by + text.slice(index + old.length);
        writeFileSync(file, damaged.slice(0, Math.round(cut * damaged.length)));
        const outcome: unknown = await readLabelFile(file).catch((thrown: unknown) => thrown);
        if (outcome instanceof UserError) {
          refused++;
          expect(outcome.message).toContain(file);
          expect(outcome.message).not.toMatch(/undefined|\[object|\n/);
        } else {
          read++;
          expect(outcome, readFileSync(file, 'utf8')).toHaveProperty('phrases');
        }
      }),
      { numRuns: 400 },
    );
    expect([read > 20, refused > 20]).toEqual([true, true]);
  });
});

describe('folders', () => {
  it('gives all label files by name and leaves the photographs alone', async () => {
    const folder = temporaryFolder();
    for (const name of ['frame_00043', 'frame_00002']) {
      const { info, ...rest } = isat();
      write(JSON.stringify({ ...rest, info: { ...info, name: `${name}.jpg` } }), folder, `${name}.json`);
      write('no image', folder, `${name}.jpg`);
    }
    expect((await readLabels(folder)).map(({ image }) => image)).toEqual(['frame_00002', 'frame_00043']);
  });

  it('refuses one without labels, one that is none, and two labels of one photograph', async () => {
    const folder = temporaryFolder();
    write('', folder, 'frame_00001.jpg');
    await expect(readLabels(folder)).rejects.toMatchObject({ code: 'bad-request', message: /no label files/ });
    await expect(readLabels(join(folder, 'labels'))).rejects.toMatchObject({ code: 'not-found' });
    for (const name of ['a.json', 'b.json']) write(JSON.stringify(isat()), folder, name);
    await expect(readLabels(folder)).rejects.toThrow(/b\.json and .*a\.json label the same photograph/);
  });
});

describe('matching a project', () => {
  it('finds the frame by name and scales to its size', async () => {
    const label = await readLabelFile(labelFile(isat()));
    const frames = [frame('images/frame_00042.jpg', 20, 15), frame('images/frame_00043.png', 20, 15)];
    const { labelled, unmatched } = matchLabels([{ ...label, image: 'frame_00099' }, label], frames);
    expect(unmatched).toEqual([label.file]);
    expect(labelled).toHaveLength(1);
    expect(labelled[0]!.frame).toBe(frames[1]);
    expect(labelled[0]!.phrases.get('stuffed bear')).toEqual([
      {
        box: [5, 2.5, 10, 12.5],
        polygon: [
          [5, 2.5],
          [10, 2.75],
          [7.5, 12.5],
        ],
      },
    ]);
  });

  it('allows for rounding, not for another shape', async () => {
    const label = { ...(await readLabelFile(labelFile(isat()))), width: 3024, height: 4032 };
    expect(matchLabels([label], [frame('frame_00043.jpg', 378, 504)]).labelled).toHaveLength(1);
    expect(matchLabels([label], [frame('frame_00043.jpg', 431, 576)]).labelled).toHaveLength(1);
    expect(() => matchLabels([label], [frame('frame_00043.jpg', 504, 378)])).toThrow(/another shape: 504 × 378/);
  });

  it('refuses labels of another capture, and names that two images have', async () => {
    const label = await readLabelFile(labelFile(isat()));
    expect(() => matchLabels([label], [frame('images/0.jpg')])).toThrow(/none of the 1 labelled photographs/);
    const twice = [frame('left/frame_00043.jpg'), frame('right/frame_00043.jpg')];
    expect(() => matchLabels([label], twice)).toThrow(/left\/frame_00043.jpg or to right\/frame_00043.jpg/);
  });
});
