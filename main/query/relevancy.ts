/**
 * Relevancy on plain arrays, for what is asked of the language index and of single embeddings;
 * `main/field/relevancy.ts` is the same inside a graph.
 */

/** Sharpness of the comparison with canonical phrases (Kerr et al. 2023, section 3.3; 10 in their code). */
export const TEMPERATURE = 10;

/** Relevancy of what is as much like the phrase as like a canonical phrase. */
export const NEUTRAL = 0.5;

/**
 * Cosine similarities.
 * @param embeddings of unit length, [N, D].
 * @param phrases of unit length, [P, D].
 * @returns [N] for each phrase.
 */
export function similarities(embeddings: Float32Array, phrases: Float32Array, dimensions: number): Float32Array[] {
  const count = embeddings.length / dimensions;
  return Array.from({ length: phrases.length / dimensions }, (_, phrase) => {
    const result = new Float32Array(count);
    for (let point = 0; point < count; point++) {
      let sum = 0;
      for (let d = 0; d < dimensions; d++)
        sum += embeddings[point * dimensions + d]! * phrases[phrase * dimensions + d]!;
      result[point] = sum;
    }
    return result;
  });
}

/** The similarity of each place to the canonical phrase that it is most like, [N]. */
export function largestSimilarity(canonical: readonly Float32Array[]): Float32Array {
  const [first, ...others] = canonical;
  if (!first) throw new RangeError('relevancy needs a canonical phrase to be compared with');
  const largest = first.slice();
  for (const column of others) {
    for (let point = 0; point < largest.length; point++) {
      // The larger of two 32-bit numbers, exactly: a branch that nobody can predict takes three times as long.
      const a = largest[point]!;
      const b = column[point]!;
      largest[point] = (a + b + Math.abs(a - b)) / 2;
    }
  }
  return largest;
}

/**
 * Relevancy from how much more similar a place is to the phrase than to the canonical phrase it is most
 * like: the softmax over such a pair is the logistic function of the difference, and its minimum belongs to
 * the largest canonical similarity. Exact for any difference: where the exponential overflows, it is 0.
 */
export function relevancyOfDifference(difference: number): number {
  return 1 / (1 + Math.exp(-TEMPERATURE * difference));
}

/**
 * Relevancy of N places to one phrase (Kerr et al. 2023, section 3.3).
 * @param phrase similarities to it, [N].
 * @param canonical similarities to each canonical phrase, [N].
 * @returns [N] in [0, 1]; 0.5 where both are alike.
 */
export function relevancy(phrase: Float32Array, canonical: readonly Float32Array[]): Float32Array {
  const largest = largestSimilarity(canonical);
  return phrase.map((similarity, point) => relevancyOfDifference(similarity - largest[point]!));
}

export interface Peak {
  /** Which place; -1 where none counts. */
  readonly at: number;
  readonly relevancy: number;
}

/**
 * The most relevant place, by how much more similar it is to the phrase than to any canonical one.
 * @param counts which places do, by 0 and 1.
 */
export function peakOfDifference(phrase: Float32Array, largest: Float32Array, counts: Uint8Array): Peak {
  let at = -1;
  let highest = Number.NEGATIVE_INFINITY;
  for (let place = 0; place < phrase.length; place++) {
    const difference = phrase[place]! - largest[place]!;
    if (difference > highest && counts[place] === 1) {
      highest = difference;
      at = place;
    }
  }
  return { at, relevancy: relevancyOfDifference(highest) };
}

/** Lowest and highest relevancy of the places that count; neutral where none does. */
export function rangeOf(relevancies: Float32Array, counts: Uint8Array): [lowest: number, highest: number] {
  let [lowest, highest] = [1, 0];
  for (let place = 0; place < relevancies.length; place++) {
    if (counts[place] === 0) continue;
    const value = relevancies[place]!;
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  }
  return lowest <= highest ? [lowest, highest] : [NEUTRAL, NEUTRAL];
}

export interface ScaleSearch {
  /** Position of the scale with the highest peak; the first of equals. */
  readonly best: number;
  /** At each scale. */
  readonly peaks: readonly Peak[];
}

/** Looks for the scale at which a phrase stands out most (Kerr et al. 2023, section 3.3). */
export function searchScale(scales: number, peakAt: (scale: number) => Peak): ScaleSearch {
  if (scales < 1) throw new RangeError('there is no scale to search');
  const peaks = Array.from({ length: scales }, (_, scale) => peakAt(scale));
  const best = peaks.reduce((a, peak, scale) => (peak.relevancy > peaks[a]!.relevancy ? scale : a), 0);
  return { best, peaks };
}
