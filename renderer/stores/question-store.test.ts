import { beforeEach, describe, expect, test } from 'vitest';
import {
  activate,
  activeChip,
  addChip,
  askAgain,
  askRun,
  CHIP_COLOURS,
  type ChipAnswer,
  changeChip,
  commitDraft,
  DRAFT_ID,
  MOST_CHIPS,
  openQuestions,
  removeChip,
  selectObject,
  setDraft,
  stepChip,
  useQuestionStore,
} from './question-store.ts';

const state = () => useQuestionStore.getState();
const answer = { relevancy: [] } as unknown as ChipAnswer;

beforeEach(() => askRun('run'));

describe('typing', () => {
  test('what is typed colours the scene, and what did before does so again when it is taken back', () => {
    const id = addChip('cup');
    setDraft('a boo');
    expect(activeChip(state())).toMatchObject({ id: DRAFT_ID, text: 'a boo', colour: CHIP_COLOURS[1] });
    setDraft('  ');
    expect(state()).toMatchObject({ draft: '', activeId: id });
  });

  test('is one and the same chip until something of it changes', () => {
    setDraft('cup');
    const chip = activeChip(state());
    useQuestionStore.setState({ pickedPoint: 3 });
    expect(activeChip(state())).toBe(chip);
    changeChip(DRAFT_ID, { scale: 1 });
    expect(activeChip(state())).not.toBe(chip);
  });

  test('Enter makes a chip that has the answer already', () => {
    setDraft(' book ');
    changeChip(DRAFT_ID, { scale: 3 });
    useQuestionStore.setState({ answers: { [DRAFT_ID]: answer } });
    selectObject({ chipId: DRAFT_ID, phrase: 0, object: 2 });
    const id = commitDraft()!;
    expect(state()).toMatchObject({ draft: '', activeId: id, answers: { [id]: answer }, selected: { chipId: id } });
    expect(state().answers[DRAFT_ID]).toBeUndefined();
    expect(state().chips).toMatchObject([{ id, text: 'book', scale: 3, colour: CHIP_COLOURS[0] }]);
  });

  test('the same phrase twice is one chip', () => {
    const id = addChip('Book');
    addChip('cup');
    setDraft('book');
    expect(commitDraft()).toBe(id);
    expect(state()).toMatchObject({ activeId: id, draft: '' });
    expect(state().chips).toHaveLength(2);
  });

  test('another text is read and scaled anew, spaces at its end are not another text', () => {
    setDraft('cup');
    changeChip(DRAFT_ID, { scale: 2, threshold: 0.6 });
    setDraft('cup ');
    expect(activeChip(state())).toMatchObject({ scale: 2, threshold: 0.6 });
    setDraft('cups');
    expect(activeChip(state())).toMatchObject({ scale: null, threshold: null });
  });
});

describe('chips', () => {
  test('have colours of their own, also after one was removed, and there is a most', () => {
    const ids = CHIP_COLOURS.map((_, i) => addChip(`thing ${i}`));
    expect(new Set(state().chips.map(({ colour }) => colour)).size).toBe(MOST_CHIPS);
    expect(addChip('one more')).toBeNull();
    removeChip(ids[2]!);
    addChip('another');
    expect(state().chips.at(-1)!.colour).toBe(CHIP_COLOURS[2]);
  });

  test('removing the active one activates its neighbour and forgets what it found', () => {
    const [first, second, third] = ['a', 'b', 'c'].map((text) => addChip(text)!);
    activate(second!);
    selectObject({ chipId: second!, phrase: 0, object: 0 });
    useQuestionStore.setState({ answers: { [second!]: answer } });
    removeChip(second!);
    expect(state()).toMatchObject({ activeId: third, selected: null, answers: {} });
    removeChip(third!);
    expect(state().activeId).toBe(first);
  });

  test('stepping goes round and shows what was hidden', () => {
    const [first, second] = ['a', 'b'].map((text) => addChip(text)!);
    changeChip(first!, { isVisible: false });
    stepChip(1);
    expect(activeChip(state())).toMatchObject({ id: first, isVisible: true });
    stepChip(-1);
    expect(state().activeId).toBe(second);
  });

  test('a changed text drops the corrected reading and what it was like', () => {
    const reading = { kind: 'plain', phrase: 'cup on book', reason: null } as const;
    const id = addChip('cup on book', { reading, like: { point: 3, scale: 1 } })!;
    changeChip(id, { threshold: 0.6 });
    expect(state().chips[0]).toMatchObject({ reading, like: { point: 3 }, threshold: 0.6 });
    changeChip(id, { text: 'cup' });
    expect(state().chips[0]).toMatchObject({ text: 'cup', reading: null, like: null, threshold: null });
  });
});

test('an index that was built again keeps the questions but not the points', () => {
  addChip('cup');
  addChip('like this', { like: { point: 7, scale: 0 } });
  useQuestionStore.setState({ pickedPoint: 7 });
  askAgain();
  expect(state().chips.map(({ text }) => text)).toEqual(['cup']);
  expect(state().pickedPoint).toBeNull();
});

test('a view that is reopened brings its questions, the active one and how they are shown', () => {
  addChip('cup');
  const { id: _, ...cup } = state().chips[0]!;
  const display = { colourMap: 'viridis', range: 'raw', opacity: 0.5 } as const;
  openQuestions([cup, { ...cup, text: 'book', colour: '#123456' }], 1, display);
  expect(activeChip(state())).toMatchObject({ text: 'book', colour: '#123456' });
  expect(state().display).toEqual(display);
  expect(state().chips).toHaveLength(2);
});
