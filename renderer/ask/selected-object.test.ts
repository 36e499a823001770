import { beforeEach, expect, test } from 'vitest';
import { addChip, askRun, type ChipAnswer, useQuestionStore } from '../stores/question-store.ts';
import { selectedObject, stepObject } from './selected-object.ts';

const found = (phrase: string, count: number) => ({
  phrase,
  objects: Array.from({ length: count }, (_, i) => ({ score: 1 - i / 10 })),
});

beforeEach(() => {
  askRun('run');
  const id = addChip('cup on the table')!;
  const answer = { answer: { phrases: [found('cup', 3), found('table', 1)] } } as unknown as ChipAnswer;
  useQuestionStore.setState({ answers: { [id]: answer } });
});

const current = () => selectedObject(useQuestionStore.getState());

test('objects are stepped through from the best, or backwards from the last, round the end', () => {
  expect(current()).toBeNull();
  stepObject(1);
  expect(current()).toMatchObject({ phrase: 'cup', object: { score: 1 } });
  stepObject(-1);
  expect(current()).toMatchObject({ object: { score: 0.8 } });
  stepObject(1);
  expect(current()).toMatchObject({ object: { score: 1 } });
});

test('another active question begins at its own first', () => {
  stepObject(1);
  const other = addChip('plant')!;
  stepObject(1);
  expect(useQuestionStore.getState().selected).toMatchObject({ object: 0 });
  const answer = { answer: { phrases: [found('plant', 1)] } } as unknown as ChipAnswer;
  useQuestionStore.setState(({ answers }) => ({ answers: { ...answers, [other]: answer } }));
  stepObject(1);
  expect(current()).toMatchObject({ phrase: 'plant' });
});
