import { expect, test } from 'vitest';
import { damagedJson, fuzz } from '../testing/fuzz.ts';
import { readCapture } from './index.ts';
import { goodFrames, HEIGHT, transformsFolder, WIDTH, write } from './test-capture.ts';

const camera = { w: WIDTH, h: HEIGHT, fl_x: 20, fl_y: 21, cx: 8, cy: 6, k1: 0.01, camera_model: 'OPENCV' };
const whole = {
  ...camera,
  applied_transform: [
    [1, 0, 0, 0],
    [0, 1, 0, 0],
    [0, 0, 1, 0],
  ],
  frames: goodFrames(),
};

test('transforms.json damaged in any way is read or refused in one sentence', async () => {
  const folder = await transformsFolder(whole);
  await readCapture(folder);
  const { read, refused } = await fuzz(
    damagedJson(whole),
    async (text) => {
      write(text, folder, 'transforms.json');
      const { frames } = await readCapture(folder);
      for (const { worldFromCamera, intrinsics } of frames) {
        const { width, height, fx, fy } = intrinsics;
        const numbers = [...worldFromCamera, width, height, fx, fy, ...intrinsics.distortion];
        if (!numbers.every(Number.isFinite)) throw new Error(`a camera of ${numbers}`);
      }
    },
    { runs: 300 },
  );
  expect([read > 10, refused.length > 10]).toEqual([true, true]);
  expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(['bad-capture']));
});
