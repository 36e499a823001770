import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished } from 'vitest';
import type { ApiError } from '../api/contract.ts';
import { UserError } from '../errors.ts';
import type { Capture, NewFrame } from './captures.ts';
import type { CheckpointTensor } from './checkpoints.ts';
import { ProjectFile } from './project-file.ts';
import type { NewRun } from './runs.ts';

/** A folder that is gone when the test is over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lerf-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** An open project with nothing in it, closed when the test is over. */
export function temporaryProject(folder = temporaryFolder()): ProjectFile {
  const project = ProjectFile.create(join(folder, 'test.lerf'), { name: 'Test' });
  onTestFinished(() => project.close());
  return project;
}

export const exampleRun: NewRun = { preset: 'fast', device: 'auto', steps: 1000, seed: 7, options: { rays: 1024 } };

export const exampleCapture: Capture = {
  kind: 'transforms',
  source: '/photos/füchse',
  downscale: 8,
  scale: 0.1 + 0.2,
  transform: [1, 0, 0, 1 / 3, 0, 1, 0, -1e-17, 0, 0, 1, 1e300],
  sceneBox: [-1, -1, -1, 1, 1, 1],
  skipped: [{ file: '0051.jpg', reason: "It says 'missing'." }],
  warnings: ['The images are rotated.'],
  importedAt: '2026-01-02T03:04:05.678Z',
};

export function exampleFrame(index: number): NewFrame {
  return {
    index,
    file: `images/${index}.jpg`,
    split: index % 8 === 0 ? 'test' : 'train',
    intrinsics: {
      width: 240,
      height: 135,
      fx: 171.9,
      fy: 172.1,
      cx: 120,
      cy: 67.5,
      distortion: [0.1, 0, 0, 0, 1e-3, 0],
    },
    worldFromCamera: [1, 0, 0, Math.PI, 0, 1, 0, -0.1, 0, 0, 1, index],
    hasAlpha: index % 2 === 1,
    mime: index % 2 === 1 ? 'image/png' : 'image/jpeg',
    image: Buffer.alloc(50_000, index + 1),
    thumbnail: Buffer.from(`thumbnail ${index}`),
  };
}

/** `count` values that differ from each other and with `salt`. */
export function exampleTensor(name: string, count: number, salt = 0): CheckpointTensor {
  return {
    name,
    dims: [count],
    dtype: 'float32',
    data: Float32Array.from({ length: count }, (_, i) => Math.sin(i + salt)),
  };
}

/** Expects a UserError of this code: one sentence that names the file, and a hint. */
export function expectUserError(act: () => unknown, code: ApiError['code'], mentions = ''): UserError {
  try {
    act();
  } catch (thrown) {
    return checkUserError(thrown, code, mentions);
  }
  return expect.fail(`Expected the error '${code}', but nothing was thrown`);
}

export function checkUserError(thrown: unknown, code: ApiError['code'], mentions = ''): UserError {
  if (!(thrown instanceof UserError)) throw thrown;
  expect(thrown.code, thrown.message).toBe(code);
  expect(thrown.message).toContain(mentions);
  expect(thrown.message).toMatch(/^[^\n]+[.]$/);
  return thrown;
}

export interface ChildResult {
  /** What it printed, by line. */
  lines: string[];
  errors: string;
  signal: NodeJS.Signals | null;
}

/** Runs one of the programs in test-children/; `onLine` sees each line as it comes and may kill it. */
export async function runChild(
  name: string,
  args: string[],
  { uid, onLine }: { uid?: number; onLine?: (line: string, kill: () => void) => void } = {},
): Promise<ChildResult> {
  const program = fileURLToPath(new URL(`./test-children/${name}.ts`, import.meta.url));
  const child = spawn(process.execPath, [program, ...args], uid === undefined ? {} : { uid, gid: uid });
  const lines: string[] = [];
  let pending = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const complete = (pending + text).split('\n');
    pending = complete.pop()!;
    for (const line of complete) {
      lines.push(line);
      onLine?.(line, () => child.kill('SIGKILL'));
    }
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  return new Promise((done, failed) => {
    child.on('error', failed);
    child.on('close', (_code, signal) => done({ lines, errors, signal }));
  });
}
