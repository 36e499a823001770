/** Durations in ms, one a round, by candidate; the first candidate is the baseline. */
export interface Measurement {
  readonly bench: string;
  readonly work: { readonly count: number; readonly unit: string };
  readonly durationsMs: Readonly<Record<string, readonly number[]>>;
}

export interface Row {
  readonly bench: string;
  readonly candidate: string;
  readonly medianMs: number;
  readonly rate: string;
  /** Median over the rounds of this candidate's time by the baseline's in the same round. */
  readonly ratio: number;
  /** Relative change of `ratio` (of `medianMs` for the baseline) since the previous run, or null. */
  readonly change: number | null;
}

export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('The median of no values is not defined.');
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** @param previous measurements of the run before, if there was one */
export function summarise(measurements: readonly Measurement[], previous: readonly Measurement[]): Row[] {
  const before = new Map(previous.flatMap(rowsOf).map((row) => [`${row.bench}/${row.candidate}`, row]));
  return measurements.flatMap(rowsOf).map((row) => {
    const old = before.get(`${row.bench}/${row.candidate}`);
    if (!old) return row;
    const isBaseline = row.ratio === 1 && old.ratio === 1;
    return { ...row, change: isBaseline ? row.medianMs / old.medianMs - 1 : row.ratio / old.ratio - 1 };
  });
}

function rowsOf({ bench, work, durationsMs }: Measurement): Row[] {
  const baseline = Object.values(durationsMs)[0] ?? [];
  return Object.entries(durationsMs).map(([candidate, durations]) => ({
    bench,
    candidate,
    medianMs: median(durations),
    rate: `${significant((1000 * work.count) / median(durations))} ${work.unit}/s`,
    ratio: median(durations.map((durationMs, round) => durationMs / baseline[round]!)),
    change: null,
  }));
}

export function toMarkdown(rows: readonly Row[]): string {
  const cells = rows.map(({ bench, candidate, medianMs, rate, ratio, change }) => [
    bench,
    candidate,
    `${significant(medianMs)} ms`,
    rate,
    ratio.toFixed(2),
    change === null ? '–' : `${change < 0 ? '−' : '+'}${Math.abs(100 * change).toFixed(0)} %`,
  ]);
  const lines = [
    ['bench', 'candidate', 'median', 'rate', 'by baseline', 'since last run'],
    Array(6).fill('---'),
    ...cells,
  ];
  return lines.map((line) => `| ${line.join(' | ')} |`).join('\n');
}

/** Three significant digits, without an exponent. */
function significant(value: number): string {
  return value >= 100 ? value.toFixed(0) : Number(value.toPrecision(3)).toString();
}
