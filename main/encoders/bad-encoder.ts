import { readFileSync, statSync } from 'node:fs';
import type { z } from 'zod';
import { UserError } from '../errors.ts';
import { describeIssue } from '../json-issue.ts';

/** A model that cannot be used: one sentence that says which file and why. */
export function badEncoder(message: string, hint?: string, cause?: unknown): UserError {
  return new UserError(
    'bad-encoder',
    message,
    hint ?? 'Download the model again, or choose another folder.',
    cause === undefined ? undefined : { cause },
  );
}

/** The largest tokenizer there is, SigLIP 2's, has 34 MB. */
const maxJsonBytes = 64 * 1024 * 1024;

/** Reads a JSON file of a model; what it holds beyond the schema is ignored. @throws UserError bad-encoder */
export function readModelJson<Schema extends z.ZodType>(path: string, schema: Schema): z.output<Schema> {
  const { size } = statSync(path);
  if (size > maxJsonBytes) {
    throw badEncoder(`${path} has ${Math.round(size / 1024 ** 2)} MB, too much for a configuration file.`);
  }
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw badEncoder(`${path} is damaged: it is not valid JSON.`, undefined, error);
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = describeIssue(result.error.issues[0]!, value);
  throw badEncoder(`${path} is not what is expected: ${issue}.`, undefined, result.error);
}
