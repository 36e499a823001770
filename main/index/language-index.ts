import { reliableConfidence } from '../query/confidence.ts';
import { NeighbourCells } from '../query/neighbour-cells.ts';
import { type Peak, searchScale } from '../query/relevancy.ts';
import type { ScaleSimilarities } from '../query/sensitivity.ts';
import { seenEnough } from '../query/visibility.ts';
import type { IndexData } from './index-data.ts';
import { SimilarityKernel } from './similarity-kernel.ts';
import { coordinatesOf } from './subspace.ts';

/** Phrases whose similarities are kept: 6.4 MB each for 200,000 points × 8 scales. */
const MAX_COLUMNS = 24;
/** Phrases that are weighed against at once: no more than are kept, with the one that is asked for. */
const AT_ONCE = 8;

/** Neighbours of points on a surface are at most a diagonal of their voxels apart, with one left out. */
const REACH = 3;

/** What is asked, or weighed against. */
export interface Phrase {
  /** Tells it from others: the text, or of which point it is the embedding. */
  readonly key: string;
  /** Unit length, [D]. */
  readonly embedding: Float32Array;
}

export interface Score {
  /** Position of the scale among those of the index. */
  readonly scale: number;
  /** The most relevant point, and at which scale it is how relevant. */
  readonly peak: Peak;
  readonly peaks: readonly Peak[];
  /** Of every point at that scale, in [0, 1]. */
  readonly relevancy: Float32Array;
}

/**
 * Answers queries from an index. Similarities to a phrase are kept, so that a changed canonical phrase costs
 * one product of the codes with it and no more (`score.bench.ts`).
 */
export class LanguageIndex {
  readonly data: IndexData;
  /** By point: 1 where it counts, as enough cameras see it and it can be relied on. */
  readonly counts: Uint8Array;
  /** By point, in [0, 1]. */
  readonly confidences: Float32Array;
  /** Which points lie near each other. */
  readonly cells: NeighbourCells;
  /** Products with the embeddings of all points at the first scale, then at the second, and so on. */
  readonly #kernel: SimilarityKernel;
  /** Columns of the kernel by phrase, oldest use first. */
  readonly #columns = new Map<string, number>();
  /** The canonical phrases whose largest similarities the kernel has noted. */
  #weighed: string | null = null;

  private constructor(data: IndexData, confidences: Float32Array, counts: Uint8Array, kernel: SimilarityKernel) {
    this.data = data;
    this.cells = new NeighbourCells(data.positions, REACH * data.spacing);
    this.confidences = confidences;
    this.counts = counts;
    this.#kernel = kernel;
  }

  static async open(data: IndexData): Promise<LanguageIndex> {
    const confidences = Float32Array.from(data.confidence, (value) => value / 255);
    const reliable = reliableConfidence(confidences);
    const counts = seenEnough(data.views).map((seen, point) => Number(seen === 1 && confidences[point]! >= reliable));
    const kernel = await SimilarityKernel.open(data.codes, data.scales.length, counts);
    return new LanguageIndex(data, confidences, counts, kernel);
  }

  get points(): number {
    return this.data.views.length;
  }

  /** Similarities of all points to a phrase, [S][N]. */
  similarities(phrase: Phrase): ScaleSimilarities {
    return this.#kernel.read(this.#columnOf(phrase));
  }

  /**
   * Relevancy of all points to a phrase at the scale where it stands out most, or at a given one.
   * @param canonical at least one.
   * @param scale position among the scales of the index.
   */
  score(phrase: Phrase, canonical: readonly Phrase[], scale?: number): Score {
    this.#weighAgainst(canonical);
    const column = this.#columnOf(phrase);
    const all = this.#kernel.peaks(column);
    const { best, peaks } = searchScale(all.length, (at) => all[at]!);
    const chosen = scale ?? best;
    return { scale: chosen, peak: peaks[chosen]!, peaks, relevancy: this.#kernel.relevancy(column, chosen) };
  }

  /** What the field says of a point at a scale, of unit length: for ‘find things like this’ and for its name. */
  embeddingAt(point: number, scale: number): Float32Array {
    const { codes, steps, subspace } = this.data;
    const embedding = Float64Array.from(subspace.mean);
    for (let k = 0; k < steps.length; k++) {
      const coordinate = steps[k]! * codes[(scale * steps.length + k) * this.points + point]!;
      for (let d = 0; d < embedding.length; d++)
        embedding[d]! += coordinate * subspace.basis[k * embedding.length + d]!;
    }
    const length = Math.hypot(...embedding);
    return Float32Array.from(embedding, (value) => value / length);
  }

  /** What the scene looks like on the whole: what a place of it is weighed against to tell it from the others. */
  get average(): Phrase {
    const { mean } = this.data.subspace;
    const length = Math.hypot(...mean);
    return { key: '\nthe scene', embedding: Float32Array.from(mean, (value) => value / length) };
  }

  /** The kernel's column of similarities to a phrase; it may soon be that of another one. */
  #columnOf({ key, embedding }: Phrase): number {
    const known = this.#columns.get(key);
    this.#columns.delete(key);
    const column = known ?? this.#freeColumn();
    if (known === undefined) this.#compute(column, embedding);
    this.#columns.set(key, column);
    return column;
  }

  #freeColumn(): number {
    const taken = new Set(this.#columns.values());
    for (let column = 0; column < MAX_COLUMNS; column++) if (!taken.has(column)) return column;
    const [oldest, column] = this.#columns.entries().next().value!;
    this.#columns.delete(oldest);
    return column;
  }

  #compute(column: number, embedding: Float32Array): void {
    const { subspace, steps } = this.data;
    const offset = subspace.mean.reduce((sum, value, d) => sum + value * embedding[d]!, 0);
    const phrase = new Float32Array(coordinatesOf(subspace, embedding).map((value, k) => value * steps[k]!));
    this.#kernel.compute(column, phrase, offset);
  }

  /** Has the kernel note the largest similarities to the canonical phrases, until they change. */
  #weighAgainst(canonical: readonly Phrase[]): void {
    if (canonical.length === 0) throw new RangeError('relevancy needs a canonical phrase to be compared with');
    const key = JSON.stringify(canonical.map((phrase) => phrase.key));
    if (this.#weighed === key) return;
    this.#weighed = null;
    for (let first = 0; first < canonical.length; first += AT_ONCE) {
      const columns = canonical.slice(first, first + AT_ONCE).map((phrase) => this.#columnOf(phrase));
      this.#kernel.noteLargest(columns, first > 0);
    }
    this.#weighed = key;
  }
}
