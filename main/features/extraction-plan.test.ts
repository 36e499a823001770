import { describe, expect, it } from 'vitest';
import { expectUserError, temporaryProject } from '../store/test-support.ts';
import { estimateExtraction, inMegabytes, refuseFullDisk } from './extraction-plan.ts';
import { tileCount } from './pyramid.ts';
import { addPhotographs } from './test-support.ts';

const image = { fingerprint: '01', dimensions: 512 };
const dense = { fingerprint: '02', dimensions: 384 };

async function projectOfTwo() {
  const project = temporaryProject();
  await addPhotographs(project, [
    { width: 64, height: 48 },
    { width: 48, height: 64 },
    { width: 64, height: 48, split: 'test' },
  ]);
  return project;
}

describe('the estimate', () => {
  it('counts the tiles of each image and what they will take', async () => {
    const project = await projectOfTwo();
    const crops = tileCount({ width: 64, height: 48 }) + tileCount({ width: 48, height: 64 });
    expect(estimateExtraction(project, image, null)).toMatchObject({
      images: 2,
      crops,
      denseImages: 0,
      bytes: 2 * 512 * crops,
    });
  });

  it('guesses the patches of dense features until an image has some', async () => {
    const project = await projectOfTwo();
    const { bytes: imageBytes } = estimateExtraction(project, image, null);
    const guessed = 2 * 384 * (8 * 6);
    expect(estimateExtraction(project, image, dense)).toMatchObject({
      denseImages: 2,
      bytes: imageBytes + 2 * guessed,
    });
    const set = project.features.findOrCreate({ kind: 'dense', encoder: 'dino', ...dense });
    project.features.save(set, 0, [{ rows: 3, columns: 5, values: new Float16Array(15 * 384) }]);
    expect(estimateExtraction(project, image, dense)).toMatchObject({
      images: 2,
      denseImages: 1,
      bytes: imageBytes + 2 * 15 * 384,
    });
  });
});

it('refuses what the disk has no room for, and nothing where nothing is to do', async () => {
  const project = temporaryProject();
  const estimate = { images: 1, crops: 1, denseImages: 0, bytes: 3e9, freeBytes: 2e9 };
  const error = expectUserError(() => refuseFullDisk(project, estimate), 'disk', project.path);
  expect(error.message).toContain('3.3 GB');
  expect(error.message).toContain('2.0 GB are free');
  refuseFullDisk(project, { ...estimate, freeBytes: 4e9 });
  refuseFullDisk(project, { ...estimate, bytes: 0, freeBytes: 0 });
});

it.each([
  [1, '1 MB'],
  [12_300_000, '13 MB'],
  [2_460_000_000, '2.5 GB'],
])('says %d bytes as %s', (bytes, text) => {
  expect(inMegabytes(bytes)).toBe(text);
});
