import type { PhraseSetBody, PhraseSets } from '../../main/api/contract/questions.ts';

/**
 * What an editor does to a set of canonical phrases: each edit gives a new one. Phrases are named by their
 * text, not by their place, so that an edit means the same after another one that came before it.
 */

export type PhraseSet = PhraseSets['sets'][number];

export const MOST_PHRASES = 64;
export const LONGEST_PHRASE = 200;

/** Encoders take case for nothing. */
const keyOf = (text: string) => text.trim().toLowerCase();

/** The phrases that take part, in their order. */
export const activePhrases = ({ phrases }: PhraseSetBody): string[] =>
  phrases.filter(({ enabled }) => enabled).map(({ text }) => text);

/** Why a text cannot be added, in one sentence; null: it can. */
export function whyNotAdd({ phrases }: PhraseSetBody, text: string): string | null {
  if (phrases.some((phrase) => keyOf(phrase.text) === keyOf(text))) return `“${text.trim()}” is in the set already.`;
  if (phrases.length >= MOST_PHRASES) return `A set has at most ${MOST_PHRASES} phrases.`;
  if (text.trim().length > LONGEST_PHRASE) return `A phrase has at most ${LONGEST_PHRASE} characters.`;
  return null;
}

/** Unchanged where it cannot be added. */
export const addPhrase = (set: PhraseSetBody, text: string): PhraseSetBody =>
  whyNotAdd(set, text) === null ? { ...set, phrases: [...set.phrases, { text: text.trim(), enabled: true }] } : set;

export const removePhrase = (set: PhraseSetBody, text: string): PhraseSetBody => ({
  ...set,
  phrases: set.phrases.filter((phrase) => phrase.text !== text),
});

export const enablePhrase = (set: PhraseSetBody, text: string, enabled: boolean): PhraseSetBody => ({
  ...set,
  phrases: set.phrases.map((phrase) => (phrase.text === text ? { ...phrase, enabled } : phrase)),
});

/** Relevancy is weighed against a phrase that takes part: the last such one stays. */
export const isNeeded = ({ phrases }: PhraseSetBody, text: string): boolean =>
  phrases.every((phrase) => phrase.enabled === (phrase.text === text));

/** Moves a phrase to a position among the others; positions beyond the ends are the ends. */
export function movePhrase(set: PhraseSetBody, text: string, to: number): PhraseSetBody {
  const from = set.phrases.findIndex((phrase) => phrase.text === text);
  if (from < 0) return set;
  const target = Math.min(set.phrases.length - 1, Math.max(0, to));
  return { ...set, phrases: set.phrases.toSpliced(from, 1).toSpliced(target, 0, set.phrases[from]!) };
}

/** A name that no other set has: ‘Kitchen’, ‘Kitchen 2’, ‘Kitchen 3’. */
export function freeName(wanted: string, sets: readonly PhraseSetBody[]): string {
  const taken = new Set(sets.map(({ name }) => keyOf(name)));
  if (!taken.has(keyOf(wanted))) return wanted;
  const base = wanted.replace(/ \d+$/, '');
  for (let number = 2; ; number++) if (!taken.has(keyOf(`${base} ${number}`))) return `${base} ${number}`;
}

/** ‘4 phrases’, or ‘3 of 4 phrases’ where some do not take part. */
export function describePhrases(set: PhraseSetBody): string {
  const active = activePhrases(set).length;
  const all = set.phrases.length;
  const noun = all === 1 ? 'phrase' : 'phrases';
  return active === all ? `${all} ${noun}` : `${active} of ${all} ${noun}`;
}
