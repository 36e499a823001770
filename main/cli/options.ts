import { InvalidArgumentError, Option } from 'commander';

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
export function phraseList(text: string): string[] {
  const phrases = text.split(',').map((phrase) => phrase.trim());
  if (phrases.some((phrase) => phrase === '')) throw new InvalidArgumentError('There is an empty phrase in it.');
  return phrases;
}
