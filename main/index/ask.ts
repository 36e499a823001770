import type { Pose } from '../capture/types.ts';
import type { ImageTextEncoder } from '../encoders/types.ts';
import { UserError } from '../errors.ts';
import { type Cluster, findClusters } from '../query/clusters.ts';
import { RELIABLE } from '../query/confidence.ts';
import { type Answer, answer } from '../query/relations/answer.ts';
import { viewerFrame } from '../query/relations/frame.ts';
import { readSentence } from '../query/relations/read-sentence.ts';
import { phrasesOf, type Reading, type Thing } from '../query/relations/sentence.ts';
import { NEUTRAL, rangeOf } from '../query/relevancy.ts';
import type { LanguageIndex, Phrase, Score } from './language-index.ts';

export interface AskOptions {
  /** What is weighed against, at least one. */
  readonly canonical: readonly string[];
  /** Position among the scales of the index; else the one where each phrase stands out most. */
  readonly scale?: number | undefined;
  /** Relevancy from which on a point belongs to an object; else the first of PARTS_OF_RANGE of the way up to the peak that cuts out an object. */
  readonly threshold?: number | undefined;
  /** Where who asks looks from, 3×4: for left and right, in front and behind. */
  readonly viewer: Pose;
  /** How the text is to be read; else as the grammar reads it. */
  readonly reading?: Reading | undefined;
  /**
   * ‘Find things like this’: asks with what the field says of a point at a scale instead of with the text.
   * It is weighed against the scene on the whole: any place of it is more like another than like any words.
   */
  readonly like?: { readonly point: number; readonly scale: number } | undefined;
  /** Called between phrases, each of which takes a while; may throw to end it. */
  readonly pause?: () => Promise<void>;
}

type TextEncoder = Pick<ImageTextEncoder, 'id' | 'fingerprint' | 'encodeTexts'>;

/** What one phrase of a question found. */
export interface PhraseResult {
  readonly phrase: string;
  readonly score: Score;
  /** Lowest and highest relevancy of the points that count. */
  readonly range: readonly [lowest: number, highest: number];
  /** Relevancy from which on points belong to objects. */
  readonly threshold: number;
  /** Best first. */
  readonly objects: readonly Cluster[];
}

export interface AskResult {
  readonly reading: Reading;
  /** Of each phrase; a plain question has one. */
  readonly phrases: readonly PhraseResult[];
  /** One for each thing that is looked for, where the question spoke of places. */
  readonly answers: readonly Answer[];
  /** The phrase that each object was found by, those of ‘something’ included. */
  readonly foundBy: ReadonlyMap<Cluster, string>;
}

/** Captures are imported with z up. */
const UP: [number, number, number] = [0, 0, 1];
/**
 * Where LERF-OVS cuts a map into masks, as a part of its range: relevancies differ much from phrase to phrase.
 * Where so few points are up there that they are no object, the next one is tried: the peak is still somewhere.
 */
const PARTS_OF_RANGE = [0.7, 0.6, 0.5] as const;
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
 * @throws UserError conflict if the index was made with another encoder; bad-request for a point or scale that it has not
 */
export async function ask(
  index: LanguageIndex,
  encoder: TextEncoder,
  text: string,
  options: AskOptions,
): Promise<AskResult> {
  requireSameEncoder(index, encoder);
  const { like } = options;
  requirePlaces(index, [options.scale, like?.scale], like?.point);
  const reading = like
    ? ({ kind: 'plain', phrase: text, reason: null } as const)
    : (options.reading ?? readSentence(text));
  const asked = reading.kind === 'plain' ? [reading.phrase] : phrasesOf(reading.things);
  const others = reading.kind === 'relations' && asksForAnything(reading.things) ? ANYTHING : [];
  const phrases = await embedPhrases(encoder, like ? [] : [...options.canonical, ...asked, ...others]);
  const canonical = like ? [index.average] : options.canonical.map((phrase) => phrases.get(phrase)!);
  const results = new Map<string, PhraseResult>();
  for (const phrase of new Set([...asked, ...others])) {
    if (results.size > 0) await options.pause?.();
    const score = index.score(like ? phraseLike(index, like) : phrases.get(phrase)!, canonical, options.scale);
    results.set(phrase, resultOf(index, phrase, score, options.threshold));
  }
  const foundBy = new Map(
    [...results.values()].flatMap(({ phrase, objects }) => objects.map((object) => [object, phrase] as const)),
  );
  const found = { reading, phrases: asked.map((phrase) => results.get(phrase)!), foundBy };
  if (reading.kind === 'plain') return { ...found, answers: [] };

  const everything = [...foundBy.keys()].sort((a, b) => b.score - a.score);
  const answers = answer(reading.things, (phrase) => (phrase === null ? everything : results.get(phrase)!.objects), {
    ...viewerFrame(options.viewer, UP),
    spacing: index.data.spacing,
  });
  return { ...found, answers };
}

function resultOf(index: LanguageIndex, phrase: string, score: Score, chosen: number | undefined): PhraseResult {
  const range = rangeOf(score.relevancy, index.counts);
  const cut = (threshold: number) => ({
    phrase,
    score,
    range,
    threshold,
    objects: objectsOf(index, score, threshold),
  });
  if (chosen !== undefined) return cut(chosen);
  const [first, ...lower] = PARTS_OF_RANGE.map((part) => range[0] + part * (range[1] - range[0])) as [
    number,
    ...number[],
  ];
  let result = cut(first);
  for (const threshold of lower) {
    if (result.objects.length > 0) break;
    result = cut(threshold);
  }
  return result.objects.length > 0 ? result : { ...result, threshold: first };
}

/** Objects among points of these relevancies. */
function objectsOf({ cells, counts, confidences }: LanguageIndex, score: Score, threshold: number): Cluster[] {
  return findClusters(
    { cells, relevancy: score.relevancy, confidence: confidences, counts },
    { threshold, minPoints: MIN_POINTS, up: UP },
  );
}

/**
 * Whether an object is a guess rather than an answer: nothing in it is more like the phrase than like a
 * canonical one, or the field cannot be relied on there.
 */
export function isDoubtful({ peak, confidence }: Pick<Cluster, 'peak' | 'confidence'>): boolean {
  return peak.relevancy <= NEUTRAL || confidence < RELIABLE;
}

/** What the field says of a point at a scale, as something to ask for. */
export function phraseLike(index: LanguageIndex, { point, scale }: { point: number; scale: number }): Phrase {
  // No text begins like this: phrases are trimmed.
  return { key: `\n${point} at ${scale}`, embedding: index.embeddingAt(point, scale) };
}

const asksForAnything = (things: readonly Thing[]): boolean =>
  things.some(
    ({ phrase, constraints }) => phrase === null || constraints.some(({ references }) => asksForAnything(references)),
  );

/** Phrases by their text. */
export async function embedPhrases(
  encoder: Pick<ImageTextEncoder, 'encodeTexts'>,
  texts: readonly string[],
): Promise<Map<string, Phrase>> {
  const unique = [...new Set(texts)];
  if (unique.length === 0) return new Map();
  const embeddings = await encoder.encodeTexts(unique);
  const dimensions = embeddings.length / unique.length;
  return new Map(
    unique.map((text, i) => [
      text,
      { key: text, embedding: embeddings.subarray(i * dimensions, (i + 1) * dimensions) },
    ]),
  );
}

/** @throws UserError bad-request for a scale or point that the index has not */
export function requirePlaces(index: LanguageIndex, scales: readonly (number | undefined)[], point = 0): void {
  const last = index.data.scales.length - 1;
  const scale = scales.find((candidate) => candidate !== undefined && candidate > last);
  if (scale !== undefined) {
    throw new UserError('bad-request', `The language index has no scale ${scale}: its scales are 0 to ${last}.`);
  }
  if (point >= index.points) {
    throw new UserError(
      'bad-request',
      `The language index has no point ${point}: it has ${index.points} points.`,
      'It may have been built again; choose the point once more.',
    );
  }
}

/** @throws UserError conflict: embeddings of another encoder mean something else */
export function requireSameEncoder(
  { data: { origin } }: Pick<LanguageIndex, 'data'>,
  { id, fingerprint }: Pick<ImageTextEncoder, 'id' | 'fingerprint'>,
): void {
  if (fingerprint === origin.fingerprint) return;
  throw new UserError(
    'conflict',
    `The language index was made with the encoder ‘${origin.encoder}’, of other files than those of ‘${id}’ that are here.`,
    'Ask with the encoder it was made with, or train a language field with this one.',
  );
}
