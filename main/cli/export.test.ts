/** `lerf export` of a field that was never trained, asked in the words of the demo encoder. */
import { existsSync, readdirSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { annotatedViewContentSchema } from '../api/contract.ts';
import { openImageTextEncoder } from '../encoders/index.ts';
import { objectsDocumentSchema } from '../exchange/objects-document.ts';
import { readPly, readSpz } from '../exchange/test-readers.ts';
import { ProjectFile } from '../store/project-file.ts';
import { addFoggyRun } from '../testing/foggy-run.ts';
import { removeFolder, temporaryFolder } from '../testing/test-engine.ts';
import { writeTinyCapture } from '../testing/tiny-capture.ts';
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

async function exported(file: string, ...parameters: string[]): Promise<Buffer> {
  const out = join(folder, file);
  const { code, stdout, stderr } = await lerf('export', path, '--out', out, '--json', ...parameters);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const bytes = await readFile(out);
  expect(JSON.parse(stdout.trimEnd().split('\n').at(-1)!)).toMatchObject({ out, bytes: bytes.length, warnings: [] });
  return bytes;
}

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

describe('lerf export', () => {
  test('needs an index for points, and says how to make one', async () => {
    const { code, stderr } = await lerf('export', path, '--out', join(folder, 'x.ply'));
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/^error: There is no language index .*`lerf index`.*\n$/),
    ]);
    expect((await lerf('index', path)).code).toBe(0);
  });

  test('writes points with what each phrase says of them, where the capture has them', async () => {
    const asked = ['--query', 'mug', '--query', 'the book left of the mug'];
    const capture = readPly(await exported('x.ply', ...asked));
    // The second question speaks of the mug too: one column is enough.
    const phrases = capture.properties.map(({ name }) => name).filter((name) => name.startsWith('relevancy_'));
    expect(phrases).toEqual(['relevancy_mug', 'relevancy_book']);
    expect(capture.comments[1]).toBe('Coordinates: those of the capture as it was imported, in its unit.');
    const normalised = readPly(await exported('y.ply', ...asked, '--world', 'normalised'));

    const project = ProjectFile.open(path, { readonly: true });
    const { transform: m } = project.captures.get();
    project.close();
    expect(normalised.rows.length).toBe(capture.rows.length);
    normalised.rows.slice(0, 50).forEach(({ x, ...row }, i) => {
      const from = capture.rows[i]!;
      expect(m[0]! * from.x! + m[1]! * from.y! + m[2]! * from.z! + m[3]!).toBeCloseTo(x!, 4);
      expect(row.relevancy_mug).toBe(from.relevancy_mug);
    });
  });

  test('writes splats, in the colours of the scene or of an answer', async () => {
    const scene = readSpz(await exported('x.spz'));
    const answer = readSpz(await exported('x.spz', '--query', 'mug', '--canonical', 'zebra'));
    expect(answer.splats.map(({ position }) => position)).toEqual(scene.splats.map(({ position }) => position));
    expect(answer.splats.map(({ colour }) => colour)).not.toEqual(scene.splats.map(({ colour }) => colour));
  });

  test('writes objects that were found and kept, as the schema has them', async () => {
    const project = ProjectFile.open(path);
    const axes = [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ];
    const place = { centre: [0.5, 0, 0], axes, halfExtent: [0.1, 0.2, 0.3] };
    const peak = { point: 3, relevancy: 0.8 };
    const object = { ...place, score: 0.7, confidence: 0.9, isDoubtful: false, peak, points: 12 };
    project.keptObjects.add({ name: 'My mug', phrase: 'mug', runId: '1', object });
    project.close();
    const text = (await exported('x.json', '--query', 'mug left of the book')).toString();
    const document = objectsDocumentSchema.parse(JSON.parse(text));
    expect(document.questions[0]!.phrases.map(({ phrase }) => phrase)).toEqual(['mug', 'book']);
    expect(document.kept).toMatchObject([
      { name: 'My mug', points: 12, box: { normalised: { centre: [0.5, 0, 0], extent: [0.2, 0.4, 0.6] } } },
    ]);
    const { worlds, kept } = document;
    const [a, b, c, shift] = worlds.normalisedFromCapture;
    const [x, y, z] = kept[0]!.box.capture.centre;
    expect(a! * x + b! * y + c! * z + shift!).toBeCloseTo(0.5, 6);
  });

  test('writes annotated views as a picture, and all of them as a page that needs nothing else', async () => {
    const project = ProjectFile.open(path);
    const [first] = project.captures.frames();
    const content = annotatedViewContentSchema.parse({
      version: 1,
      runId: '1',
      camera: { worldFromCamera: first!.worldFromCamera, verticalFovDegrees: 50, target: [0, 0, 0] },
      questions: [{ text: 'mug', colour: '#e8833a', isVisible: true }],
      activeQuestion: 0,
      canonical: { name: 'Default', phrases: [{ text: 'object', enabled: true }] },
      display: { colourMap: 'viridis', range: 'raw', opacity: 0.5 },
      marks: [],
      note: 'Look <here>',
    });
    for (const name of ['Desk', 'Shelf <b>']) project.annotatedViews.add({ name, content, thumbnail: Buffer.of(1) });
    project.close();
    const size = ['--width', '96', '--height', '64'];
    const png = await exported('x.png', '--view', 'Desk', ...size);
    expect(await sharp(png).metadata()).toMatchObject({ format: 'png', width: 96 });
    const page = (await exported('x.html', ...size)).toString();
    expect(page).toContain('Shelf &lt;b&gt;');
    expect(page).toContain('Look &lt;here&gt;');
    expect(page.match(/src="data:image\//g)).toHaveLength(2);
    expect(page).not.toMatch(/<script|src="http|<b>/);
  });

  test('writes the project as one file', async () => {
    expect((await exported('x.zip')).toString('latin1', 0, 2)).toBe('PK');
  });

  test.each([
    ['an ending that says nothing', ['--out', 'x.bin'], /does not say which format.*--format ply\|spz/],
    ['an ending of another format', ['--out', 'x.ply', '--format', 'spz'], /must end in \.spz/],
    ['a folder that is not there', ['--out', join('gone', 'x.ply')], /The folder .*gone does not exist/],
    ['an option without use', ['--out', 'x.zip', '--query', 'mug'], /--query has no use with --format zip/],
    ['a camera that is not there', ['--out', 'x.ply', '--camera', '99'], /no camera 99/],
    ['no view', ['--out', 'x.png'], /A PNG shows one view.*--view/],
    ['a view that is not there', ['--out', 'x.png', '--view', 'Attic'], /no annotated view ‘Attic’/],
    ['too many questions', ['--out', 'x.ply', ...Array(9).fill(['--query', 'mug']).flat()], /^error: questions: .*<=8/],
  ])('is refused %s, and writes nothing', async (_what, [option, out, ...others], message) => {
    const before = readdirSync(folder);
    const { code, stderr } = await lerf('export', path, option!, join(folder, out!), ...others);
    expect([code, stderr]).toEqual([1, expect.stringMatching(message)]);
    expect(readdirSync(folder)).toEqual(before);
  });

  test('leaves an earlier file as it was where the new one cannot be made', async () => {
    const out = join(folder, 'x.ply');
    await rm(out, { force: true });
    const { code } = await lerf('export', path, '--out', out, '--query', 'mug', '--run', '7');
    expect(code).toBe(1);
    expect(existsSync(out)).toBe(false);
  });
});
