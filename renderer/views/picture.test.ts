import { beforeEach, expect, test } from 'vitest';
import type { PhraseSetBody } from '../../main/api/contract.ts';
import { addChip, changeChip, clearQuestions, useQuestionStore } from '../stores/question-store.ts';
import { pictureOf, requestOf, whyNotRender } from './picture.ts';

const SCALES = [0.1, 0.2, 0.4];
const canonical: PhraseSetBody = {
  name: 'Kitchen',
  phrases: [
    { text: 'object', enabled: true },
    { text: 'stuff', enabled: false },
  ],
};

beforeEach(clearQuestions);

test('without a question a picture shows colours, and its request says nothing of relevancy', () => {
  const picture = pictureOf(useQuestionStore.getState(), SCALES);
  expect(picture).toMatchObject({ output: 'rgb', query: '', scale: null });
  expect(requestOf(picture, canonical)).toEqual({ output: 'rgb' });
});

test('the active question comes with its scale in units of the world and the phrases that take part', () => {
  const id = addChip('red cup')!;
  changeChip(id, { scale: 2 });
  const picture = pictureOf(useQuestionStore.getState(), SCALES);
  expect(picture).toMatchObject({ output: 'composite', query: 'red cup', scale: 0.4 });
  expect(requestOf(picture, canonical)).toMatchObject({ query: 'red cup', scale: 0.4, canonical: ['object'] });
  expect(requestOf({ ...picture, scale: null }, undefined)).not.toHaveProperty('scale');
});

test('relevancy needs something that it is relevancy to', () => {
  const picture = pictureOf(useQuestionStore.getState(), undefined);
  expect(whyNotRender(picture)).toBeNull();
  expect(whyNotRender({ ...picture, output: 'relevancy', query: ' ' })).not.toBeNull();
});
