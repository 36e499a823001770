/** What the scene is asked, and what it answered. Asking itself is done by ask/asking.ts. */
import { create } from 'zustand';
import type { Question, QuestionAnswer, Reading, RelevancyDisplay } from '../../main/api/contract.ts';

/** One question: a phrase, or a sentence about places. */
export interface Chip {
  readonly id: string;
  readonly text: string;
  /** How the user wants it read; null: as the program reads it. */
  readonly reading: Reading | null;
  /** Asks for what is like this point, at this scale, instead of for the text. */
  readonly like: { readonly point: number; readonly scale: number } | null;
  /** '#rrggbb' */
  readonly colour: string;
  readonly isVisible: boolean;
  /** Position among the scales of the index; null: chosen automatically. */
  readonly scale: number | null;
  readonly threshold: number | null;
}

export interface ChipAnswer {
  /** What was asked and what it was weighed against: tells whether this answers what is asked now. */
  readonly asked: string;
  /** Where left and right were seen from: the pose of a camera, 3×4. */
  readonly viewer: readonly number[];
  readonly answer: QuestionAnswer;
  /** By phrase of the question, each by point, in units of 1/65535. */
  readonly relevancy: readonly Uint16Array[];
  /** By phrase of the question, each by point: 0, or 1 + the object that it belongs to. */
  readonly objects: readonly Uint8Array[];
  /** From the request to the answer, and of that in the engine. */
  readonly latencyMs: { readonly total: number; readonly engine: number };
}

export interface AskFailure {
  readonly asked: string;
  readonly error: unknown;
}

/** The chip whose text is being typed. */
export const DRAFT_ID = 'draft';

/** As many as one request may ask and a saved view may hold. */
export const MOST_CHIPS = 8;

/** Told apart from each other on dark and on light ground, in hue and in lightness. */
export const CHIP_COLOURS = [
  '#e8833a',
  '#3d9be9',
  '#d65db1',
  '#7fb83d',
  '#e2b93b',
  '#8d7bea',
  '#2fb8a0',
  '#e0555a',
] as const;

type DraftSettings = Pick<Chip, 'reading' | 'scale' | 'threshold'>;

export interface QuestionState {
  /** Whose index is asked; null: there is none. */
  readonly runId: string | null;
  /** What is being typed; asked as it is typed, as the chip `DRAFT_ID`. */
  readonly draft: string;
  readonly draftSettings: DraftSettings;
  readonly chips: readonly Chip[];
  /** The chip whose relevancy colours the scene. */
  readonly activeId: string | null;
  readonly display: RelevancyDisplay;
  /** By chip; while a changed question is being answered, the answer to the earlier one. */
  readonly answers: Readonly<Record<string, ChipAnswer>>;
  /** By chip: why there is no answer. */
  readonly failures: Readonly<Record<string, AskFailure>>;
  /** Chips that wait for an answer. */
  readonly pending: readonly string[];
  /** The object in focus. */
  readonly selected: { readonly chipId: string; readonly phrase: number; readonly object: number } | null;
  /** The point of the index that was clicked. */
  readonly pickedPoint: number | null;
}

const automatic: DraftSettings = { reading: null, scale: null, threshold: null };

/** Another project, another index: nothing that was asked or found means anything there. */
const nothingAsked = {
  draft: '',
  draftSettings: automatic,
  chips: [],
  activeId: null,
  answers: {},
  failures: {},
  pending: [],
  selected: null,
  pickedPoint: null,
} satisfies Partial<QuestionState>;

export const DEFAULT_DISPLAY: RelevancyDisplay = { colourMap: 'turbo', range: 'centred', opacity: 0.9 };

export const useQuestionStore = create<QuestionState>(() => ({
  ...nothingAsked,
  runId: null,
  display: DEFAULT_DISPLAY,
}));

const { getState: get, setState: set } = useQuestionStore;

let lastId = 0;
const newId = () => `chip-${++lastId}`;

const freeColour = (chips: readonly Chip[]): string =>
  CHIP_COLOURS.find((colour) => chips.every((chip) => chip.colour !== colour)) ?? CHIP_COLOURS[0];

/** What is being typed as a chip; null while nothing is. The same one until it changes, as selectors need it. */
export function draftChip({ draft, draftSettings, chips }: QuestionState): Chip | null {
  const text = draft.trim();
  if (text === '') return null;
  const colour = freeColour(chips);
  const isSame = lastDraft?.text === text && lastDraft.colour === colour && lastDraft.settings === draftSettings;
  if (!isSame) {
    const chip: Chip = { id: DRAFT_ID, text, like: null, isVisible: true, colour, ...draftSettings };
    lastDraft = { text, colour, settings: draftSettings, chip };
  }
  return lastDraft!.chip;
}

let lastDraft: { text: string; colour: string; settings: DraftSettings; chip: Chip } | null = null;

/** The chips and, last, what is being typed. */
export function askedChips(state: QuestionState): readonly Chip[] {
  const draft = draftChip(state);
  return draft === null ? state.chips : [...state.chips, draft];
}

export const chipOf = (state: QuestionState, id: string | null): Chip | null =>
  (id === DRAFT_ID ? draftChip(state) : state.chips.find((chip) => chip.id === id)) ?? null;

export const activeChip = (state: QuestionState): Chip | null => chipOf(state, state.activeId);

/** A chip as the engine is asked. */
export const questionOf = ({ text, reading, like, scale, threshold }: Chip): Question => ({
  text,
  reading,
  like,
  scale,
  threshold,
});

function without<T>(record: Readonly<Record<string, T>>, id: string): Record<string, T> {
  const { [id]: _gone, ...others } = record;
  return others;
}

/** What an earlier question found cannot stay selected. */
const unselect = (state: QuestionState, chipId: string) => (state.selected?.chipId === chipId ? null : state.selected);

/** Begins anew with the index of a run; null where there is none. */
export const askRun = (runId: string | null) => set({ ...nothingAsked, runId });

/** The index was built again: points have other numbers, but what was asked can be asked again. */
export const askAgain = () =>
  set(({ chips }) => ({
    chips: chips.filter(({ like }) => like === null),
    answers: {},
    failures: {},
    selected: null,
    pickedPoint: null,
  }));

export function setDraft(draft: string): void {
  const state = get();
  const [before, after] = [state.draft.trim(), draft.trim()];
  if (before === after) {
    set({ draft });
    return;
  }
  if (after === '') clearDraft();
  else set({ draft, draftSettings: automatic, activeId: DRAFT_ID, selected: unselect(state, DRAFT_ID) });
}

function clearDraft(): void {
  const state = get();
  set({
    draft: '',
    draftSettings: automatic,
    answers: without(state.answers, DRAFT_ID),
    failures: without(state.failures, DRAFT_ID),
    activeId:
      state.activeId === DRAFT_ID ? (state.chips.findLast(({ isVisible }) => isVisible)?.id ?? null) : state.activeId,
    selected: unselect(state, DRAFT_ID),
  });
}

/** Returns the chip's id; null if there are as many as there may be. */
export function addChip(
  text: string,
  { like = null, reading = null }: Partial<Pick<Chip, 'like' | 'reading'>> = {},
): string | null {
  const { chips } = get();
  if (chips.length >= MOST_CHIPS) return null;
  const id = newId();
  const chip: Chip = {
    id,
    text,
    reading,
    like,
    colour: freeColour(chips),
    isVisible: true,
    scale: null,
    threshold: null,
  };
  set({ chips: [...chips, chip], activeId: id });
  return id;
}

/**
 * What was typed becomes a chip and takes its answer with it; a chip that asks the same already is
 * activated instead. Returns the id of the chip; null if nothing was typed or there are too many.
 */
export function commitDraft(): string | null {
  const state = get();
  const draft = draftChip(state);
  if (draft === null) return null;
  const same = state.chips.find(({ text, like }) => like === null && text.toLowerCase() === draft.text.toLowerCase());
  if (same !== undefined) {
    clearDraft();
    activate(same.id);
    return same.id;
  }
  if (state.chips.length >= MOST_CHIPS) return null;
  const id = newId();
  const answer = state.answers[DRAFT_ID];
  set({
    chips: [...state.chips, { ...draft, id }],
    draft: '',
    draftSettings: automatic,
    activeId: id,
    answers: { ...without(state.answers, DRAFT_ID), ...(answer && { [id]: answer }) },
    failures: without(state.failures, DRAFT_ID),
    selected: state.selected?.chipId === DRAFT_ID ? { ...state.selected, chipId: id } : state.selected,
  });
  return id;
}

/** Another text is another question: its reading and its scale are chosen anew unless they come with it. */
export function changeChip(id: string, patch: Partial<Omit<Chip, 'id'>>): void {
  const state = get();
  if (id === DRAFT_ID) {
    const { reading, scale, threshold } = { ...state.draftSettings, ...patch };
    set({ draftSettings: { reading, scale, threshold } });
    return;
  }
  const change = patch.text === undefined ? patch : { ...automatic, like: null, ...patch };
  set({
    chips: state.chips.map((chip) => (chip.id === id ? { ...chip, ...change } : chip)),
    selected: patch.text === undefined ? state.selected : unselect(state, id),
  });
}

/** The next chip is activated in its place, or the one before it. */
export function removeChip(id: string): void {
  if (id === DRAFT_ID) {
    clearDraft();
    return;
  }
  const state = get();
  const at = state.chips.findIndex((chip) => chip.id === id);
  if (at === -1) return;
  const chips = state.chips.toSpliced(at, 1);
  set({
    chips,
    answers: without(state.answers, id),
    failures: without(state.failures, id),
    activeId: state.activeId === id ? ((chips[at] ?? chips[at - 1])?.id ?? null) : state.activeId,
    selected: unselect(state, id),
  });
}

/** What did not work is asked again. */
export const forgetFailures = () => set({ failures: {} });

export const clearQuestions = () => set({ ...nothingAsked });

/** An active chip is seen. */
export function activate(id: string | null): void {
  set(({ chips }) => ({
    activeId: id,
    chips: chips.map((chip) => (chip.id === id && !chip.isVisible ? { ...chip, isVisible: true } : chip)),
  }));
}

/** The next (1) or previous (-1) of the chips and what is being typed, round the end. */
export function stepChip(direction: 1 | -1): void {
  const state = get();
  const ids = askedChips(state).map(({ id }) => id);
  if (ids.length === 0) return;
  const from = state.activeId === null ? -1 : ids.indexOf(state.activeId);
  activate(ids[from === -1 ? (direction === 1 ? 0 : ids.length - 1) : (from + direction + ids.length) % ids.length]!);
}

export const setDisplay = (change: Partial<RelevancyDisplay>) =>
  set(({ display }) => ({ display: { ...display, ...change } }));

export const selectObject = (selected: QuestionState['selected']) => set({ selected });

export const pickPoint = (pickedPoint: number | null) => set({ pickedPoint });

/** Puts a saved view's questions in the place of what is asked now; `active` is a place in the list. */
export function openQuestions(
  questions: readonly Omit<Chip, 'id'>[],
  active: number | null,
  display: RelevancyDisplay,
): void {
  const chips = questions.map((question) => ({ ...question, id: newId() }));
  set({ ...nothingAsked, chips, display, activeId: active === null ? null : (chips[active]?.id ?? null) });
}
