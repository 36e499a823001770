import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AskRequest, AskResponse, QuestionAnswer } from '../../main/api/contract.ts';
import type { Parcel } from '../api/parcel.ts';
import {
  addChip,
  askRun,
  changeChip,
  commitDraft,
  DRAFT_ID,
  forgetFailures,
  setDraft,
  useQuestionStore,
} from '../stores/question-store.ts';
import { type Asker, createAsker } from './asker.ts';

const state = () => useQuestionStore.getState();
const shownAnswer = (id: string) => state().answers[id]?.answer.text;

interface Sent {
  readonly request: AskRequest;
  readonly signal: AbortSignal;
  readonly texts: string[];
  /** Even where it was aborted: an answer that was on its way already. */
  answer(change?: Partial<QuestionAnswer>): Promise<void>;
  fail(error: unknown): Promise<void>;
}

let sent: Sent[];
let pose: number[];
let asker: Asker;

const settled = () => new Promise((resolve) => setTimeout(resolve));

function ask(request: AskRequest, signal: AbortSignal): Promise<Parcel<AskResponse>> {
  return new Promise((resolve, reject) => {
    sent.push({
      request,
      signal,
      texts: request.questions.map(({ text }) => text),
      answer(change = {}) {
        const questions = request.questions.map(({ text }) => ({
          text,
          reading: { kind: 'plain' as const, phrase: text, reason: null },
          sentence: text,
          phrases: [],
          answers: [],
          ...change,
        }));
        resolve({
          header: { runId: 'run', step: 1, questions, latencyMs: 1 },
          array: () => {
            throw new Error('no arrays');
          },
        });
        return settled() as Promise<void>;
      },
      fail(error) {
        reject(error);
        return settled() as Promise<void>;
      },
    });
  });
}

beforeEach(() => {
  askRun('run');
  sent = [];
  pose = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0];
  asker = createAsker({ ask, viewer: () => pose });
  asker.weighAgainst(['object', 'things']);
});
afterEach(() => asker.stop());

test('the last keystroke wins, whatever answer comes last', async () => {
  setDraft('c');
  setDraft('cu');
  setDraft('cup');
  expect(sent.map(({ texts }) => texts)).toEqual([['c'], ['cu'], ['cup']]);
  expect(sent.map(({ signal }) => signal.aborted)).toEqual([true, true, false]);
  expect(state().pending).toEqual([DRAFT_ID]);
  await sent[2]!.answer();
  expect(shownAnswer(DRAFT_ID)).toBe('cup');
  await sent[0]!.answer();
  await sent[1]!.fail(new Error('aborted'));
  expect(shownAnswer(DRAFT_ID)).toBe('cup');
  expect(state()).toMatchObject({ pending: [], failures: {} });
});

test('a chip that was typed has its answer already, also if it is still on its way', async () => {
  setDraft('cup');
  await sent[0]!.answer();
  const cup = commitDraft()!;
  setDraft('book');
  const book = commitDraft()!;
  expect(sent).toHaveLength(2);
  expect(sent[1]!.signal.aborted).toBe(false);
  await sent[1]!.answer();
  expect([shownAnswer(cup), shownAnswer(book)]).toEqual(['cup', 'book']);
});

test('only what changed is asked again; other canonical phrases ask everything again, at once', async () => {
  const cup = addChip('cup')!;
  addChip('book');
  for (const request of sent) await request.answer();
  changeChip(cup, { scale: 2 });
  expect(sent.at(-1)!.request.questions).toMatchObject([{ text: 'cup', scale: 2 }]);
  await sent.at(-1)!.answer();
  asker.weighAgainst(['object']);
  expect(sent.at(-1)!.texts).toEqual(['cup', 'book']);
  expect(sent.at(-1)!.request.canonical).toEqual(['object']);
  const asked = sent.length;
  await sent.at(-1)!.answer();
  expect(sent).toHaveLength(asked);
  expect(state().pending).toEqual([]);
});

test('showing and hiding a chip asks nothing', async () => {
  const cup = addChip('cup')!;
  await sent[0]!.answer();
  changeChip(cup, { isVisible: false });
  expect(sent).toHaveLength(1);
});

test('nothing is asked where there is no index, and before the canonical phrases are known', () => {
  asker.weighAgainst(null);
  addChip('cup');
  expect(sent).toHaveLength(0);
  askRun(null);
  asker.weighAgainst(['object']);
  addChip('cup');
  expect(sent).toHaveLength(0);
});

test('a failure is told for what it was about, and is over when that changes or is tried again', async () => {
  const cup = addChip('cup')!;
  const error = new Error('no encoder');
  await sent[0]!.fail(error);
  expect(state()).toMatchObject({ failures: { [cup]: { error } }, pending: [] });
  expect(sent).toHaveLength(1);
  forgetFailures();
  await sent[1]!.answer();
  expect(state().failures).toEqual({});
  expect(shownAnswer(cup)).toBe('cup');
});

test('what is left of something is asked again from where the camera comes to rest', async () => {
  addChip('plant');
  addChip('cup left of the book');
  await sent[0]!.answer();
  const constraints = [
    { relation: 'left' as const, negated: false, references: [{ phrase: 'book', constraints: [] }] },
  ];
  const reading = { kind: 'relations' as const, things: [{ phrase: 'cup', constraints }] };
  await sent[1]!.answer({ reading });
  asker.lookFromHere();
  expect(sent).toHaveLength(2);
  pose = pose.with(3, 2);
  asker.lookFromHere();
  expect(sent).toHaveLength(3);
  expect(sent[2]).toMatchObject({ texts: ['cup left of the book'], request: { viewer: pose } });
});
