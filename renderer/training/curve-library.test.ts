import { expect, test, vi } from 'vitest';
import { CurveLibrary } from './curve-library.ts';

const event = (runId: string, series: Record<string, [number, number][]>) =>
  ({ type: 'metrics', projectId: 'p', runId, series }) as const;

test('a loaded run is carried on by events, new series included', async () => {
  const library = new CurveLibrary(async () => [Float32Array.of(1, 0.5, 2, 0.4)]);
  await library.load('a', ['loss/rgb']);
  library.append(event('a', { 'loss/rgb': [[3, 0.3]], 'psnr/test': [[3, 20]] }));
  expect([...library.curvesOf('a').get('loss/rgb')!.steps]).toEqual([1, 2, 3]);
  expect([...library.curvesOf('a').get('psnr/test')!.values]).toEqual([20]);
});

test('events that arrive while a run is loading are neither lost nor doubled', async () => {
  const answer = Promise.withResolvers<Float32Array[]>();
  const library = new CurveLibrary(() => answer.promise);
  const loading = library.load('a', ['loss/rgb']);
  library.append(
    event('a', {
      'loss/rgb': [
        [2, 0.4],
        [3, 0.3],
      ],
    }),
  );
  answer.resolve([Float32Array.of(1, 0.5, 2, 0.4)]);
  await loading;
  expect([...library.curvesOf('a').get('loss/rgb')!.steps]).toEqual([1, 2, 3]);
});

test('reloading keeps the curves on show until the new ones are there', async () => {
  const second = Promise.withResolvers<Float32Array[]>();
  const fetch = vi
    .fn()
    .mockResolvedValueOnce([Float32Array.of(1, 1)])
    .mockReturnValueOnce(second.promise);
  const library = new CurveLibrary(fetch);
  await library.load('a', ['loss/rgb']);
  const reloading = library.load('a', ['loss/rgb']);
  expect(library.curvesOf('a').get('loss/rgb')!.length).toBe(1);
  second.resolve([Float32Array.of(1, 1, 2, 2)]);
  await reloading;
  expect(library.curvesOf('a').get('loss/rgb')!.length).toBe(2);
});

test('a slow answer does not overwrite the one asked for later, nor lose what it waited for', async () => {
  const slow = Promise.withResolvers<Float32Array[]>();
  const fetch = vi
    .fn()
    .mockReturnValueOnce(slow.promise)
    .mockResolvedValueOnce([Float32Array.of(1, 1, 2, 2)]);
  const library = new CurveLibrary(fetch);
  const first = library.load('a', ['loss/rgb']);
  library.append(event('a', { 'loss/rgb': [[3, 3]] }));
  await library.load('a', ['loss/rgb']);
  slow.resolve([Float32Array.of(1, 1)]);
  await first;
  expect([...library.curvesOf('a').get('loss/rgb')!.steps]).toEqual([1, 2, 3]);
});

test('a run that cannot be loaded says so and can be asked for again', async () => {
  const fetch = vi
    .fn()
    .mockRejectedValueOnce(new Error('gone'))
    .mockResolvedValueOnce([Float32Array.of(1, 1)]);
  const library = new CurveLibrary(fetch);
  await expect(library.load('a', ['loss/rgb'])).rejects.toThrow('gone');
  expect(library.has('a')).toBe(false);
  await library.load('a', ['loss/rgb']);
  expect(library.curvesOf('a').get('loss/rgb')!.length).toBe(1);
});

test('a run resumed from a checkpoint takes back what came after it, in every series', async () => {
  const library = new CurveLibrary(async () => []);
  await library.load('a', []);
  library.append(
    event('a', {
      'loss/rgb': [
        [499, 1],
        [500, 1],
        [501, 1],
      ],
      'psnr/test': [[500, 20]],
    }),
  );
  library.append(
    event('a', {
      'loss/rgb': [
        [502, 1],
        [700, 1],
      ],
      'psnr/test': [[700, 22]],
    }),
  );
  library.append(
    event('a', {
      'loss/rgb': [
        [501, 2],
        [502, 2],
      ],
    }),
  );
  expect([...library.curvesOf('a').get('loss/rgb')!.steps]).toEqual([499, 500, 501, 502]);
  expect([...library.curvesOf('a').get('psnr/test')!.steps]).toEqual([500]);
});

test('listeners hear of every change, and of none after they leave', async () => {
  const library = new CurveLibrary(async () => []);
  const heard = vi.fn();
  const leave = library.subscribe(heard);
  await library.load('a', []);
  library.append(event('a', { 'loss/rgb': [[1, 1]] }));
  library.append(event('other', { 'loss/rgb': [[1, 1]] }));
  expect(heard).toHaveBeenCalledTimes(2);
  leave();
  library.append(event('a', { 'loss/rgb': [[2, 1]] }));
  expect(heard).toHaveBeenCalledTimes(2);
});
