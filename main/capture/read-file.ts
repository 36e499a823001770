import { readFile, stat } from 'node:fs/promises';
import type { z } from 'zod';
import { UserError } from '../errors.ts';

const MAX_BYTES = 512 * 2 ** 20;

/** A file of a capture as bytes. @throws UserError bad-capture if it cannot be read or is absurdly large */
export async function readCaptureFile(path: string): Promise<Buffer> {
  const info = await stat(path).catch(() => null);
  if (!info?.isFile()) throw new UserError('bad-capture', `${path} does not exist or is not a file.`);
  if (info.size > MAX_BYTES) {
    throw new UserError('bad-capture', `${path} is larger than ${MAX_BYTES / 2 ** 20} MB.`, 'Is it the right file?');
  }
  try {
    return await readFile(path);
  } catch (error) {
    throw new UserError('bad-capture', `${path} cannot be read.`, 'Check its permissions.', { cause: error });
  }
}

/** A JSON file of a known shape. @throws UserError bad-capture naming the place that is wrong */
export async function readJson<Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.infer<Schema>> {
  const text = (await readCaptureFile(path)).toString('utf8');
  let value: unknown;
  try {
    // Python writes these three into JSON; as null they are reported where they stand.
    value = JSON.parse(text.replace(/(?<=[[,:]\s*)(?:NaN|-?Infinity)(?=\s*[\],}])/g, 'null'));
  } catch (error) {
    const truncated = !/[}\]]\s*$/.test(text);
    throw new UserError(
      'bad-capture',
      truncated ? `${path} ends in the middle: it is not complete JSON.` : `${path} is not valid JSON.`,
      'Export or copy the capture again.',
      { cause: error },
    );
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  const place = issue.path.length > 0 ? `at ${issue.path.join('.')}` : 'at its top level';
  throw new UserError(
    'bad-capture',
    `${path} is not what was expected ${place}: ${issue.message}.`,
    'Is it a transforms.json of nerfstudio, instant-ngp or Blender?',
  );
}
