import { readFile } from 'node:fs/promises';
import { InvalidArgumentError, Option } from 'commander';
import type { z } from 'zod';
import { UserError } from '../errors.ts';

export const jsonOption = () => new Option('--json', 'print progress as NDJSON and the result as one JSON object');

/** A parser of whole numbers from `min` to `max`, for commander. */
export function integer(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^[+-]?\d+$/.test(text) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
  };
}

/** A parser of lengths from 0 to `max`. */
export function lengthUpTo(max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && value >= 0 && value <= max) return value;
    throw new InvalidArgumentError(`It must be a number from 0 to ${max}.`);
  };
}

/** Phrases with commas between them. */
/** A file that holds JSON of a certain shape. @throws UserError not-found, bad-request */
export async function readJsonFile<Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.output<Schema>> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new UserError('not-found', `The file ${path} cannot be read.`, 'Check its path.', { cause });
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new UserError('bad-request', `The file ${path} is no JSON.`, 'Check what is in it.', { cause });
  }
  const { data, error } = schema.safeParse(value);
  if (error === undefined) return data;
  const { path: where, message } = error.issues[0]!;
  throw new UserError(
    'bad-request',
    `The file ${path} is not as it should be: ${[where.join('.'), message].filter((part) => part !== '').join(': ')}.`,
  );
}

export function phraseList(text: string): string[] {
  const phrases = text.split(',').map((phrase) => phrase.trim());
  if (phrases.some((phrase) => phrase === '')) throw new InvalidArgumentError('There is an empty phrase in it.');
  return phrases;
}
