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
  /** Called between some words and the next; may throw to end it. */
  readonly pause?: () => Promise<void>;
  /** After so long no more words are read; default PATIENCE_MS. */
  readonly patienceMs?: number;
}

/** What the vocabulary says of a point. */
export interface NamedPoint {
  readonly scale: number;
  /** Of the words that the encoder knows, how many were read in time. */
  readonly vocabulary: { readonly read: number; readonly total: number };
  /** Best first, at most MAX_WORDS. */
  readonly words: readonly { readonly word: string; readonly relevancy: number }[];
}

const MAX_WORDS = 12;
/** Words that are read at once: a large encoder takes some tenths of a second for them. */
const AT_ONCE = 16;
const PATIENCE_MS = 300;

/**
 * Names a point of the index: the words whose relevancy there is the highest. Words that the encoder has
 * never seen name nothing and are left out. A long vocabulary is read in its order for as long as there is patience,
 * and some of it in any case: an encoder that remembers texts gets through it when it is asked again.
 * @throws UserError as `ask`
 */
export async function namePoint(
  index: LanguageIndex,
  encoder: Pick<ImageTextEncoder, 'id' | 'fingerprint' | 'encodeTexts' | 'unknownWords'>,
  point: number,
  { canonical, vocabulary, scale, pause, patienceMs = PATIENCE_MS }: PickOptions,
): Promise<NamedPoint> {
  requireSameEncoder(index, encoder);
  requirePlaces(index, [scale], point);
  const words = [...new Set(vocabulary)].filter((word) => encoder.unknownWords(word).length === 0);
  const against = [...(await embedPhrases(encoder, canonical)).values()];
  const read = new Map<string, Phrase>();
  const began = performance.now();
  for (let first = 0; first < words.length; first += AT_ONCE) {
    if (first > 0 && performance.now() - began > patienceMs) break;
    for (const [word, phrase] of await embedPhrases(encoder, words.slice(first, first + AT_ONCE)))
      read.set(word, phrase);
    await pause?.();
  }
  const named = (at: number): NamedPoint => {
    const embedding = index.embeddingAt(point, at);
    const largest = Math.max(...against.map((phrase) => similarity(phrase, embedding)));
    const fits = Array.from(read, ([word, phrase]) => ({
      word,
      relevancy: relevancyOfDifference(similarity(phrase, embedding) - largest),
    }));
    return {
      scale: at,
      words: fits.sort((a, b) => b.relevancy - a.relevancy).slice(0, MAX_WORDS),
      vocabulary: { read: read.size, total: words.length },
    };
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
