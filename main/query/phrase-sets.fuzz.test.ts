import fc from 'fast-check';
import { expect, test } from 'vitest';
import { damagedJson, fuzz } from '../testing/fuzz.ts';
import { checkSet, DEFAULT_PHRASE_SET, exportSet, importSet } from './phrase-sets.ts';

test('a set of canonical phrases is read from any text or refused in one sentence', async () => {
  const whole = JSON.parse(exportSet(DEFAULT_PHRASE_SET));
  const { read, refused } = await fuzz(
    fc.oneof(damagedJson(whole), fc.string({ unit: 'binary', maxLength: 3000 }), fc.lorem({ maxCount: 300 })),
    (text) => checkSet(importSet(text, 'Imported')),
    { runs: 400 },
  );
  expect([read > 10, refused.length > 10]).toEqual([true, true]);
});
