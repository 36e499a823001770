import { Tokenizer } from '@huggingface/tokenizers';
import { describe, expect, it } from 'vitest';
import { WordTokenizer, wordsOf } from './tokenizer.ts';

const tokenizer = WordTokenizer.ofPhrases(["rubik's cube", 'a red mug', 'something to drink from'], 6);

describe('WordTokenizer', () => {
  it('knows the words of its phrases, punctuation apart', () => {
    expect(wordsOf("A Rubik's cube!")).toEqual(['a', 'rubik', "'", 's', 'cube', '!']);
    expect(tokenizer.words).toEqual(["'", 'a', 'cube', 'drink', 'from', 'mug', 'red', 'rubik', 's', 'something', 'to']);
  });

  it('pads, cuts off, and has one id for all that it does not know', () => {
    expect([...tokenizer.encode('red mug')]).toEqual([8, 7, 0, 0, 0, 0]);
    expect([...tokenizer.encode('a blue mug')]).toEqual([3, 1, 7, 0, 0, 0]);
    expect(tokenizer.encode('red '.repeat(9))).toEqual(new Int32Array(6).fill(8));
  });

  it.each(["Rubik's cube", 'a  RED mug', 'something to drink tea from', 'mug, red'])(
    'is the tokenizer that it writes: %s',
    (text) => {
      const { tokenizer: json, config } = tokenizer.files();
      const { ids } = new Tokenizer(json, config).encode(text, {});
      expect(ids.slice(0, 6)).toEqual([...tokenizer.encode(text)].slice(0, ids.length));
    },
  );
});
