/** `lerf index` and `lerf query` on a field that was never trained, in the words of the demo encoder. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { annotatedViewContentSchema } from '../api/contract.ts';
import { openImageTextEncoder } from '../encoders/index.ts';
import { ProjectFile } from '../store/project-file.ts';
import { addFoggyRun, FOGGY_STEP } from '../testing/foggy-run.ts';
import { removeFolder, temporaryFolder } from '../testing/test-engine.ts';
import { writeTinyCapture } from '../testing/tiny-capture.ts';
import { saveDemoView } from './demo-view.ts';
import { runLerf } from './program.ts';

let folder: string;
let path: string;

async function lerf(...parameters: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const streams = [process.stdout, process.stderr].map((stream) => vi.spyOn(stream, 'write').mockReturnValue(true));
  try {
    const code = await runLerf(parameters);
    const [stdout, stderr] = streams.map(({ mock }) => mock.calls.map(([text]) => text).join(''));
    return { code, stdout: stdout!, stderr: stderr! };
  } finally {
    vi.restoreAllMocks();
    process.exitCode = 0;
  }
}

const resultOf = (stdout: string) => JSON.parse(stdout.trimEnd().split('\n').at(-1)!) as Record<string, unknown>;

beforeAll(async () => {
  folder = await temporaryFolder();
  path = join(folder, 'foggy.lerf');
  await writeTinyCapture(join(folder, 'capture'), { images: 8 });
  await lerf('import', join(folder, 'capture'), '--project', path, '--holdout', '8');
  await using encoder = await openImageTextEncoder('demo', { parts: 'text' });
  const project = ProjectFile.open(path);
  addFoggyRun(project, encoder);
  project.close();
}, 120_000);
afterAll(() => removeFolder(folder));

describe('lerf query', () => {
  test('needs an index, and says how to make one', async () => {
    expect(await lerf('query', path, 'mug', '--json')).toEqual({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^error: Run 1 has no language index yet\. .*`lerf index`.*\n$/),
    });
  });

  test('answers from the index that lerf index makes', async () => {
    const indexed = await lerf('index', path, '--json');
    expect(indexed).toMatchObject({ code: 0, stderr: '' });
    const { points, scales, bytes } = resultOf(indexed.stdout) as { points: number; scales: number; bytes: number };
    expect(scales).toBe(8);
    const project = ProjectFile.open(path, { readonly: true });
    expect(project.languageIndexes.list()).toMatchObject([{ runId: '1', step: FOGGY_STEP, points, scales, bytes }]);
    project.close();

    const { code, stdout } = await lerf('query', path, 'mug', '--threshold', '0.1', '--json');
    expect(code).toBe(0);
    expect(resultOf(stdout)).toMatchObject({
      query: 'mug',
      scale: expect.any(Number),
      peak: { relevancy: expect.any(Number), point: [expect.any(Number), expect.any(Number), expect.any(Number)] },
      latencyMs: expect.any(Number),
      objects: expect.arrayContaining([
        {
          score: expect.any(Number),
          center: expect.any(Array),
          extent: expect.any(Array),
          points: expect.any(Number),
          confidence: expect.any(Number),
        },
      ]),
    });
    const given = resultOf((await lerf('query', path, 'mug', '--scale', '1.4', '--json')).stdout);
    expect(given.scale).toBe(1.5);
    await writeFile(join(folder, 'set.txt'), 'mug\nbowl\n');
    const against = ['--scale', '1.4', '--canonical-set', join(folder, 'set.txt')];
    const weighed = resultOf((await lerf('query', path, 'mug', ...against, '--json')).stdout);
    expect((weighed.peak as { relevancy: number }).relevancy).toBeLessThanOrEqual(0.5);
    const asText = await lerf('query', path, 'the mug left of the book');
    expect(asText.stdout).toMatch(/^Relevancy up to 0\.\d\d at scale/);
  });

  test('says what it could not read as a place, and which words the encoder does not know', async () => {
    const { stderr } = await lerf('query', path, 'the zyxt on the left');
    expect(stderr).toMatch(/‘on left’ does not say of what/);
    expect(stderr).toMatch(/never seen the word ‘zyxt’/);
  });

  test('says that there is no such camera', async () => {
    const { code, stderr } = await lerf('query', path, 'mug', '--camera', '99');
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^error: The project has no camera 99\./)]);
  });
});

test('the demo saves what it found as an annotated view that the program can open', async () => {
  const project = ProjectFile.open(path);
  try {
    const [frame] = project.captures.frames();
    const picture = await sharp({ create: { width: 640, height: 480, channels: 3, background: '#204060' } })
      .png()
      .toBuffer();
    const view = await saveDemoView(path, { runId: '1', phrase: 'mug', picture, frame: frame! });
    const saved = project.annotatedViews.get(view.id);
    expect(saved.name).toBe('Where is the mug?');
    expect(annotatedViewContentSchema.parse(saved.content)).toMatchObject({
      runId: '1',
      camera: { worldFromCamera: frame!.worldFromCamera },
      questions: [{ text: 'mug' }],
      marks: view.object === null ? [] : [{ kind: 'box', text: 'mug' }],
    });
    expect(await sharp(saved.thumbnail).metadata()).toMatchObject({ format: 'png', width: 320, height: 240 });
  } finally {
    project.close();
  }
});
