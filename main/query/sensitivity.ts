import { rankCorrelation } from './rank-correlation.ts';
import { type Peak, peakOfDifference, relevancyOfDifference, searchScale } from './relevancy.ts';
import { largestWithout, twoLargest } from './two-largest.ts';

/** Similarities of all points to a phrase, at each scale: [S][N]. */
export type ScaleSimilarities = readonly Float32Array[];

export interface CanonicalPhrase {
  readonly phrase: string;
  readonly similarities: ScaleSimilarities;
}

export interface SensitivityInput {
  /** x, y, z for each of N points. */
  readonly positions: Float32Array;
  /** [N]: 0 for points that do not count. */
  readonly counts: Uint8Array;
  /** To what is asked for. */
  readonly query: ScaleSimilarities;
  readonly canonical: readonly CanonicalPhrase[];
  /** Each is tried in the place of each canonical phrase. */
  readonly replacements: readonly CanonicalPhrase[];
}

/** The answer to a phrase with one set of canonical phrases. */
export interface SensitivityAnswer {
  /** Position of the scale with the highest peak. */
  readonly scale: number;
  readonly peak: Peak;
}

/** What becomes of the answer when one canonical phrase is left out or replaced. */
export interface SensitivityChange extends SensitivityAnswer {
  readonly without: string;
  /** What takes its place; null where it is left out. */
  readonly instead: string | null;
  /** How far the most relevant point moves, normalised world. */
  readonly moved: number;
  /** By how much the peak's relevancy rises. */
  readonly rise: number;
  /** Mean absolute difference between the maps, over the points that count. */
  readonly difference: number;
  /** Whether the maps still order the points alike (Spearman). */
  readonly rankCorrelation: number;
}

export interface Sensitivity {
  readonly answer: SensitivityAnswer;
  /** Each phrase left out (where others remain), then each replacement of each. */
  readonly changes: readonly SensitivityChange[];
}

/** Points that maps are compared on: the ranks of more say nothing new and take long to sort. */
const MAX_COMPARED = 20_000;

/**
 * How much an answer depends on each of the canonical phrases it is weighed against.
 * @param pause called between changes, which take a while: may throw to end it.
 */
export async function sensitivity(input: SensitivityInput, pause?: () => Promise<void>): Promise<Sensitivity> {
  const { canonical, replacements, positions, counts, query } = input;
  const weighed = query.map((_, scale) => twoLargest(canonical.map(({ similarities }) => similarities[scale]!)));
  const answer = ask(input, (scale) => weighed[scale]!.largest);
  const compared = someOf(counts);
  const before = mapAt(answer, compared);
  const change = (left: number, instead: CanonicalPhrase | null): SensitivityChange => {
    const changed = ask(input, (scale) => largestWithout(weighed[scale]!, left, instead?.similarities[scale]));
    const after = mapAt(changed, compared);
    return {
      without: canonical[left]!.phrase,
      instead: instead?.phrase ?? null,
      scale: changed.scale,
      peak: changed.peak,
      moved: distance(positions, answer.peak.at, changed.peak.at),
      rise: changed.peak.relevancy - answer.peak.relevancy,
      difference: before.reduce((sum, value, i) => sum + Math.abs(value - after[i]!), 0) / Math.max(1, before.length),
      rankCorrelation: rankCorrelation(before, after),
    };
  };
  // Without its only phrase a set weighs against nothing.
  const leftOut = canonical.length > 1 ? canonical.map((_, left) => [left, null] as const) : [];
  const replaced = canonical.flatMap((_, left) => replacements.map((instead) => [left, instead] as const));
  const changes: SensitivityChange[] = [];
  for (const [left, instead] of [...leftOut, ...replaced]) {
    await pause?.();
    changes.push(change(left, instead));
  }
  return { answer: { scale: answer.scale, peak: answer.peak }, changes };
}

interface Asked extends SensitivityAnswer {
  relevancyAt(point: number): number;
}

function ask({ query, counts }: SensitivityInput, largestAt: (scale: number) => Float32Array): Asked {
  const largest = query.map((_, scale) => largestAt(scale));
  const { best, peaks } = searchScale(query.length, (scale) =>
    peakOfDifference(query[scale]!, largest[scale]!, counts),
  );
  return {
    scale: best,
    peak: peaks[best]!,
    relevancyAt: (point) => relevancyOfDifference(query[best]![point]! - largest[best]![point]!),
  };
}

const mapAt = ({ relevancyAt }: Asked, points: Uint32Array) => Float32Array.from(points, relevancyAt);

/** Points that count, evenly taken from all of them. */
function someOf(counts: Uint8Array): Uint32Array {
  const all: number[] = [];
  for (let point = 0; point < counts.length; point++) if (counts[point] === 1) all.push(point);
  const step = Math.max(1, all.length / MAX_COMPARED);
  return Uint32Array.from({ length: Math.floor(all.length / step) }, (_, i) => all[Math.floor(i * step)]!);
}

function distance(positions: Float32Array, a: number, b: number): number {
  if (a < 0 || b < 0) return 0;
  return Math.hypot(...[0, 1, 2].map((axis) => positions[3 * a + axis]! - positions[3 * b + axis]!));
}
