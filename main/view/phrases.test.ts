import { describe, expect, it } from 'vitest';
import { CANONICAL_PHRASES, embedPhrases } from './phrases.ts';

const key = {
  image: { encoder: 'demo', fingerprint: 'aaa', dimensions: 2 },
  dense: null,
  singleScale: null,
};
/** Embeds a text as its length and its position. */
const encoder = (id: string, fingerprint: string) => ({
  id,
  fingerprint,
  encodeTexts: async (texts: readonly string[]) => Float32Array.from(texts.flatMap(({ length }, i) => [length, i])),
});

describe('phrases', () => {
  it('are embedded beside the canonical ones', async () => {
    const { phrases, canonical } = await embedPhrases(encoder('demo', 'aaa'), key, ['mug', 'plate']);
    expect([...phrases]).toEqual([3, 0, 5, 1]);
    expect([...canonical]).toEqual(CANONICAL_PHRASES.flatMap(({ length }, i) => [length, i + 2]));
    const own = await embedPhrases(encoder('demo', 'aaa'), key, ['mug'], ['thing']);
    expect([...own.canonical]).toEqual([5, 1]);
  });

  it('of another encoder are refused with what to do', async () => {
    await expect(embedPhrases(encoder('clip-vit-b16', 'bbb'), key, ['mug'])).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/‘demo’.*‘clip-vit-b16’/),
      hint: expect.stringContaining('extract features'),
    });
  });

  it('of other files of the same encoder are refused too', async () => {
    await expect(embedPhrases(encoder('demo', 'bbb'), key, ['mug'])).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('other files'),
      hint: expect.stringContaining('extract features'),
    });
  });
});
