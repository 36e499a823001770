import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import {
  FILES,
  goodFrames,
  image,
  temporaryFolder,
  transformsFolder,
  userError,
  write,
} from '../capture/test-capture.ts';
import { ProjectFile } from '../store/project-file.ts';
import { missingSharedData, sharedData } from '../testing/shared-data.ts';
import { writeTinyCapture } from '../testing/tiny-capture.ts';
import { type CaptureImport, importCapture } from './import.ts';

interface Attempt {
  result: ReturnType<typeof importCapture>;
  path: string;
  progress: [done: number, total: number | null][];
  warnings: string[];
}

/** Imports into a new folder; `onImage` is called before each image is prepared. */
function start(
  request: Partial<CaptureImport> & { capture: string },
  onImage?: (done: number, abort: () => void) => void,
) {
  const path = join(temporaryFolder(), 'scene.lerf');
  const controller = new AbortController();
  const attempt: Omit<Attempt, 'result'> = { path, progress: [], warnings: [] };
  const result = importCapture(
    { images: undefined, path, name: 'Scene', downscale: 2, holdout: 0, ...request },
    {
      signal: controller.signal,
      onProgress(done, total) {
        attempt.progress.push([done, total]);
        if (total !== null) onImage?.(done, () => controller.abort());
      },
      onWarning: (warning) => attempt.warnings.push(warning),
    },
  );
  return { ...attempt, result };
}

test('a capture becomes a project with everything in it', async () => {
  const [a, ...others] = goodFrames();
  const capture = await transformsFolder({
    frames: [{ ...a, mask_path: 'm.png' }, ...others, { ...a, file_path: 'none.jpg' }],
  });
  const { result, path, progress, warnings } = start({ capture, holdout: 2 });
  const imported = await result;
  const skipped = [{ file: 'none.jpg', reason: 'The image file is missing.' }];
  expect(imported).toMatchObject({
    project: path,
    images: 3,
    train: 1,
    test: 2,
    skipped,
    warnings,
    width: 8,
    height: 6,
  });
  expect(warnings).toEqual([expect.stringContaining('mask')]);
  expect(progress).toEqual([
    [0, null],
    [0, 3],
    [1, 3],
    [2, 3],
    [3, 3],
  ]);

  const project = ProjectFile.open(path);
  const frames = project.captures.frames();
  project.close();
  expect(frames.map(({ file, split, intrinsics }) => [file, split, intrinsics.width])).toEqual([
    [FILES[0], 'test', 8],
    [FILES[1], 'train', 8],
    [FILES[2], 'test', 8],
  ]);
  expect(readdirSync(join(path, '..'))).toEqual(['scene.lerf']);
});

describe('nothing is left behind', () => {
  const noTrace = ({ path }: { path: string }) => expect(readdirSync(join(path, '..'))).toEqual([]);

  test('by an image that turns out to be damaged', async () => {
    const capture = await transformsFolder();
    const photo = await image();
    write(Buffer.concat([photo.subarray(0, photo.length - 20), Buffer.from([0xff, 0xd9])]), capture, FILES[2]!);
    const attempt = start({ capture });
    expect((await userError(attempt.result)).message).toBe('The image images/c.jpg is damaged and cannot be decoded.');
    noTrace(attempt);
  });

  test('by an import that is cancelled', async () => {
    const attempt = start({ capture: await transformsFolder() }, (done, abort) => done === 1 && abort());
    await expect(attempt.result).rejects.toMatchObject({ code: 'cancelled' });
    noTrace(attempt);
  });

  test('by a capture that cannot be read', async () => {
    const attempt = start({ capture: await transformsFolder({ frames: [] }) });
    expect((await userError(attempt.result)).code).toBe('bad-capture');
    noTrace(attempt);
  });

  test('by a split that leaves nothing to train on', async () => {
    const attempt = start({ capture: await transformsFolder(), holdout: 1 });
    expect((await userError(attempt.result)).message).toContain('left to train on');
    noTrace(attempt);
  });

  test('by images of which nothing would be left', async () => {
    const attempt = start({ capture: await transformsFolder(), downscale: 64 });
    expect((await userError(attempt.result)).code).toBe('bad-request');
    noTrace(attempt);
  });
});

test('a project that is there already is not touched', async () => {
  const path = write('precious', temporaryFolder(), 'scene.lerf');
  expect((await userError(start({ capture: await transformsFolder(), path }).result)).code).toBe('conflict');
  expect(readdirSync(join(path, '..'))).toEqual(['scene.lerf']);
});

test('holds one image at a time in memory, however many there are', async () => {
  const capture = temporaryFolder();
  await writeTinyCapture(capture, { images: 24 });
  let atOnce = 0;
  let images = 0;
  const { result } = start({ capture, downscale: 1 }, () => images++);
  // What the image library works at or has waiting: a picture and its thumbnail at most. Before the first image is prepared it reads headers, some at once.
  const watch = setInterval(() => {
    const { process, queue } = sharp.counters();
    if (images > 0) atOnce = Math.max(atOnce, process + queue);
  }, 0);
  await result.finally(() => clearInterval(watch));
  expect(images).toBeGreaterThanOrEqual(24);
  expect(atOnce).toBeGreaterThanOrEqual(1);
  expect(atOnce).toBeLessThanOrEqual(2);
});

describe.skipIf(missingSharedData('fox') || missingSharedData('fox-colmap'))('of the fox capture', () => {
  test('43 images are trained on, 7 held out, 17 skipped', async () => {
    const result = await start({ capture: sharedData('fox'), downscale: 8, holdout: 8 }).result;
    expect(result).toMatchObject({ images: 50, train: 43, test: 7, width: 135, height: 240 });
    expect(result.skipped).toHaveLength(17);
    expect(result.scale).toBeCloseTo(0.268584, 6);
  }, 120_000);
});
