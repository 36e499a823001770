import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { FreeCamera } from '../api/contract.ts';
import { ProjectFile } from '../store/project-file.ts';
import { FakeImageTextEncoder } from '../testing/fake-encoder.ts';
import { addFoggyRun } from '../testing/foggy-run.ts';
import { importTinyCapture } from '../testing/tiny-training.ts';
import { type FilmOrder, renderFilm } from './film.ts';
import type { RgbImage } from './images.ts';

const encoder = new FakeImageTextEncoder({ id: 'demo' });
vi.mock('../encoders/index.ts', () => ({ openImageTextEncoder: async () => encoder }));

let folder: string;
let project: ProjectFile;
let runId: string;
let cameras: FreeCamera[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lerf-film-'));
  project = ProjectFile.open(await importTinyCapture(folder));
  runId = addFoggyRun(project, encoder);
  const frames = project.captures.frames();
  cameras = [0, 1, 2].map((i) => ({ worldFromCamera: frames[i]!.worldFromCamera, verticalFovDegrees: 40 }));
});
afterAll(async () => {
  project.close();
  await rm(folder, { recursive: true });
});

const size = { width: 40, height: 30 };
async function film(order: Partial<FilmOrder> & Pick<FilmOrder, 'output'>, hooks = {}): Promise<RgbImage[]> {
  const pictures: RgbImage[] = [];
  for await (const picture of renderFilm(project, { runId, cameras, ...size, ...order } as FilmOrder, hooks))
    pictures.push(picture);
  return pictures;
}

it('shows each camera in turn, with progress', async () => {
  const progress: [number, number, string][] = [];
  const pictures = await film(
    { output: 'rgb' },
    { onProgress: (...args: [number, number, string]) => progress.push(args) },
  );
  expect(pictures.map(({ width, height, pixels }) => [width, height, pixels.length])).toEqual(
    cameras.map(() => [40, 30, 3600]),
  );
  expect(pictures[0]!.pixels).not.toEqual(pictures[1]!.pixels);
  const done = progress.map(([count]) => count);
  expect(done).toEqual(done.toSorted((a, b) => a - b));
  expect(progress.at(-1)).toEqual([4, 4, 'Picture 3 of 3']);
});

it.each(['depth', 'relevancy', 'composite'] as const)(
  'a place has the same %s colour in all pictures',
  async (output) => {
    // The same camera among others, and alone with them before: its colours follow from the film, not from the picture.
    const question = { query: 'red', canonical: ['grey'], scale: 0.4, encoders: {} };
    const display = { colourMap: 'viridis', range: 'normalised', opacity: 1 } as const;
    const order = { output, ...question, display } as Partial<FilmOrder> & Pick<FilmOrder, 'output'>;
    const [first, , third] = await film({ ...order, cameras: [cameras[0]!, cameras[1]!, cameras[0]!] });
    expect(third!.pixels).toEqual(first!.pixels);
    const [alone] = await film({ ...order, cameras: [cameras[0]!] });
    expect(alone!.pixels).not.toEqual(first!.pixels);
  },
);

it('finds the scale along the way where none is given', async () => {
  const [picture] = await film({
    output: 'composite',
    query: 'red',
    encoders: {},
    cameras: cameras.slice(0, 1),
  } as never);
  expect(picture!.pixels.length).toBe(3600);
});

it('stops between two pictures, and within one', async () => {
  let calls = 0;
  await expect(film({ output: 'rgb' }, { isCancelled: () => ++calls > 2 })).rejects.toMatchObject({
    code: 'cancelled',
  });
});
