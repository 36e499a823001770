/** One way to do the work of a benchmark. */
export interface Candidate {
  readonly name: string;
  /**
   * Does the work once. May return the milliseconds that count, where some of the time was preparation, and what they
   * consist of; otherwise the whole call is timed.
   */
  run(): Duration | undefined | Promise<Duration | undefined>;
}

/** In milliseconds; in parts by name, where whoever works knows them. */
export type Duration = number | { readonly totalMs: number; readonly partsMs: Readonly<Record<string, number>> };

/**
 * A comparison, the default export of a `*.bench.ts` file as a function that prepares it. `npm run bench`
 * takes turns between the candidates, so that a busy machine slows all of them alike.
 */
export interface Bench {
  readonly name: string;
  /** What one run works through, for the rate: 50 images, 1 step. */
  readonly work: { readonly count: number; readonly unit: string };
  /** How often each candidate runs (after one run to warm up). */
  readonly rounds: number;
  /** The first is the baseline that ratios refer to. */
  readonly candidates: readonly [Candidate, ...Candidate[]];
  /** Deletes what the preparation made. */
  dispose?(): void | Promise<void>;
}

export type PrepareBench = () => Promise<Bench>;

/**
 * Work that in life follows work of its own kind, as one training step follows another: does it once more
 * before what counts, so that neither finds the cache filled, nor the cores still taken, by another candidate.
 */
export async function repeated(work: () => Promise<unknown>): Promise<number> {
  await work();
  const began = performance.now();
  await work();
  return performance.now() - began;
}
