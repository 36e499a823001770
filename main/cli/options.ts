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
