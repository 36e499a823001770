import type { ImageTextEncoder } from '../encoders/types.ts';
import { readSentence } from '../query/relations/read-sentence.ts';
import { phrasesOf, type Reading } from '../query/relations/sentence.ts';
import { type CanonicalPhrase, type Sensitivity, sensitivity } from '../query/sensitivity.ts';
import { embedPhrases, phraseLike, requirePlaces, requireSameEncoder } from './ask.ts';
import type { LanguageIndex } from './language-index.ts';

export interface SensitivityOptions {
  readonly canonical: readonly string[];
  readonly replacements: readonly string[];
  readonly reading?: Reading | undefined;
  readonly like?: { readonly point: number; readonly scale: number } | undefined;
  /** Position among the scales of the index; else the one where the phrase stands out most, each time. */
  readonly scale?: number | undefined;
  /** Called now and then; may throw to end it. */
  readonly pause?: () => Promise<void>;
}

/**
 * How much the answer to a question depends on each canonical phrase. Of a sentence about places it is the
 * first thing that is looked for.
 * @throws UserError as `ask`
 */
export async function askSensitivity(
  index: LanguageIndex,
  encoder: Pick<ImageTextEncoder, 'id' | 'fingerprint' | 'encodeTexts'>,
  text: string,
  { canonical, replacements, reading, like, scale, pause }: SensitivityOptions,
): Promise<Sensitivity & { readonly phrase: string }> {
  requireSameEncoder(index, encoder);
  requirePlaces(index, [scale, like?.scale], like?.point);
  const phrase = like ? text : firstPhrase(reading ?? readSentence(text), text);
  const phrases = await embedPhrases(encoder, [...canonical, ...replacements, ...(like ? [] : [phrase])]);
  const similaritiesTo = (name: string): CanonicalPhrase => {
    const all = index.similarities(phrases.get(name)!);
    return { phrase: name, similarities: scale === undefined ? all : [all[scale]!] };
  };
  const query = index.similarities(like ? phraseLike(index, like) : phrases.get(phrase)!);
  const { answer, changes } = await sensitivity(
    {
      positions: index.data.positions,
      counts: index.counts,
      query: scale === undefined ? query : [query[scale]!],
      canonical: Array.from(new Set(canonical), similaritiesTo),
      replacements: Array.from(new Set(replacements), similaritiesTo),
    },
    pause,
  );
  const at = (found: number) => scale ?? found;
  return {
    phrase,
    answer: { ...answer, scale: at(answer.scale) },
    changes: changes.map((change) => ({ ...change, scale: at(change.scale) })),
  };
}

function firstPhrase(reading: Reading, text: string): string {
  return reading.kind === 'plain' ? reading.phrase : (phrasesOf(reading.things)[0] ?? text);
}
