/** Small captures for tests, written to disk. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { expect, onTestFinished } from 'vitest';
import { UserError } from '../errors.ts';
import type { CameraIntrinsics, CaptureFrame } from './types.ts';

export const WIDTH = 16;
export const HEIGHT = 12;

/** A folder that is gone when the test is over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lerf-capture-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function write(content: string | Buffer, ...path: string[]): string {
  const file = join(...path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

/** An encoded image whose left half is red and whose right half is blue. */
export async function image(
  format: 'jpeg' | 'png' | 'webp' | 'tiff' | 'gif' | 'avif' = 'jpeg',
  { width = WIDTH, height = HEIGHT, orientation = 1 } = {},
): Promise<Buffer> {
  const half = { create: { width: width >> 1, height, channels: 3, background: '#0000ff' } } as const;
  const blue = await sharp(half).png().toBuffer();
  const both = sharp({ create: { width, height, channels: 3, background: '#ff0000' } })
    .composite([{ input: blue, gravity: 'east' }])
    .withMetadata({ orientation });
  return await (format === 'jpeg'
    ? both.jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
    : both.toFormat(format)
  ).toBuffer();
}

/** Camera to world of the i-th of a few cameras that stand in a row and look along y, z up. */
export const rowPose = (i: number): number[][] => [
  [1, 0, 0, i],
  [0, 0, -1, -3],
  [0, 1, 0, 1],
  [0, 0, 0, 1],
];

export const FILES = ['images/a.jpg', 'images/b.jpg', 'images/c.jpg'];

export interface TestFrame {
  file_path: string;
  transform_matrix: unknown;
  [field: string]: unknown;
}

/** Three frames that are in order, for `FILES`. */
export const goodFrames = (): TestFrame[] => FILES.map((file_path, i) => ({ file_path, transform_matrix: rowPose(i) }));

/** A folder with the images of `FILES` and a transforms.json, which is in order but for what is given. */
export async function transformsFolder(
  changes: Record<string, unknown> = {},
  { files = FILES }: { files?: readonly string[] } = {},
): Promise<string> {
  const folder = temporaryFolder();
  for (const file of files) write(await image(), folder, file);
  const camera = { w: WIDTH, h: HEIGHT, fl_x: 20, fl_y: 21, cx: 8, cy: 6 };
  write(JSON.stringify({ ...camera, frames: goodFrames(), ...changes }), folder, 'transforms.json');
  return folder;
}

export const intrinsics = (changes: Partial<CameraIntrinsics> = {}): CameraIntrinsics => ({
  width: WIDTH,
  height: HEIGHT,
  fx: 20,
  fy: 21,
  cx: 8,
  cy: 6,
  distortion: [0, 0, 0, 0, 0, 0],
  ...changes,
});

export const frameOf = (imagePath: string, changes: Partial<CaptureFrame> = {}): CaptureFrame => ({
  file: 'photo.jpg',
  imagePath,
  intrinsics: intrinsics(),
  rotate: true,
  worldFromCamera: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0],
  split: null,
  ...changes,
});

/** What is thrown must be an error for people: one sentence and, where something can be done, what. */
export async function userError(promise: Promise<unknown>): Promise<UserError> {
  const thrown = await promise.then(
    () => expect.fail('nothing was thrown'),
    (error: unknown) => error,
  );
  if (!(thrown instanceof UserError)) throw thrown;
  expect(thrown.message).toMatch(/^[^\n]+\.$/);
  expect(thrown.hint).toMatch(/^[A-Z].*[.?]$/);
  return thrown;
}

/** The one sentence of a bad capture, without the folder's random name. */
export async function complaint(promise: Promise<unknown>, folder: string): Promise<string> {
  const { code, message } = await userError(promise);
  expect(code).toBe('bad-capture');
  return message.replaceAll(folder, 'DIR');
}
