import { readFile, stat } from 'node:fs/promises';
import type { z } from 'zod';
import { UserError } from '../errors.ts';
import { describeIssue } from '../json-issue.ts';

/** The observations of 2,000 large images fill some 500 MB; Node reads up to 2 GiB in one piece. */
const MAX_BYTES = 2 ** 31 - 1;
/** A string cannot be longer. */
const MAX_TEXT_BYTES = 2 ** 29 - 2 ** 10;

/** A file of a capture as bytes. @throws UserError bad-capture if it cannot be read or is absurdly large */
export async function readCaptureFile(path: string): Promise<Buffer> {
  return await readUpTo(path, MAX_BYTES);
}

/** A file of a capture as text. @throws UserError bad-capture if it cannot be read or is absurdly large */
export async function readCaptureText(path: string): Promise<string> {
  const text = (await readUpTo(path, MAX_TEXT_BYTES)).toString('utf8');
  // Windows programs put a byte order mark first.
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

async function readUpTo(path: string, maxBytes: number): Promise<Buffer> {
  const info = await stat(path).catch(() => null);
  if (!info?.isFile()) {
    throw new UserError('bad-capture', `${path} does not exist or is not a file.`, 'Export or copy the capture again.');
  }
  if (info.size > maxBytes) {
    const limit = Math.floor(maxBytes / 2 ** 20);
    throw new UserError('bad-capture', `${path} is larger than the ${limit} MB allowed.`, 'Is it the right file?');
  }
  try {
    return await readFile(path);
  } catch (error) {
    throw new UserError('bad-capture', `${path} cannot be read.`, 'Check its permissions.', { cause: error });
  }
}

/** A JSON file of a known shape. @throws UserError bad-capture naming the place that is wrong */
export async function readJson<Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.infer<Schema>> {
  const value = parseJson(await readCaptureText(path), path);
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new UserError(
    'bad-capture',
    `${path} cannot be used: ${describeIssue(parsed.error.issues[0]!, value)}.`,
    'Is it a transforms.json of nerfstudio, instant-ngp or Blender?',
  );
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Python writes NaN and Infinity bare; as null they are reported where they stand.
  }
  try {
    return JSON.parse(text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|\bNaN\b|-?\bInfinity\b/gs, bareToNull));
  } catch (error) {
    throw new UserError('bad-capture', `${path} ${jsonProblem(text)}.`, 'Export or copy the capture again.', {
      cause: error,
    });
  }
}

const bareToNull = (token: string): string => (token.startsWith('"') ? token : 'null');

function jsonProblem(text: string): string {
  const trimmed = text.trim();
  if (trimmed === '') return 'is empty';
  const begins = trimmed.startsWith('{') || trimmed.startsWith('[');
  return begins && !/[}\]]$/.test(trimmed) ? 'ends in the middle: it is not complete JSON' : 'is not valid JSON';
}
