/** The command as a person or a script starts it: real processes, their exit codes and what they print. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { encodersFolder } from '../encoders/places.ts';
import { dinoFiles, transformersFiles, writeFiles } from '../encoders/test-models.ts';
import { tileCount } from '../features/pyramid.ts';
import { missingSharedData, sharedData } from '../testing/shared-data.ts';
import { removeFolder, temporaryFolder } from '../testing/test-engine.ts';
import { writeTinyCapture } from '../testing/tiny-capture.ts';
import { createTinyProject } from '../testing/tiny-project.ts';
import { runLerf } from './program.ts';

const LERF = fileURLToPath(new URL('./lerf.ts', import.meta.url));

let folder: string;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => removeFolder(folder));

interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

const environment = () => ({ ...process.env, LERF_DATA: join(folder, 'data') });

function lerf(...parameters: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(process.execPath, [LERF, ...parameters], { env: environment() }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}

/** The same in this process, where starting another would only take time. */
async function here(...parameters: string[]): Promise<Outcome> {
  vi.stubEnv('LERF_DATA', environment().LERF_DATA);
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

/** NDJSON progress, then exactly one object. */
function parseJson(stdout: string): { progress: Record<string, unknown>[]; result: Record<string, unknown> } {
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const result = lines.pop()!;
  expect(lines.every((line) => line.event === 'progress')).toBe(true);
  expect(result).not.toHaveProperty('event');
  return { progress: lines, result };
}

const oneLine = /^error: [^\n]+\n$/;

describe('wrong usage exits with 2 and one line that says where to read on', () => {
  test.each([
    [['import']],
    [['import', 'capture']],
    [['import', 'capture', '--project', 'x.lerf', '--downscale', '0']],
    [['import', 'capture', '--project', 'x.lerf', '--holdout', 'two']],
    [['info']],
    [['info', 'a.lerf', 'b.lerf']],
    [['extract']],
    [['extract', 'a.lerf', '--device', 'quantum']],
    [['train', 'a.lerf', '--preset', 'medium']],
    [['train', 'a.lerf', '--steps', '1.5']],
    [['train', 'a.lerf', '--device', 'quantum']],
    [['train', 'a.lerf', '--kernels', 'magic']],
    [['train', 'a.lerf', '--seed', '-1']],
    [['eval', 'a.lerf', '--split', 'all']],
    [['render', 'a.lerf', '--out', 'x.png']],
    [['render', 'a.lerf', '--camera', '0', '--out', 'x.png', '--output', 'smell']],
    [['serve', '--port', '70000']],
    [['dance']],
    [['--loud']],
  ])('lerf %j', async (parameters) => {
    const { code, stdout, stderr } = await here(...parameters);
    expect(stderr).toMatch(/^error: [^\n]+ See `lerf (\w+ )?--help`\.\n$/);
    expect([code, stdout]).toEqual([2, '']);
  });

  test('nothing at all shows the help', async () => {
    expect(await lerf()).toMatchObject({ code: 2, stderr: expect.stringContaining('Usage: lerf') });
  });

  test('as a process too', async () => {
    expect(await lerf('dance')).toMatchObject({
      code: 2,
      stderr: "error: unknown command 'dance' See `lerf --help`.\n",
    });
  });
});

test('help and version are no errors', async () => {
  const help = await lerf('--help');
  expect(help.code).toBe(0);
  for (const command of ['import', 'info', 'extract', 'train', 'eval', 'render', 'serve'])
    expect(help.stdout).toContain(command);
  expect(await lerf('--version')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
});

describe('failures exit with 1 and one line', () => {
  test.each([
    ['a project that does not exist', ['info', 'nowhere.lerf'], /nowhere\.lerf was not found/],
    ['a file that is no project', ['info', LERF], /is not a LERF Studio project/],
    [
      'an image folder that is missing',
      ['render', 'x.lerf', '--camera', '0', '--out', '/no/where/x.png'],
      /\/no\/where/,
    ],
    ['a project to serve that does not exist', ['serve', '--project', 'nowhere.lerf'], /nowhere\.lerf/],
  ])('%s', async (_name, parameters, message) => {
    const { code, stdout, stderr } = await lerf(...parameters, '--json');
    expect(stderr.split('\n').at(-2)).toMatch(/^error: /);
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain('    at ');
    expect([code, stdout]).toEqual([1, '']);
  });

  test('a project in which nothing was trained', async () => {
    const project = join(folder, 'untrained.lerf');
    await createTinyProject(project);
    for (const parameters of [
      ['eval', project],
      ['render', project, '--camera', '0', '--out', join(folder, 'x.png')],
    ]) {
      expect(await lerf(...parameters)).toMatchObject({
        code: 1,
        stderr: 'error: Nothing has been trained in this project yet. Train it first.\n',
      });
    }
    expect((await lerf('train', project, '--resume')).stderr).toContain('There is no unfinished run.');
    expect(existsSync(join(folder, 'x.png'))).toBe(false);
  });
});

describe('bad captures are refused in one line and leave nothing behind', () => {
  test.each([
    ['an empty folder', null],
    ['a truncated file', '{ "frames": [ { "file_path": "ima'],
    [
      'only missing images',
      '{"fl_x":40,"w":48,"h":36,"frames":[{"file_path":"a.jpg","transform_matrix":[[1,0,0,0],[0,1,0,0],[0,0,1,0],[0,0,0,1]]}]}',
    ],
  ])('%s', async (name, transforms) => {
    const capture = join(folder, name.replaceAll(' ', '-'));
    await mkdir(capture);
    if (transforms !== null) await writeFile(join(capture, 'transforms.json'), transforms);
    const out = join(folder, `out ${name}`);
    await mkdir(out);
    const { code, stdout, stderr } = await lerf('import', capture, '--project', join(out, 'x.lerf'), '--json');
    expect(stderr).toMatch(oneLine);
    expect(stderr).toContain(capture);
    expect(stdout.split('\n').filter((line) => line !== '' && !line.includes('"progress"'))).toEqual([]);
    expect(code).toBe(1);
    expect(readdirSync(out)).toEqual([]);
  });

  test('a project that exists is not written over', async () => {
    const project = join(folder, 'taken.lerf');
    await createTinyProject(project);
    const capture = join(folder, 'for-taken');
    await writeTinyCapture(capture, { images: 3 });
    expect(await lerf('import', capture, '--project', project)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('already exists'),
    });
    expect((await lerf('info', project, '--json')).stdout).toContain('"name":"Tiny"');
  });
});

test('a tiny capture is imported, described, trained, measured and rendered', async () => {
  const capture = join(folder, 'tiny');
  await writeTinyCapture(capture, { images: 9 });
  const project = join(folder, 'story.lerf');

  const imported = parseJson((await lerf('import', capture, '--project', project, '--holdout', '4', '--json')).stdout);
  expect(imported.progress.at(-1)).toMatchObject({ done: 9, total: 9, message: expect.any(String) });
  expect(imported.result).toMatchObject({ project, images: 9, train: 6, test: 3, skipped: [], width: 48, height: 36 });
  expect(imported.result.scale).toBeGreaterThan(0);

  const trained = await lerf('train', project, '--steps', '3', '--device', 'cpu', '--no-language', '--json');
  expect(trained.stderr).toBe('');
  const training = parseJson(trained.stdout);
  expect(training.progress.at(-1)).toMatchObject({
    step: 3,
    steps: 3,
    stepMs: expect.any(Number),
    losses: {
      rgb: expect.any(Number),
      interlevel: expect.any(Number),
      distortion: expect.any(Number),
      clip: null,
      dino: null,
    },
  });
  expect(training.result).toEqual({
    run: 1,
    state: 'done',
    steps: 3,
    stepMsMedian: expect.any(Number),
    device: 'cpu',
    kernels: expect.stringMatching(/^(native|onnx)$/),
    checkpoint: 3,
  });

  const evaluated = parseJson((await lerf('eval', project, '--json')).stdout).result;
  expect(evaluated).toMatchObject({ psnr: expect.any(Number), ssim: expect.any(Number), step: 3, split: 'test' });
  expect(evaluated.images).toHaveLength(3);

  const png = join(folder, 'view.png');
  const rendered = await lerf('render', project, '--camera', 'frame_002.jpg', '--out', png, '--json');
  expect(parseJson(rendered.stdout).result).toMatchObject({ out: png, width: 48, height: 36, frame: 1 });
  expect(existsSync(png)).toBe(true);
  expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);

  const info = parseJson((await lerf('info', project, '--json')).stdout).result;
  expect(info).toMatchObject({
    state: 'trained',
    images: 9,
    runs: [{ number: 1, state: 'done', lastPsnr: evaluated.psnr }],
    checkpoints: [{ run: 1, step: 3 }],
    integrity: { whole: true, problems: [] },
  });
}, 120_000);

test('features are extracted, listed, and there for the next time', async () => {
  const capture = join(folder, 'seen');
  await writeTinyCapture(capture, { images: 5 });
  const project = join(folder, 'seen.lerf');
  await here('import', capture, '--project', project, '--holdout', '4');
  writeFiles(join(encodersFolder(join(folder, 'data')), 'clip-vit-b16'), transformersFiles());
  writeFiles(join(encodersFolder(join(folder, 'data')), 'dino-vits8'), dinoFiles());
  const options = ['--encoder', 'clip-vit-b16', '--device', 'cpu', '--json'];

  const first = parseJson((await lerf('extract', project, ...options, '--dense', 'none')).stdout);
  const crops = 3 * tileCount({ width: 48, height: 36 });
  expect(first.progress[0]).toMatchObject({ done: 0, total: crops, message: expect.stringContaining('of 3 images') });
  expect(first.progress.at(-1)).toMatchObject({ done: crops, total: crops });
  expect(first.result).toEqual({
    encoder: 'clip-vit-b16',
    dense: null,
    images: 3,
    crops,
    bytes: 2 * 6 * crops,
    seconds: expect.any(Number),
    resumedImages: 0,
  });

  const withPatches = parseJson((await here('extract', project, ...options)).stdout).result;
  expect(withPatches).toMatchObject({ dense: 'dino-vits8', images: 3, crops: 0, resumedImages: 0 });
  const again = parseJson((await here('extract', project, ...options)).stdout);
  expect(again).toMatchObject({ progress: [], result: { images: 3, crops: 0, resumedImages: 3 } });

  const info = await here('info', project, '--json');
  expect(parseJson(info.stdout).result.features).toMatchObject([
    { kind: 'pyramid', encoder: 'clip-vit-b16', dimensions: 6, frames: 3, bytes: first.result.bytes },
    { kind: 'dense', encoder: 'dino-vits8', dimensions: 3, frames: 3 },
  ]);
  expect((await here('info', project)).stdout).toContain('Features: crops of 3 of 3 images by clip-vit-b16');

  const unknown = await here('extract', project, '--encoder', 'eyes', '--json');
  expect(unknown).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(/^error: There is no encoder eyes/),
  });
  const swapped = await here('extract', project, ...options, '--dense', 'clip-vit-b16');
  expect(swapped).toMatchObject({ code: 1, stderr: expect.stringMatching(oneLine) });
}, 120_000);

test.skipIf(process.platform === 'win32')(
  'Ctrl-C stops a training at a checkpoint',
  async () => {
    const capture = join(folder, 'interrupted');
    await writeTinyCapture(capture, { images: 6 });
    const project = join(folder, 'interrupted.lerf');
    await lerf('import', capture, '--project', project);
    const child = spawn(
      process.execPath,
      [LERF, 'train', project, '--steps', '100000', '--device', 'cpu', '--no-language', '--json'],
      { env: environment(), stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let stdout = '';
    for await (const chunk of child.stdout) {
      stdout += chunk;
      if (/"step":[2-9]/.test(stdout) && !child.killed) child.kill('SIGINT');
    }
    if (child.exitCode === null) await once(child, 'exit');
    const { result } = parseJson(stdout);
    expect(result).toMatchObject({ state: 'stopped', checkpoint: result.steps });
    expect(child.exitCode).toBe(1);
  },
  120_000,
);

test.skipIf(missingSharedData('fox'))(
  'the fox capture: 50 images, 43 to train on, 7 held out, 17 skipped',
  async () => {
    const project = join(folder, 'fox.lerf');
    const capture = sharedData('fox');
    const options = ['--project', project, '--downscale', '8', '--holdout', '8', '--json'];
    const { result } = parseJson((await lerf('import', capture, ...options)).stdout);
    expect(result).toMatchObject({ project, images: 50, train: 43, test: 7, width: 135, height: 240 });
    const skipped = result.skipped as { file: string; reason: string }[];
    expect(skipped).toHaveLength(17);
    for (const { file, reason } of skipped)
      expect([file, reason]).toEqual([expect.stringMatching(/\S/), expect.stringMatching(/\S/)]);
  },
  120_000,
);

test.skipIf(process.platform === 'win32')(
  'serve prints its address, answers there, and ends politely',
  async () => {
    const child = spawn(process.execPath, [LERF, 'serve', '--root', folder], {
      env: environment(),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const url = /http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]+/.exec(String(line))?.[0];
    expect(url).toBeDefined();
    expect((await fetch(`${new URL(url!).origin}/api/library`)).status).toBe(401);
    child.kill('SIGTERM');
    const [code] = await once(child, 'exit');
    expect(code).toBe(0);
  },
  30_000,
);
