import { describe, expect, test } from 'vitest';
import { missingSharedData, sharedData } from '../testing/shared-data.ts';
import { readCapture } from './index.ts';
import { prepareImage } from './prepare.ts';
import { splitOf } from './split.ts';
import { complaint, image, rowPose, temporaryFolder, WIDTH, write } from './test-capture.ts';

describe.skipIf(missingSharedData('blender'))('of the chair', () => {
  test('50 images are trained on and 10 held out, whatever the interval, with transparency', async () => {
    const { kind, frames, skipped, warnings } = await readCapture(sharedData('blender'));
    expect(kind).toBe('blender');
    expect(skipped).toEqual([]);
    const splits = frames.map((frame, index) => splitOf(frame, index, 8));
    expect(splits.filter((split) => split === 'train')).toHaveLength(50);
    expect(splits.filter((split) => split === 'test')).toHaveLength(10);
    expect(frames.filter((frame, i) => frame.file.startsWith('test/') !== (splits[i] === 'test'))).toEqual([]);
    expect(warnings).toEqual([
      'Transparent pixels are shown over white.',
      'The validation split (transforms_val.json) is not used.',
    ]);
    const prepared = await prepareImage(frames[0]!, 8);
    expect(prepared.hasAlpha).toBe(true);
  });
});

const split = (name: string, frames = [0, 1, 2]) =>
  JSON.stringify({
    camera_angle_x: 2 * Math.atan(WIDTH / 2 / 20),
    frames: frames.map((i) => ({ file_path: `./${name}/r_${i}`, transform_matrix: rowPose(i) })),
  });

async function blenderFolder(): Promise<string> {
  const folder = temporaryFolder();
  for (const name of ['train', 'test']) {
    for (const i of [0, 1, 2]) write(await image('png'), folder, name, `r_${i}.png`);
    write(split(name), folder, `transforms_${name}.json`);
  }
  return folder;
}

test('the focal length comes from the field of view and the size of the image', async () => {
  const { frames } = await readCapture(await blenderFolder());
  expect(frames).toHaveLength(6);
  expect(frames[0]).toMatchObject({ file: 'train/r_0', intrinsics: { fx: 20, fy: 20, cx: 8, cy: 6 } });
});

test('without held-out images it says so', async () => {
  const folder = temporaryFolder();
  for (const i of [0, 1, 2]) write(await image('png'), folder, 'train', `r_${i}.png`);
  write(split('train'), folder, 'transforms_train.json');
  const { frames, warnings } = await readCapture(folder);
  expect(frames.map(({ split: own }) => own)).toEqual(['train', 'train', 'train']);
  expect(warnings).toContain('There is no transforms_test.json: no image is held out by the capture itself.');
});

test('a damaged split is named', async () => {
  const folder = await blenderFolder();
  write(split('test').slice(0, -9), folder, 'transforms_test.json');
  expect(await complaint(readCapture(folder), folder)).toBe(
    'DIR/transforms_test.json ends in the middle: it is not complete JSON.',
  );
});
