import { rankCorrelation } from './rank-correlation.ts';
import { largestSimilarity, type Peak, peakOf, relevancyOfDifference, searchScale } from './relevancy.ts';

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

/** How much an answer depends on each of the canonical phrases it is weighed against. */
export function sensitivity(input: SensitivityInput): Sensitivity {
  const { canonical, replacements, positions, counts } = input;
  const answer = ask(input, canonical);
  const compared = someOf(counts);
  const before = mapAt(answer, compared);
  const change = (without: CanonicalPhrase, instead: CanonicalPhrase | null): SensitivityChange => {
    const phrases = canonical.flatMap((phrase) => (phrase !== without ? [phrase] : instead ? [instead] : []));
    const changed = ask(input, phrases);
    const after = mapAt(changed, compared);
    return {
      without: without.phrase,
      instead: instead?.phrase ?? null,
      scale: changed.scale,
      peak: changed.peak,
      moved: distance(positions, answer.peak.at, changed.peak.at),
      rise: changed.peak.relevancy - answer.peak.relevancy,
      difference: before.reduce((sum, value, i) => sum + Math.abs(value - after[i]!), 0) / Math.max(1, before.length),
      rankCorrelation: rankCorrelation(before, after),
    };
  };
  return {
    answer: { scale: answer.scale, peak: answer.peak },
    changes: [
      ...(canonical.length > 1 ? canonical.map((phrase) => change(phrase, null)) : []),
      ...canonical.flatMap((phrase) => replacements.map((replacement) => change(phrase, replacement))),
    ],
  };
}

interface Asked extends SensitivityAnswer {
  relevancyAt(point: number): number;
}

function ask({ query, counts }: SensitivityInput, canonical: readonly CanonicalPhrase[]): Asked {
  const largest = query.map((_, scale) => largestSimilarity(canonical.map(({ similarities }) => similarities[scale]!)));
  const { best, peaks } = searchScale(query.length, (scale) => {
    const differences = query[scale]!.map((similarity, point) => similarity - largest[scale]![point]!);
    const { at } = peakOf(differences, counts);
    return { at, relevancy: at < 0 ? 0 : relevancyOfDifference(differences[at]!) };
  });
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
