/**
 * Keeps the answers of the question store up to date: whatever changes, each chip is answered for what it
 * asks now, and no answer to an earlier question is taken for one.
 */
import type { AskRequest, AskResponse, Question, QuestionAnswer, Thing } from '../../main/api/contract.ts';
import type { Parcel } from '../api/parcel.ts';
import {
  askedChips,
  type ChipAnswer,
  type QuestionState,
  questionOf,
  useQuestionStore,
} from '../stores/question-store.ts';

export interface AskerOptions {
  /** Rejects with anything once it is aborted. */
  readonly ask: (request: AskRequest, signal: AbortSignal) => Promise<Parcel<AskResponse>>;
  /** Pose of the camera that the user looks through, 3×4. */
  readonly viewer: () => readonly number[];
}

export interface Asker {
  /** What questions are weighed against; null while it is not known: nothing is asked until then. */
  weighAgainst(canonical: readonly string[] | null): void;
  /** The camera has come to rest: what depends on where it stands is asked again if it stands elsewhere. */
  lookFromHere(): void;
  stop(): void;
}

interface Request {
  readonly controller: AbortController;
  /** What of it is still wanted. */
  readonly asked: Set<string>;
}

const { getState: get, setState: set } = useQuestionStore;

export function createAsker({ ask, viewer: currentViewer }: AskerOptions): Asker {
  let canonical: readonly string[] | null = null;
  let viewer: readonly number[] = currentViewer();
  const requests = new Set<Request>();

  const keyOf = (question: Question) => JSON.stringify([question, canonical]);
  const isAnswered = (id: string, asked: string): boolean => {
    const { answers, failures } = get();
    const answer = answers[id];
    if (answer?.asked === asked) return !dependsOnViewer(answer.answer) || isSamePose(answer.viewer, viewer);
    return failures[id]?.asked === asked;
  };

  /** The chips as they are now, each with what it asks. */
  const wanted = () =>
    canonical === null || get().runId === null
      ? []
      : askedChips(get()).map((chip) => {
          const question = questionOf(chip);
          return { chip, question, asked: keyOf(question) };
        });

  function update(): void {
    const all = wanted();
    dropUnwanted(new Set(all.map(({ asked }) => asked)));
    const open = all.filter(({ chip, asked }) => !isAnswered(chip.id, asked));
    const waitedFor = new Set([...requests].flatMap(({ asked }) => [...asked]));
    const unasked = new Map(
      open.filter(({ asked }) => !waitedFor.has(asked)).map((item) => [item.asked, item.question]),
    );
    if (unasked.size > 0) void send(unasked);
    setPending(open.map(({ chip }) => chip.id));
  }

  function dropUnwanted(stillWanted: ReadonlySet<string>): void {
    for (const request of requests) {
      for (const asked of request.asked) if (!stillWanted.has(asked)) request.asked.delete(asked);
      if (request.asked.size > 0) continue;
      requests.delete(request);
      request.controller.abort();
    }
  }

  async function send(questions: ReadonlyMap<string, Question>): Promise<void> {
    const request: Request = { controller: new AbortController(), asked: new Set(questions.keys()) };
    requests.add(request);
    viewer = currentViewer();
    const from = viewer;
    const startedMs = performance.now();
    const body = { questions: [...questions.values()], canonical: [...canonical!], viewer: [...from] };
    let result: (place: number) => Result;
    try {
      const { header, array } = await ask(body, request.controller.signal);
      const latencyMs = { total: performance.now() - startedMs, engine: header.latencyMs };
      result = (place) => {
        const answer = header.questions[place]!;
        const relevancy = answer.phrases.map((_, p) => array(`relevancy/${place}/${p}`, 'uint16'));
        const objects = answer.phrases.map((_, p) => array(`objects/${place}/${p}`, 'uint8'));
        return { answer: { viewer: from, answer, relevancy, objects, latencyMs } };
      };
    } catch (error) {
      result = () => ({ error });
    }
    // Aborted meanwhile: nobody asks this any more.
    if (!requests.delete(request)) return;
    const keys = [...questions.keys()];
    const answered = wanted().filter(({ asked }) => request.asked.has(asked));
    putResults(answered.map(({ chip: { id }, asked }) => ({ id, asked, result: result(keys.indexOf(asked)) })));
    update();
  }

  const unsubscribe = useQuestionStore.subscribe((state, before) => {
    const asksTheSame =
      state.chips === before.chips &&
      state.draft === before.draft &&
      state.draftSettings === before.draftSettings &&
      state.runId === before.runId &&
      state.answers === before.answers &&
      state.failures === before.failures;
    if (!asksTheSame) update();
  });

  return {
    weighAgainst(phrases) {
      canonical = phrases;
      update();
    },
    lookFromHere() {
      viewer = currentViewer();
      update();
    },
    stop() {
      unsubscribe();
      dropUnwanted(new Set());
      setPending([]);
    },
  };
}

type Result = { readonly answer: Omit<ChipAnswer, 'asked'> } | { readonly error: unknown };

/** All at once, so that no answer of a request is missed while the others are taken in. */
function putResults(results: readonly { id: string; asked: string; result: Result }[]): void {
  const state = get();
  const answers = { ...state.answers };
  const failures = { ...state.failures };
  for (const { id, asked, result } of results) {
    if ('error' in result) failures[id] = { asked, error: result.error };
    else {
      answers[id] = { asked, ...result.answer };
      delete failures[id];
    }
  }
  set({ answers, failures, selected: findAgain(state.selected, state.answers, answers) });
}

/** The selected object among those of a new answer: the one with the same peak; null if it is gone. */
function findAgain(
  selected: QuestionState['selected'],
  before: QuestionState['answers'],
  after: QuestionState['answers'],
): QuestionState['selected'] {
  if (selected === null || before[selected.chipId] === after[selected.chipId]) return selected;
  const objectsIn = (answers: QuestionState['answers']) =>
    answers[selected.chipId]?.answer.phrases[selected.phrase]?.objects ?? [];
  const peak = objectsIn(before)[selected.object]?.peak.point;
  const object = objectsIn(after).findIndex((found) => found.peak.point === peak);
  return object === -1 ? null : { ...selected, object };
}

function setPending(ids: string[]): void {
  const { pending } = get();
  if (ids.length !== pending.length || ids.some((id, i) => id !== pending[i])) set({ pending: ids });
}

const SEEN_FROM_SOMEWHERE: ReadonlySet<string> = new Set(['left', 'right', 'front', 'behind']);

/** Whether another place to look from may give another answer. */
export function dependsOnViewer({ reading }: QuestionAnswer): boolean {
  const depends = ({ constraints }: Thing): boolean =>
    constraints.some(({ relation, references }) => SEEN_FROM_SOMEWHERE.has(relation) || references.some(depends));
  return reading.kind === 'relations' && reading.things.some(depends);
}

const SAME_POSE = 1e-3;
const isSamePose = (a: readonly number[], b: readonly number[]): boolean =>
  a.every((value, i) => Math.abs(value - b[i]!) < SAME_POSE);
