import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { missingSharedData, sharedData } from '../testing/shared-data.ts';
import { readCapture } from './index.ts';
import { centre, column, compose, dot, normalised, type Vector } from './matrix.ts';
import { writeRay } from './rays.ts';
import { splitOf } from './split.ts';
import { complaint, HEIGHT, image, temporaryFolder, WIDTH, write } from './test-capture.ts';
import { type TestModel, writeBinary, writeText } from './test-colmap.ts';

describe.skipIf(missingSharedData('fox-colmap'))('of the fox capture', () => {
  const images = sharedData('fox', 'images');

  test('both forms of the model give the same capture', async () => {
    const binary = await readCapture(sharedData('fox-colmap', 'sparse'), { images });
    const text = await readCapture(sharedData('fox-colmap', 'sparse_text'), { images });
    expect(binary.kind).toBe('colmap');
    expect(binary.frames).toHaveLength(50);
    expect(binary.points!.positions.length).toBeGreaterThan(3000);
    const { source: _, ...rest } = binary;
    expect(text).toEqual({ ...rest, source: sharedData('fox-colmap', 'sparse_text') });
  });

  test('cameras stand as in the transforms.json of the same photographs, but for a similarity', async () => {
    const colmap = await readCapture(sharedData('fox-colmap'), { images });
    const transforms = await readCapture(sharedData('fox'));
    expect(colmap.frames.map(({ file }) => `images/${file}`)).toEqual(transforms.frames.map(({ file }) => file));
    expect(colmap.frames.filter((frame, index) => splitOf(frame, index, 8) === 'test')).toHaveLength(7);
    // Angles between views do not depend on the world they stand in.
    const forward = (capture: typeof colmap, index: number) => column(capture.frames[index]!.worldFromCamera, 2);
    for (let i = 1; i < 50; i++) {
      const angle = (capture: typeof colmap) => Math.acos(Math.min(1, dot(forward(capture, 0), forward(capture, i))));
      expect(Math.abs(angle(colmap) - angle(transforms))).toBeLessThan(0.02);
    }
  });

  test('the points lie in front of the cameras and are seen within the image', async () => {
    const { frames, points } = await readCapture(sharedData('fox-colmap'), { images });
    let inside = 0;
    for (let point = 0; point < points!.positions.length; point += 3) {
      const position = [...points!.positions.subarray(point, point + 3)] as Vector;
      if (frames.some((frame) => isSeen(position, frame))) inside++;
    }
    expect(inside / (points!.positions.length / 3)).toBeGreaterThan(0.99);
  });
});

type Frame = Awaited<ReturnType<typeof readCapture>>['frames'][number];

function isSeen(
  point: Vector,
  { worldFromCamera: pose, intrinsics: { fx, fy, cx, cy, width, height } }: Frame,
): boolean {
  const offset = point.map((value, axis) => value - centre(pose)[axis]!) as Vector;
  const depth = -dot(offset, column(pose, 2));
  const x = cx + (fx * dot(offset, column(pose, 0))) / depth;
  const y = cy - (fy * dot(offset, column(pose, 1))) / depth;
  return depth > 0 && x > 0 && x < width && y > 0 && y < height;
}

/** The rotation below as a quaternion w, x, y, z. */
const ROTATION = [0.5, 0.5, -0.5, 0.5];
const TRANSLATION = [0.3, -0.2, 0.4];

/** A third of a turn about a skew axis, which takes the axes of COLMAP's world to those of the camera. */
const CAMERA_FROM_WORLD = [
  [0, -1, 0],
  [0, 0, -1],
  [1, 0, 0],
];

/** Where in COLMAP's world a point lies that the camera (x right, y down, z forwards) sees there. */
function toWorld(seen: Vector): Vector {
  const offset = seen.map((value, axis) => value - TRANSLATION[axis]!);
  return [0, 1, 2].map((axis) => CAMERA_FROM_WORLD.reduce((sum, row, r) => sum + row[axis]! * offset[r]!, 0)) as Vector;
}

type Project = (u: number, v: number) => [column: number, row: number];
const [F, FX, FY, CX, CY] = [20, 19, 22, 8.5, 5.5];

/** The models as src/colmap/sensor/models.h defines them, u and v being x/z and y/z. */
const MODELS: [name: string, id: number, parameters: number[], project: Project][] = [
  ['SIMPLE_PINHOLE', 0, [F, CX, CY], (u, v) => [F * u + CX, F * v + CY]],
  ['PINHOLE', 1, [FX, FY, CX, CY], (u, v) => [FX * u + CX, FY * v + CY]],
  [
    'SIMPLE_RADIAL',
    2,
    [F, CX, CY, 0.1],
    (u, v) => {
      const radial = 1 + 0.1 * (u * u + v * v);
      return [F * u * radial + CX, F * v * radial + CY];
    },
  ],
  [
    'RADIAL',
    3,
    [F, CX, CY, 0.1, -0.05],
    (u, v) => {
      const r = u * u + v * v;
      const radial = 1 + 0.1 * r - 0.05 * r * r;
      return [F * u * radial + CX, F * v * radial + CY];
    },
  ],
  [
    'OPENCV',
    4,
    [FX, FY, CX, CY, 0.1, -0.05, 0.01, -0.02],
    (u, v) => {
      const r = u * u + v * v;
      const radial = 1 + 0.1 * r - 0.05 * r * r;
      return [
        FX * (u * radial + 2 * 0.01 * u * v - 0.02 * (r + 2 * u * u)) + CX,
        FY * (v * radial + 2 * -0.02 * u * v + 0.01 * (r + 2 * v * v)) + CY,
      ];
    },
  ],
];

function model(parts: Partial<TestModel['cameras'][number]> = {}): TestModel {
  return {
    cameras: [{ id: 7, model: [1, 'PINHOLE'], width: WIDTH, height: HEIGHT, parameters: [FX, FY, CX, CY], ...parts }],
    images: [
      { id: 2, rotation: [1, 0, 0, 0], translation: [1, 0, 0], cameraId: 7, name: 'b b.jpg', points: 0 },
      { id: 9, rotation: ROTATION, translation: TRANSLATION, cameraId: 7, name: 'a.jpg', points: 3 },
    ],
    points: [
      { id: 5, position: [1, 2, 3], color: [10, 20, 30], track: 2 },
      { id: 3, position: [4, 5, 6], color: [40, 50, 60], track: 0 },
    ],
  };
}

const FORMS = [
  ['binary', writeBinary],
  ['text', writeText],
] as const;

async function modelFolder(writer: typeof writeText, content: TestModel): Promise<string> {
  const folder = temporaryFolder();
  for (const { name } of content.images) write(await image(), folder, 'images', name);
  writer(content, folder, 'sparse', '0');
  return folder;
}

describe.each(FORMS)('in %s form', (_form, writer) => {
  test.each(MODELS)(
    'a pixel of a %s camera leads back to the point that it shows',
    async (name, id, parameters, project) => {
      const folder = await modelFolder(writer, model({ model: [id, name], parameters }));
      const { frames, transform } = await readCapture(folder);
      const frame = frames.find(({ file }) => file === 'a.jpg')!;
      for (const [u, v, depth] of [
        [0, 0, 1],
        [0.3, -0.2, 2],
        [-0.35, 0.2, 0.7],
      ] as const) {
        const point = toWorld([u * depth, v * depth, depth]);
        const out = { origins: new Float32Array(3), directions: new Float32Array(3) };
        writeRay(out, 0, 1, frame, ...project(u, v));
        const world = centre(compose(transform, [1, 0, 0, point[0], 0, 1, 0, point[1], 0, 0, 1, point[2]]));
        const expected = normalised(world.map((value, axis) => value - out.origins[axis]!) as Vector);
        expect([...out.directions]).toEqual(expected.map((value) => expect.closeTo(value, 4)));
      }
    },
  );

  test('names may hold spaces, images may have no observations, points are sorted by id', async () => {
    const { frames, points, warnings } = await readCapture(await modelFolder(writer, model()));
    expect(frames.map(({ file }) => file)).toEqual(['a.jpg', 'b b.jpg']);
    expect([...points!.colors]).toEqual([40, 50, 60, 10, 20, 30]);
    expect(warnings).toEqual(['Only 2 images can be used; a scene needs some twenty or more.']);
  });

  test.each([
    ['OPENCV_FISHEYE', 5],
    ['FULL_OPENCV', 6],
    ['FOV', 7],
    ['THIN_PRISM_FISHEYE', 10],
    ['number 99', 99],
  ])('the camera model %s is refused by name', async (name, id) => {
    const folder = await modelFolder(writer, model({ model: [id, name.replace('number 99', 'NEW')] }));
    const shown = writer === writeText ? name.replace('number 99', 'NEW') : name;
    expect(await complaint(readCapture(folder), folder)).toMatch(
      new RegExp(`^cameras\\.(bin|txt) uses the camera model ${shown}, which is not supported\\.$`),
    );
  });

  test.each([
    [{ parameters: [0, FY, CX, CY] }, 'PINHOLE 16×12: 0, 22, 8.5, 5.5'],
    [{ parameters: [-1, FY, CX, CY] }, 'PINHOLE 16×12: -1, 22, 8.5, 5.5'],
    [{ parameters: [Number.NaN, FY, CX, CY] }, 'PINHOLE 16×12: NaN, 22, 8.5, 5.5'],
    [{ parameters: [FX, FY, Number.POSITIVE_INFINITY, CY] }, 'PINHOLE 16×12: 19, 22, Infinity, 5.5'],
    [{ width: 0 }, 'PINHOLE 0×12: 19, 22, 8.5, 5.5'],
  ])('a camera with %j is refused', async (wrong, given) => {
    const folder = await modelFolder(writer, model(wrong));
    expect(await complaint(readCapture(folder), folder)).toBe(
      `Camera 7 of the COLMAP model has parameters that no camera can have (${given}).`,
    );
  });

  test('bad images are skipped, bad points left out', async () => {
    const content = model();
    const zero = { ...content.images[0]!, rotation: [0, 0, 0, 0], name: 'zero.jpg' };
    const nan = { ...content.images[0]!, translation: [Number.NaN, 0, 0], name: 'nan.jpg' };
    const orphan = { ...content.images[0]!, cameraId: 8, name: 'orphan.jpg' };
    const outside = { ...content.images[0]!, name: '../sparse/0/outside.jpg' };
    content.images.push(zero, nan, orphan, outside);
    content.points.push({ id: 1, position: [Number.NaN, 0, 0], color: [1, 1, 1], track: 0 });
    const { frames, skipped, points } = await readCapture(await modelFolder(writer, content));
    expect(frames).toHaveLength(2);
    expect(skipped).toEqual([
      { file: '../sparse/0/outside.jpg', reason: 'The image lies outside the capture folder.' },
      { file: 'nan.jpg', reason: 'Its pose contains a value that is not a number.' },
      { file: 'orphan.jpg', reason: 'The model has no camera 8.' },
      { file: 'zero.jpg', reason: 'Its pose contains a value that is not a number.' },
    ]);
    expect(points!.colors).toHaveLength(6);
  });
});

test('a model without points is imported with a warning', async () => {
  const { points, warnings } = await readCapture(await modelFolder(writeText, { ...model(), points: [] }));
  expect(points).toBeNull();
  expect(warnings[0]).toBe('The COLMAP model has no sparse points.');
});

test('without a folder of photographs one is asked for', async () => {
  const folder = temporaryFolder();
  writeText(model(), folder, 'sparse', '0');
  expect(await complaint(readCapture(folder), folder)).toBe(
    'There is no folder "images" beside the COLMAP model in DIR.',
  );
  expect(await complaint(readCapture(folder, { images: join(folder, 'photos') }), folder)).toBe(
    'The images folder DIR/photos does not exist.',
  );
});
