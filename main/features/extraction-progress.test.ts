import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ExtractionProgress } from './extraction-progress.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Work that takes so long, without waiting for it. */
const lasting = (seconds: number) => async () => {
  vi.advanceTimersByTime(1000 * seconds);
};

it('tells what is left by the first try, then by the speed so far', async () => {
  const seen: unknown[][] = [];
  const progress = new ExtractionProgress(
    { images: 2, crops: 400, denseImages: 2, bytes: 0, freeBytes: 0 },
    { secondsPerCrop: 0.5, secondsPerDenseImage: 10 },
    (...told) => seen.push(told),
  );
  progress.begin('3 MB');
  progress.nextImage();
  await progress.crops(100, lasting(25));
  await progress.crops(100, lasting(25));
  await progress.denseImage(lasting(4));
  progress.nextImage();
  await progress.crops(200, lasting(50));
  await progress.denseImage(lasting(8));
  expect(seen).toEqual([
    [0, 402, '400 crops and dense features of 2 images, 3 MB, about 4 min left', 220],
    [100, 402, 'Image 1 of 2, 4.0 crops a second, about 2 min left', 95],
    [200, 402, 'Image 1 of 2, 4.0 crops a second, about 70 s left', 70],
    [201, 402, 'Image 1 of 2, dense features, about 54 s left', 54],
    [401, 402, 'Image 2 of 2, 4.0 crops a second, about 4 s left', 4],
    [402, 402, 'Image 2 of 2, dense features', 0],
  ]);
});

it('tells long times in hours, and high speeds without decimals', async () => {
  const messages: string[] = [];
  const progress = new ExtractionProgress(
    { images: 200, crops: 300_000, denseImages: 0, bytes: 0, freeBytes: 0 },
    { secondsPerCrop: 0.1, secondsPerDenseImage: 0 },
    (_done, _total, message) => messages.push(message),
  );
  progress.begin('300 MB');
  progress.nextImage();
  await progress.crops(256, lasting(0.5));
  expect(messages).toEqual([
    '300000 crops of 200 images, 300 MB, about 8.3 h left',
    'Image 1 of 200, 512 crops a second, about 10 min left',
  ]);
});
