import type { Question, QuestionAnswer, SensitivityResponse } from '../../main/api/contract/questions.ts';

/** How the answer's dependence on canonical phrases is worded and drawn. */

export type Change = SensitivityResponse['changes'][number];

/** The phrases that an answer's dependence can be asked for, each once. */
export const phrasesOf = (answer: QuestionAnswer | undefined): string[] => [
  ...new Set(answer?.phrases.map(({ phrase }) => phrase)),
];

/** A sentence about places is asked for one of its phrases; anything else as it stands. */
export function questionAbout(question: Question, answer: QuestionAnswer | undefined, phrase: string): Question {
  if (answer?.reading.kind !== 'relations') return question;
  return { ...question, text: phrase, reading: { kind: 'plain', phrase, reason: null } };
}

/** What of a change is drawn as a bar. */
export type Measure = 'moved' | 'rise' | 'difference' | 'disorder';

export const MEASURES: Readonly<Record<Measure, { readonly label: string; readonly explanation: string }>> = {
  difference: {
    label: 'Map',
    explanation: 'How much the relevancy of a point changes, on average over the scene.',
  },
  moved: { label: 'Peak moves', explanation: 'How far the most relevant place moves, in units of the scene.' },
  rise: { label: 'Peak rises', explanation: 'By how much the relevancy of the most relevant place rises or falls.' },
  disorder: {
    label: 'Order',
    explanation: 'How much the order of places by relevancy changes: 0 not at all, 1 entirely (1 − rank correlation).',
  },
};

export function measureOf(change: Change, measure: Measure): number {
  switch (measure) {
    case 'disorder':
      return 1 - change.rankCorrelation;
    case 'moved':
    case 'rise':
    case 'difference':
      return change[measure];
  }
}

export const describeChange = ({ without, instead }: Change): string =>
  instead === null ? `Without “${without}”` : `“${instead}” in place of “${without}”`;

/** Signed where the sign says something; a minus that is one. */
export function formatMeasure(value: number, measure: Measure): string {
  const size = Math.abs(value);
  const text = size.toFixed(measure === 'moved' ? 2 : size < 0.01 ? 4 : 3);
  if (Number(text) === 0) return '0';
  if (measure === 'rise') return `${value > 0 ? '+' : '−'}${text}`;
  return text;
}

/** Changes of a kind under one title, each by its place in the list: left out, then by what takes their place. */
export function groupChanges(changes: readonly Change[]): { title: string; members: number[] }[] {
  const groups = new Map<string, number[]>();
  for (const [at, { instead }] of changes.entries()) {
    const title = instead === null ? 'Left out' : `“${instead}” in place of`;
    groups.set(title, [...(groups.get(title) ?? []), at]);
  }
  return Array.from(groups, ([title, members]) => ({ title, members }));
}

export interface Bar {
  /** Parts of the chart's width. */
  readonly from: number;
  readonly width: number;
}

/** Bars from a common zero, which is on the left unless a value is negative; the longest side fills its half. */
export function barsOf(values: readonly number[]): { readonly zero: number; readonly bars: readonly Bar[] } {
  const highest = Math.max(0, ...values);
  const lowest = Math.min(0, ...values);
  const span = highest - lowest || 1;
  const zero = lowest === 0 ? 0 : -lowest / span;
  return {
    zero,
    bars: values.map((value) => ({
      from: zero + Math.min(0, value) / span,
      width: Math.abs(value) / span,
    })),
  };
}

/** Less than this is not to be seen in the view. */
const VISIBLE_DIFFERENCE = 0.01;

/**
 * What to take from it, in a sentence or two.
 * @param spacing between neighbouring points of the index: a peak that moves by less has not moved.
 */
export function summarise({ answer, phrase, changes }: SensitivityResponse, spacing: number): string {
  if (answer.peak.point === null) return `Nothing in the scene can be relied on to answer “${phrase}”.`;
  const left = changes.filter(({ instead }) => instead === null);
  if (changes.length === 0) return 'With a single canonical phrase there is nothing to leave out.';
  const considered = left.length > 0 ? left : changes;
  const strongest = considered.reduce((a, b) => (b.difference > a.difference ? b : a));
  const furthest = considered.reduce((a, b) => (b.moved > a.moved ? b : a));
  if (furthest.moved <= 2 * spacing) {
    const steady = `The answer stays in its place, whichever phrase is ${left.length > 0 ? 'left out' : 'replaced'}`;
    if (strongest.difference < VISIBLE_DIFFERENCE) return `${steady}, and the map hardly changes.`;
    return `${steady}. ${describeChange(strongest)} the map changes most, by ${formatMeasure(strongest.difference, 'difference')} on average.`;
  }
  return `${describeChange(furthest)} the peak moves by ${formatMeasure(furthest.moved, 'moved')} and ${describeRise(furthest)}; the map changes by ${formatMeasure(furthest.difference, 'difference')} on average.`;
}

function describeRise({ rise, peak }: Change): string {
  const now = peak.relevancy.toFixed(2);
  const text = formatMeasure(rise, 'rise');
  if (text === '0') return `keeps its relevancy of ${now}`;
  return `${rise > 0 ? 'rises' : 'falls'} by ${text.slice(1)} to ${now}`;
}
