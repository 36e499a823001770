import type { ImageTextEncoder } from '../encoders/types.ts';
import { RELIABLE } from '../query/confidence.ts';
import { relevancyOfDifference } from '../query/relevancy.ts';
import { MIN_VIEWS } from '../query/visibility.ts';
import { embedPhrases, requirePlaces, requireSameEncoder } from './ask.ts';
import type { LanguageIndex, Phrase } from './language-index.ts';

export interface PickOptions {
  readonly canonical: readonly string[];
  /** What the place may be called. */
  readonly vocabulary: readonly string[];
  /** Position among the scales of the index; else the one where a word stands out most. */
  readonly scale?: number | undefined;
}

/** What the vocabulary says of a point. */
export interface NamedPoint {
  readonly scale: number;
  /** Best first, at most MAX_WORDS. */
  readonly words: readonly { readonly word: string; readonly relevancy: number }[];
}

const MAX_WORDS = 12;

/**
 * Names a point of the index: the words whose relevancy there is the highest. Words that the encoder has
 * never seen name nothing and are left out.
 * @throws UserError as `ask`
 */
export async function namePoint(
  index: LanguageIndex,
  encoder: Pick<ImageTextEncoder, 'id' | 'fingerprint' | 'encodeTexts' | 'unknownWords'>,
  point: number,
  { canonical, vocabulary, scale }: PickOptions,
): Promise<NamedPoint> {
  requireSameEncoder(index, encoder);
  requirePlaces(index, [scale], point);
  const words = vocabulary.filter((word) => encoder.unknownWords(word).length === 0);
  const phrases = await embedPhrases(encoder, [...canonical, ...words]);
  const against = canonical.map((phrase) => phrases.get(phrase)!);
  const candidates = new Set(words);
  const named = (at: number): NamedPoint => {
    const embedding = index.embeddingAt(point, at);
    const largest = Math.max(...against.map((phrase) => similarity(phrase, embedding)));
    const fits = Array.from(candidates, (word) => ({
      word,
      relevancy: relevancyOfDifference(similarity(phrases.get(word)!, embedding) - largest),
    }));
    return { scale: at, words: fits.sort((a, b) => b.relevancy - a.relevancy).slice(0, MAX_WORDS) };
  };
  if (scale !== undefined) return named(scale);
  const all = Array.from(index.data.scales, (_, at) => named(at));
  return all.reduce((best, candidate) => (bestFit(candidate) > bestFit(best) ? candidate : best));
}

const bestFit = ({ words }: NamedPoint): number => words[0]?.relevancy ?? 0;

function similarity({ embedding }: Phrase, other: Float32Array): number {
  let sum = 0;
  for (let d = 0; d < other.length; d++) sum += embedding[d]! * other[d]!;
  return sum;
}

/** Why a point does not count in answers; null if it does. */
export function whyNotCounted({ data, counts, confidences }: LanguageIndex, point: number): string | null {
  if (counts[point] === 1) return null;
  const views = data.views[point]!;
  if (views < MIN_VIEWS) {
    const seen = views === 1 ? 'Only one training camera sees it' : `Only ${views} training cameras see it`;
    return `${seen}; it takes ${MIN_VIEWS} to hold the field to the truth.`;
  }
  const percent = Math.round(100 * confidences[point]!);
  const needed = Math.round(100 * RELIABLE);
  return `The cameras disagree about the surface here, or see no sharp one: its confidence is ${percent} %, and ${needed} % would do.`;
}
