/** Named sets of canonical phrases, and what an editor does to them: each edit gives a new set. */
import { z } from 'zod';
import { UserError } from '../errors.ts';
import { CANONICAL_PHRASES } from '../view/phrases.ts';

/** Each phrase costs a comparison with every point at every scale. */
const MAX_PHRASES = 64;
const MAX_LENGTH = 200;

const canonicalPhraseSchema = z.object({
  text: z.string().trim().min(1).max(MAX_LENGTH),
  /** Phrases can be kept without taking part. */
  enabled: z.boolean(),
});

export const phraseSetSchema = z.object({
  name: z.string().trim().min(1).max(MAX_LENGTH),
  phrases: z
    .array(canonicalPhraseSchema)
    .min(1)
    .max(MAX_PHRASES)
    .refine((phrases) => phrases.some(({ enabled }) => enabled), 'no phrase takes part')
    .refine(
      (phrases) => new Set(phrases.map(({ text }) => keyOf(text))).size === phrases.length,
      'a phrase is there twice',
    ),
});
export type PhraseSet = z.infer<typeof phraseSetSchema>;

/** What relevancy is weighed against unless told otherwise. */
export const DEFAULT_PHRASE_SET: PhraseSet = {
  name: 'Default',
  phrases: CANONICAL_PHRASES.map((text) => ({ text, enabled: true })),
};

/** Encoders take case for nothing. */
const keyOf = (text: string) => text.trim().toLowerCase();

/** The phrases that take part, in their order. */
export function activePhrases({ phrases }: PhraseSet): string[] {
  return phrases.filter(({ enabled }) => enabled).map(({ text }) => text);
}

/** @throws UserError bad-request if it is there already, empty or too long, or the set is full */
export function addPhrase(set: PhraseSet, text: string, at = set.phrases.length): PhraseSet {
  return checkSet({ ...set, phrases: set.phrases.toSpliced(at, 0, { text, enabled: true }) });
}

/** @throws UserError bad-request if no other phrase takes part */
export function removePhrase(set: PhraseSet, text: string): PhraseSet {
  return checkSet({ ...set, phrases: set.phrases.filter((phrase) => keyOf(phrase.text) !== keyOf(text)) });
}

/** @throws UserError bad-request if no other phrase takes part */
export function setEnabled(set: PhraseSet, text: string, enabled: boolean): PhraseSet {
  const phrases = set.phrases.map((phrase) => (keyOf(phrase.text) === keyOf(text) ? { ...phrase, enabled } : phrase));
  return checkSet({ ...set, phrases });
}

/** Moves a phrase to a position among the others. */
export function movePhrase(set: PhraseSet, text: string, to: number): PhraseSet {
  const from = set.phrases.findIndex((phrase) => keyOf(phrase.text) === keyOf(text));
  if (from < 0) return set;
  return { ...set, phrases: set.phrases.toSpliced(from, 1).toSpliced(to, 0, set.phrases[from]!) };
}

/** A copy under a name that no other set has: ‘Kitchen’, ‘Kitchen 2’, ‘Kitchen 3’. */
export function duplicateSet(set: PhraseSet, names: readonly string[]): PhraseSet {
  const base = set.name.replace(/ \d+$/, '');
  for (let number = 2; ; number++) {
    const name = `${base} ${number}`;
    if (!names.includes(name)) return { ...set, name };
  }
}

/** The file form of a set. */
export function exportSet(set: PhraseSet): string {
  return `${JSON.stringify({ kind: 'lerf-studio/canonical-phrases', version: 1, ...set }, null, 2)}\n`;
}

/**
 * Reads what `exportSet` writes, or a plain text with a phrase in each line.
 * @param name of a set that has none of its own.
 * @throws UserError bad-request saying what is wrong
 */
export function importSet(text: string, name: string): PhraseSet {
  if (!text.trimStart().startsWith('{')) {
    const lines = text.split(/\r?\n/).map((line) => line.trim());
    const unique = new Map(lines.filter((line) => line !== '').map((line) => [keyOf(line), line]));
    return checkSet({ name, phrases: Array.from(unique.values(), (line) => ({ text: line, enabled: true })) });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new UserError('bad-request', 'The file of canonical phrases is no JSON.', hint, { cause });
  }
  return checkSet({ name, ...(value as object) });
}

const hint = 'Export a set to see the form, or give a text file with one phrase in each line.';

const explanations: Readonly<Record<string, string>> = {
  'no phrase takes part': 'A set needs a canonical phrase that takes part: relevancy is weighed against it.',
  'a phrase is there twice': 'The set has this phrase already.',
};

/** @throws UserError bad-request saying what is wrong */
export function checkSet(set: unknown): PhraseSet {
  const { data, error } = phraseSetSchema.safeParse(set);
  if (data) return data;
  const { path, message } = error.issues[0]!;
  const explanation =
    explanations[message] ??
    (path.length === 1 && path[0] === 'phrases'
      ? `A set has 1 to ${MAX_PHRASES} canonical phrases.`
      : `Names and phrases have 1 to ${MAX_LENGTH} characters.`);
  throw new UserError('bad-request', explanation, hint);
}
