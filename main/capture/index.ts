import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { CaptureKind } from '../api/contract.ts';
import { UserError } from '../errors.ts';
import { BLENDER_TRAIN, readBlender } from './blender.ts';
import { findColmapModel, readColmap } from './colmap.ts';
import { normaliseCapture } from './normalize.ts';
import { readTransforms } from './transforms.ts';
import type { Capture, RawCapture } from './types.ts';

export { type PreparedImage, prepareImage } from './prepare.ts';
export { splitOf } from './split.ts';
export type { Capture, CaptureFrame } from './types.ts';
export { isWholeImage } from './whole-image.ts';

const TRANSFORMS = 'transforms.json';

/** What kind of capture a folder holds, judged by its file names; null if none. */
export async function detectCaptureKind(folder: string): Promise<CaptureKind | null> {
  if (existsSync(join(folder, TRANSFORMS))) return 'transforms';
  if (existsSync(join(folder, BLENDER_TRAIN))) return 'blender';
  return findColmapModel(folder) ? 'colmap' : null;
}

/**
 * Reads a capture folder (or the transforms.json in it) and brings it into the normalised world. Frames
 * that cannot be used are skipped, with the reason, before poses are normalised.
 * @throws UserError bad-capture in one sentence: what is wrong, and where
 */
export async function readCapture(path: string, { images }: { images?: string } = {}): Promise<Capture> {
  const folder = await captureFolder(path);
  if (images !== undefined && !(await stat(images).catch(() => null))?.isDirectory()) {
    throw new UserError('bad-capture', `The images folder ${images} does not exist.`, 'Choose another folder.');
  }
  const raw = await readRaw(folder, images === undefined ? undefined : resolve(images));
  if (raw.frames.length === 0) throw noFrames(raw);
  const capture = normaliseCapture(raw);
  if (raw.frames.length < 3) {
    capture.warnings.push(`Only ${raw.frames.length} images can be used; a scene needs some twenty or more.`);
  }
  return capture;
}

async function captureFolder(path: string): Promise<string> {
  const absolute = resolve(path);
  const info = await stat(absolute).catch(() => null);
  if (!info) throw new UserError('bad-capture', `${absolute} does not exist.`, 'Choose the folder of a capture.');
  if (info.isDirectory()) return absolute;
  if (basename(absolute) === TRANSFORMS) return dirname(absolute);
  throw new UserError('bad-capture', `${absolute} is not a capture folder.`, 'Choose the folder, not a file in it.');
}

async function readRaw(folder: string, images: string | undefined): Promise<RawCapture> {
  switch (await detectCaptureKind(folder)) {
    case 'transforms':
      return readTransforms(join(folder, TRANSFORMS), images);
    case 'blender':
      return readBlender(folder);
    case 'colmap':
      return readColmap(folder, images);
    case null:
      throw new UserError(
        'bad-capture',
        `${folder} is not a capture: it has no transforms.json, transforms_train.json or COLMAP model.`,
        'Choose a folder made by nerfstudio, instant-ngp, Blender or COLMAP.',
      );
  }
}

function noFrames({ source, skipped }: RawCapture): UserError {
  const [first] = skipped;
  if (!first) return new UserError('bad-capture', `The capture in ${source} lists no images.`, 'Export it again.');
  const reasons = new Set(skipped.map(({ reason }) => reason));
  const reason = first.reason.replace(/\.$/, '');
  const what = `${skipped.length === 1 ? 'its only image' : `none of its ${skipped.length} images`}`;
  return new UserError(
    'bad-capture',
    `The capture in ${source} cannot be imported: ${what} ${skipped.length === 1 ? 'cannot be used' : 'can be used'} (${first.file}: ${reason[0]!.toLowerCase()}${reason.slice(1)}${reasons.size > 1 ? ', and others' : ''}).`,
    'Check the photographs and the file that describes them, then import again.',
  );
}
