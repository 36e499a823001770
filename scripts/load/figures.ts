/** What a part of `npm run bench:load` found: one row of the table that is printed. */
export interface Figure {
  readonly what: string;
  readonly found: string;
  /** The promise, in words; null where a figure only explains another. */
  readonly promised: string | null;
  readonly isKept: boolean;
}

/** A figure that is to stay below a limit. */
export function below(what: string, value: number, limit: number, unit: string): Figure {
  return { what, found: inUnit(value, unit), promised: `under ${inUnit(limit, unit)}`, isKept: value < limit };
}

/** A figure that promises nothing. */
export const plain = (what: string, found: string): Figure => ({ what, found, promised: null, isKept: true });

/** The value that a share of all values are at most. */
export function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))]!;
}

export function inUnit(value: number, unit: string): string {
  const digits = value !== 0 && Math.abs(value) < 10 ? 1 : 0;
  return `${value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })} ${unit}`;
}
