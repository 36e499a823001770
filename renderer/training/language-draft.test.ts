import { expect, test } from 'vitest';
import type { Encoder, Run } from '../../main/api/contract.ts';
import { cropPercentOf, describeLanguage, draftAfter, languageChoiceOf, scaleOfCrop } from './language-draft.ts';

const demo = { id: 'demo', name: 'Demo encoder', state: 'ready' } as Encoder;
const encoders = { encoders: [demo], defaultId: 'demo' };
const run = (language: Run['language'], continueFrom: string | null = null) => ({ language, continueFrom }) as Run;

test('a first run is proposed with a language field of the default encoder', () => {
  expect(languageChoiceOf(draftAfter(null), encoders)).toEqual({ encoder: 'demo', dense: true, singleScale: null });
});

test('one that is not here is proposed to nobody, but can be chosen', () => {
  const without = { encoders: [{ ...demo, state: 'absent' as const }], defaultId: 'demo' };
  expect(languageChoiceOf(draftAfter(null), without)).toBeNull();
  expect(languageChoiceOf({ ...draftAfter(null), isOn: true }, without)).toMatchObject({ encoder: 'demo' });
});

test('what the previous run had is proposed again', () => {
  const language = { encoder: 'clip', dense: false, singleScale: scaleOfCrop(30) };
  expect(languageChoiceOf(draftAfter(run(language)), encoders)).toEqual(language);
  expect(languageChoiceOf(draftAfter(run(null)), encoders)).toBeNull();
});

test('before the encoders are known no language field is asked for', () => {
  expect(languageChoiceOf(draftAfter(null), undefined)).toBeNull();
});

test('every size of crop keeps its percentage', () => {
  for (let percent = 5; percent <= 50; percent++) expect(cropPercentOf(scaleOfCrop(percent))).toBe(percent);
  expect([scaleOfCrop(5), scaleOfCrop(50)]).toEqual([0, 1]);
});

test('a run says what it was trained with', () => {
  expect(describeLanguage(run(null), encoders)).toBe('Radiance field only');
  expect(describeLanguage(run({ encoder: 'demo', dense: true, singleScale: null }), encoders)).toBe(
    'Language field: Demo encoder',
  );
  expect(describeLanguage(run({ encoder: 'gone', dense: false, singleScale: 1 }, '3'), encoders)).toBe(
    'Language field: gone, without DINO, crops of 50 % only, on the radiance of run 3',
  );
});
