import { reliableConfidence } from '../query/confidence.ts';
import { NeighbourCells } from '../query/neighbour-cells.ts';
import {
  largestSimilarity,
  type Peak,
  peakOfDifference,
  relevancyOfDifference,
  searchScale,
} from '../query/relevancy.ts';
import type { ScaleSimilarities } from '../query/sensitivity.ts';
import { seenEnough } from '../query/visibility.ts';
import type { IndexData } from './index-data.ts';
import { SimilarityKernel } from './similarity-kernel.ts';
import { coordinatesOf } from './subspace.ts';

/** Phrases whose similarities are kept: 6.4 MB each for 200,000 points × 8 scales. */
const MAX_CACHED = 24;

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
  /** Oldest use first. */
  readonly #cache = new Map<string, ScaleSimilarities>();
  #canonical: { readonly key: string; readonly largest: ScaleSimilarities } | null = null;

  private constructor(data: IndexData, kernel: SimilarityKernel) {
    this.data = data;
    this.cells = new NeighbourCells(data.positions, REACH * data.spacing);
    this.confidences = Float32Array.from(data.confidence, (value) => value / 255);
    const reliable = reliableConfidence(this.confidences);
    this.counts = seenEnough(data.views).map((seen, point) =>
      Number(seen === 1 && this.confidences[point]! >= reliable),
    );
    this.#kernel = kernel;
  }

  static async open(data: IndexData): Promise<LanguageIndex> {
    return new LanguageIndex(data, await SimilarityKernel.open(data.codes, data.scales.length, data.steps.length));
  }

  get points(): number {
    return this.data.views.length;
  }

  /** Similarities of all points to a phrase, [S][N]. */
  similarities({ key, embedding }: Phrase): ScaleSimilarities {
    const known = this.#cache.get(key);
    this.#cache.delete(key);
    const similarities = known ?? this.#compute(embedding);
    this.#cache.set(key, similarities);
    if (this.#cache.size > MAX_CACHED) this.#cache.delete(this.#cache.keys().next().value!);
    return similarities;
  }

  /**
   * Relevancy of all points to a phrase at the scale where it stands out most, or at a given one.
   * @param canonical at least one.
   * @param scale position among the scales of the index.
   */
  score(phrase: Phrase, canonical: readonly Phrase[], scale?: number): Score {
    const query = this.similarities(phrase);
    const largest = this.#largest(canonical);
    const { best, peaks } = searchScale(query.length, (at) => peakOfDifference(query[at]!, largest[at]!, this.counts));
    const chosen = scale ?? best;
    const [similar, against] = [query[chosen]!, largest[chosen]!];
    const relevancy = new Float32Array(this.points);
    for (let point = 0; point < relevancy.length; point++) {
      relevancy[point] = relevancyOfDifference(similar[point]! - against[point]!);
    }
    return { scale: chosen, peak: peaks[chosen]!, peaks, relevancy };
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

  #compute(embedding: Float32Array): ScaleSimilarities {
    const { subspace, steps } = this.data;
    const offset = subspace.mean.reduce((sum, value, d) => sum + value * embedding[d]!, 0);
    const phrase = new Float32Array(coordinatesOf(subspace, embedding).map((value, k) => value * steps[k]!));
    const similarities = this.#kernel.products(phrase, offset);
    return Array.from(this.data.scales, (_, scale) =>
      similarities.subarray(scale * this.points, (scale + 1) * this.points),
    );
  }

  /** The largest of the similarities to the canonical phrases, kept until they change. */
  #largest(canonical: readonly Phrase[]): ScaleSimilarities {
    const key = JSON.stringify(canonical.map((phrase) => phrase.key));
    if (this.#canonical?.key === key) return this.#canonical.largest;
    const columns = canonical.map((phrase) => this.similarities(phrase));
    const largest = Array.from(this.data.scales, (_, scale) =>
      largestSimilarity(columns.map((column) => column[scale]!)),
    );
    this.#canonical = { key, largest };
    return largest;
  }
}
