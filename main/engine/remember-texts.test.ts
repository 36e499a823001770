import { expect, test } from 'vitest';
import { FakeImageTextEncoder } from '../testing/fake-encoder.ts';
import { rememberTexts } from './remember-texts.ts';

function counting() {
  const encoder = new FakeImageTextEncoder();
  const asked: string[][] = [];
  const encodeTexts = encoder.encodeTexts.bind(encoder);
  encoder.encodeTexts = (texts) => {
    asked.push([...texts]);
    return encodeTexts(texts);
  };
  return { encoder, asked };
}

test('each text is embedded once, and comes back as it was', async () => {
  const { encoder, asked } = counting();
  const remembering = rememberTexts(encoder);
  const texts = ['red cup', 'table', 'red cup'];
  const expected = await new FakeImageTextEncoder().encodeTexts(texts);
  expect(await remembering.encodeTexts(texts)).toEqual(expected);
  const again = await remembering.encodeTexts(texts);
  again.fill(0);
  expect(await remembering.encodeTexts(texts)).toEqual(expected);
  await remembering.encodeTexts(['table', 'lamp']);
  expect(asked).toEqual([['red cup', 'table'], ['lamp']]);
});

test('what was not asked for longest is forgotten', async () => {
  const { encoder, asked } = counting();
  const remembering = rememberTexts(encoder, 2);
  for (const text of ['a', 'b', 'a', 'c', 'a', 'b']) await remembering.encodeTexts([text]);
  expect(asked.flat()).toEqual(['a', 'b', 'c', 'b']);
});
