/** What an annotated view holds: how it is made of what is on screen, compared with it, and named. */
import type { AnnotatedViewContent, Mark, PhraseSetBody, RelevancyDisplay } from '../../main/api/contract.ts';
import type { Chip } from '../stores/question-store.ts';

/** What is on screen now. */
export interface Shown {
  readonly runId: string;
  readonly camera: AnnotatedViewContent['camera'];
  /** As many of them as a view can hold. */
  readonly chips: readonly Chip[];
  readonly activeId: string | null;
  readonly canonical: PhraseSetBody;
  readonly display: RelevancyDisplay;
  readonly marks: readonly Mark[];
  readonly note: string;
}

export function contentOf(shown: Shown): AnnotatedViewContent {
  const { runId, camera, chips, activeId, canonical, display, marks, note } = shown;
  return {
    version: 1,
    runId,
    camera,
    ...questionsOf(chips, activeId),
    canonical: { name: canonical.name, phrases: canonical.phrases.map(({ text, enabled }) => ({ text, enabled })) },
    display,
    marks: [...marks],
    note,
  };
}

/** Questions have no ids in a view: the active one is told by its place. */
export function questionsOf(
  chips: readonly Chip[],
  activeId: string | null,
): Pick<AnnotatedViewContent, 'questions' | 'activeQuestion'> {
  const active = chips.findIndex(({ id }) => id === activeId);
  return {
    questions: chips.map(({ id: _id, ...question }) => question),
    activeQuestion: active < 0 ? null : active,
  };
}

/** Cameras this close show the same picture: controls come to rest near where they were sent, not exactly there. */
const SAME_PLACE = 2e-3;

const isClose = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((value, i) => Math.abs(value - b[i]!) < SAME_PLACE);

const isEqual = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Canonical sets weigh the same if the same phrases take part: a set's name is only its name. */
export const weighsTheSame = (a: PhraseSetBody, b: PhraseSetBody): boolean => {
  const active = ({ phrases }: PhraseSetBody) => phrases.filter(({ enabled }) => enabled).map(({ text }) => text);
  return isEqual(active(a).toSorted(), active(b).toSorted());
};

/** In words, what has changed since a view was saved; empty: nothing. */
export function changesSince(saved: AnnotatedViewContent, now: AnnotatedViewContent): string[] {
  const parts: ReadonlyArray<[string, boolean]> = [
    [
      'camera',
      isClose(saved.camera.worldFromCamera, now.camera.worldFromCamera) &&
        Math.abs(saved.camera.verticalFovDegrees - now.camera.verticalFovDegrees) < 0.05,
    ],
    ['questions', isEqual(asked(saved.questions), asked(now.questions)) && saved.activeQuestion === now.activeQuestion],
    ['canonical phrases', weighsTheSame(saved.canonical, now.canonical)],
    ['colours', isEqual(shownAs(saved.display), shownAs(now.display))],
    ['marks', isEqual(saved.marks.map(ordered), now.marks.map(ordered))],
    ['note', saved.note === now.note],
    ['run', saved.runId === now.runId],
  ];
  return parts.filter(([, isSame]) => !isSame).map(([name]) => name);
}

/** The engine may give an object's parts back in another order. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, part]) => [name, ordered(part)]),
  );
}

const shownAs = (display: RelevancyDisplay) => ordered(display);
const asked = (questions: AnnotatedViewContent['questions']) => questions.map(ordered);

const LONGEST_NAME = 200;

/** A name that no other view has, made of what is asked: ‘red cup’, ‘red cup, mug’, ‘red cup 2’, ‘View 3’. */
export function suggestedName(
  { questions, activeQuestion }: Pick<AnnotatedViewContent, 'questions' | 'activeQuestion'>,
  taken: Iterable<string>,
): string {
  const names = new Set([...taken].map((name) => name.toLowerCase()));
  const visible = questions.filter(({ isVisible }, i) => isVisible || i === activeQuestion);
  const base = visible.map(({ text }) => text.trim()).join(', ');
  if (base === '') return numbered('View', names, 1);
  const short = base.length > 60 ? `${base.slice(0, 59).trimEnd()}…` : base;
  return names.has(short.toLowerCase()) ? numbered(short, names, 2) : short;
}

/** ‘cup’ → ‘cup copy’, ‘cup copy 2’. */
export function copyName(name: string, taken: Iterable<string>): string {
  const names = new Set([...taken].map((other) => other.toLowerCase()));
  const base = `${name.replace(/ copy( \d+)?$/, '').slice(0, LONGEST_NAME - 10)} copy`;
  return names.has(base.toLowerCase()) ? numbered(base, names, 2) : base;
}

function numbered(base: string, taken: ReadonlySet<string>, first: number): string {
  for (let number = first; ; number++) {
    const name = `${base} ${number}`;
    if (!taken.has(name.toLowerCase())) return name;
  }
}

/** Views whose name or questions contain every word that is looked for. */
export function viewsMatching<View extends { readonly name: string; readonly asked: readonly string[] }>(
  views: readonly View[],
  search: string,
): readonly View[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return views;
  return views.filter(({ name, asked: texts }) => {
    const all = `${name}\n${texts.join('\n')}`.toLowerCase();
    return words.every((word) => all.includes(word));
  });
}
