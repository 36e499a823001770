import type { Pose } from '../capture/types.ts';
import type { ImageTextEncoder } from '../encoders/types.ts';
import { UserError } from '../errors.ts';
import { type Cluster, findClusters } from '../query/clusters.ts';
import { type Answer, answer } from '../query/relations/answer.ts';
import { viewerFrame } from '../query/relations/frame.ts';
import { readSentence } from '../query/relations/read-sentence.ts';
import { phrasesOf, type Reading, type Thing } from '../query/relations/sentence.ts';
import type { LanguageIndex, Phrase, Score } from './language-index.ts';

export interface AskOptions {
  /** What is weighed against, at least one. */
  readonly canonical: readonly string[];
  /** Position among the scales of the index; else the one where each phrase stands out most. */
  readonly scale?: number | undefined;
  /** Relevancy from which on a point belongs to an object; else PART_OF_RANGE of the way up to the peak. */
  readonly threshold?: number | undefined;
  /** Where who asks looks from, 3×4: for left and right, in front and behind. */
  readonly viewer: Pose;
}

/** What one phrase of a question found. */
export interface PhraseResult {
  readonly phrase: string;
  readonly score: Score;
  /** Best first. */
  readonly objects: readonly Cluster[];
}

export interface AskResult {
  readonly reading: Reading;
  /** Of each phrase; a plain question has one. */
  readonly phrases: readonly PhraseResult[];
  /** One for each thing that is looked for, where the question spoke of places. */
  readonly answers: readonly Answer[];
}

/** Captures are imported with z up. */
const UP: [number, number, number] = [0, 0, 1];
/** Neighbours of points on a surface are at most a diagonal of their voxels apart, with one left out. */
const REACH = 3;
/** Where LERF-OVS cuts a map into masks, as a part of its range: relevancies differ much from phrase to phrase. */
const PART_OF_RANGE = 0.7;
const MIN_POINTS = 5;

/** What ‘something’ may be: what people have about them. The encoder need not know all of it. */
const ANYTHING = [
  'cup',
  'bowl',
  'plate',
  'bottle',
  'book',
  'pen',
  'lamp',
  'plant',
  'toy',
  'box',
  'chair',
  'table',
  'clock',
  'food',
  'tool',
  'device',
];

/**
 * Asks an index a question in words: a phrase, or phrases with relations between them.
 * @throws UserError conflict if the index was made with another encoder
 */
export async function ask(
  index: LanguageIndex,
  encoder: Pick<ImageTextEncoder, 'id' | 'fingerprint' | 'encodeTexts'>,
  text: string,
  options: AskOptions,
): Promise<AskResult> {
  requireSameEncoder(index, encoder);
  const reading = readSentence(text);
  const asked = reading.kind === 'plain' ? [reading.phrase] : phrasesOf(reading.things);
  const others = reading.kind === 'relations' && asksForAnything(reading.things) ? ANYTHING : [];
  const phraseOf = await embedded(encoder, [...options.canonical, ...asked, ...others]);
  const canonical = options.canonical.map(phraseOf);
  const results = new Map<string, PhraseResult>();
  for (const phrase of new Set([...asked, ...others])) {
    const score = await index.score(phraseOf(phrase), canonical, options.scale);
    results.set(phrase, { phrase, score, objects: objectsOf(index, score, options.threshold) });
  }
  const phrases = asked.map((phrase) => results.get(phrase)!);
  if (reading.kind === 'plain') return { reading, phrases, answers: [] };

  const everything = [...results.values()].flatMap(({ objects }) => objects).sort((a, b) => b.score - a.score);
  const answers = answer(reading.things, (phrase) => (phrase === null ? everything : results.get(phrase)!.objects), {
    ...viewerFrame(options.viewer, UP),
    spacing: index.data.spacing,
  });
  return { reading, phrases, answers };
}

/** Objects among points of these relevancies. */
export function objectsOf({ data, counts, confidences }: LanguageIndex, score: Score, threshold?: number): Cluster[] {
  const { positions, spacing } = data;
  const lowest = score.relevancy.reduce((low, value, point) => (counts[point] === 1 ? Math.min(low, value) : low), 1);
  return findClusters(
    { positions, relevancy: score.relevancy, confidence: confidences, counts },
    {
      threshold: threshold ?? lowest + PART_OF_RANGE * (score.peak.relevancy - lowest),
      radius: REACH * spacing,
      minPoints: MIN_POINTS,
      up: UP,
    },
  );
}

const asksForAnything = (things: readonly Thing[]): boolean =>
  things.some(
    ({ phrase, constraints }) => phrase === null || constraints.some(({ references }) => asksForAnything(references)),
  );

async function embedded(encoder: Pick<ImageTextEncoder, 'encodeTexts'>, texts: readonly string[]) {
  const unique = [...new Set(texts)];
  const embeddings = await encoder.encodeTexts(unique);
  const dimensions = embeddings.length / unique.length;
  return (text: string): Phrase => {
    const start = unique.indexOf(text) * dimensions;
    return { key: text, embedding: embeddings.subarray(start, start + dimensions) };
  };
}

function requireSameEncoder(
  { data }: LanguageIndex,
  { id, fingerprint }: Pick<ImageTextEncoder, 'id' | 'fingerprint'>,
) {
  const { origin } = data;
  if (fingerprint === origin.fingerprint) return;
  throw new UserError(
    'conflict',
    `The language index was made with the encoder ‘${origin.encoder}’, of other files than those of ‘${id}’ that are here.`,
    'Ask with the encoder it was made with, or train a language field with this one.',
  );
}
