/** `lerf localize` and the questions of `lerf demo` on a tiny field that has learned next to nothing. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { encodersFolder } from '../encoders/places.ts';
import { transformersFiles, writeFiles } from '../encoders/test-models.ts';
import { DEMO_FOLDER } from '../engine/demo.ts';
import { answerFrame } from '../evaluation/answer-frame.ts';
import { matchLabels, readLabels } from '../evaluation/labels.ts';
import { ProjectFile } from '../store/project-file.ts';
import { removeFolder, temporaryFolder } from '../testing/test-engine.ts';
import { writeTinyCapture } from '../testing/tiny-capture.ts';
import { DEMO_PHRASES } from './demo.ts';
import { runLerf } from './program.ts';

let folder: string;
let project: string;

async function lerf(...parameters: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  vi.stubEnv('LERF_DATA', join(folder, 'data'));
  const streams = [process.stdout, process.stderr].map((stream) => vi.spyOn(stream, 'write').mockReturnValue(true));
  try {
    const code = await runLerf(parameters);
    const [stdout, stderr] = streams.map(({ mock }) => mock.calls.map(([text]) => text).join(''));
    return { code, stdout: stdout!, stderr: stderr! };
  } finally {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
    process.exitCode = 0;
  }
}

beforeAll(async () => {
  folder = await temporaryFolder();
  project = join(folder, 'tiny.lerf');
  await writeTinyCapture(join(folder, 'capture'), { images: 5 });
  await lerf('import', join(folder, 'capture'), '--project', project, '--holdout', '4');
  writeFiles(join(encodersFolder(join(folder, 'data')), 'clip-vit-b16'), transformersFiles());
  await lerf('extract', project, '--encoder', 'clip-vit-b16', '--device', 'cpu', '--dense', 'none');
  const trained = await lerf('train', project, '--steps', '2', '--device', 'cpu', '--no-dino');
  expect(trained).toMatchObject({ code: 0 });

  // Labelled at twice the size that was imported; everything is in the one, nothing in the other.
  const info = { name: 'frame_001.jpg', width: 96, height: 72 };
  const objects = [
    { category: 'a red cup', bbox: [-1, -1, 97, 73] },
    {
      category: 'a book',
      segmentation: [
        [0, 0],
        [0.4, 0],
        [0, 0.4],
      ],
    },
  ];
  await mkdir(join(folder, 'labels'));
  await writeFile(join(folder, 'labels', 'frame_001.json'), JSON.stringify({ info, objects }));
}, 120_000);
afterAll(() => removeFolder(folder));

const labels = () => ['--labels', join(folder, 'labels'), '--stride', '3'];

test.each([
  ['the field', []],
  ['the encoder alone', ['--baseline']],
])(
  '%s is measured',
  async (_name, options) => {
    const { stdout } = await lerf('localize', project, ...labels(), ...options, '--json');
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines[0]).toMatchObject({ event: 'progress', done: 0, total: 1 });
    expect(lines.at(-1)).toMatchObject({
      queries: 2,
      phrases: 2,
      accuracy: 0.5,
      outlineAccuracy: 0.5,
      miou: expect.any(Number),
      run: 1,
      encoder: 'clip-vit-b16',
      baseline: options.length > 0,
      unmatched: [],
      results: [
        { file: 'images/frame_001.jpg', split: 'test', query: 'a red cup', inBox: true, inOutline: true },
        { query: 'a book', inBox: false, inOutline: false },
      ],
    });
  },
  60_000,
);

test('people get a table', async () => {
  const { stdout } = await lerf('localize', project, ...labels());
  expect(stdout).toMatch(
    /^image +query +peak +relevancy +scale +IoU\nimages\/frame_001\.jpg +a red cup +found +0\.\d\d/,
  );
  expect(stdout).toMatch(/Run 1, 2 queries: 50\.0 % peak in the box, 50\.0 % within the outline, mean IoU 0\.\d{3}\n$/);
}, 60_000);

test('answers say where they are and what is labelled there', async () => {
  const file = ProjectFile.open(project);
  try {
    const { labelled } = matchLabels(await readLabels(join(folder, 'labels')), file.captures.frames());
    const dataFolder = join(folder, 'data');
    const answers = await answerFrame(file, '1', labelled[0]!, ['a red cup', 'a book'], {}, { dataFolder });
    expect(answers.map(({ query, labels }) => [query, labels])).toEqual([
      ['a red cup', ['a red cup']],
      ['a book', ['a red cup']],
    ]);
    for (const { png, peak } of answers) {
      expect(png.subarray(1, 4).toString()).toBe('PNG');
      expect([peak.x % 1, peak.x < 48, peak.y < 36]).toEqual([0.5, true, true]);
    }
  } finally {
    file.close();
  }
}, 60_000);

test('what stands in the way is said', async () => {
  expect(await lerf('localize', project, '--labels', join(folder, 'nowhere'))).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^error: The label folder .*nowhere cannot be read\./),
  });
  expect(await lerf('localize', project)).toMatchObject({ code: 2 });
  // A folder that holds something is never written into.
  expect(await lerf('demo', '--keep', folder)).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^error: The folder .* is not empty\./),
  });
});

test('the demo asks for things that are on its table', async () => {
  const labelled = await readLabels(join(DEMO_FOLDER, 'capture', 'labels'));
  const most = labelled.reduce((a, b) => (b.phrases.size > a.phrases.size ? b : a));
  expect([...most.phrases.keys()]).toEqual(expect.arrayContaining([...DEMO_PHRASES]));
});
