import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { clipTokenizer, siglipTokenizer, testWords, writeFiles } from './test-models.ts';
import { readTokenizerFiles, TextTokenizer } from './tokenizer.ts';

const scratch = mkdtempSync(join(tmpdir(), 'lerf-tokenizer-'));
afterAll(() => rmSync(scratch, { recursive: true }));

function open({ tokenizer, config }: { tokenizer: object; config: object }, length: number, canonical = false) {
  const root = writeFiles(mkdtempSync(join(scratch, 't-')), { 'tokenizer.json': tokenizer, 'config.json': config });
  const files = readTokenizerFiles({
    tokenizer: join(root, 'tokenizer.json'),
    config: join(root, 'config.json'),
    specialTokens: null,
    model: canonical ? { text_cfg: { tokenizer_kwargs: { clean: 'canonicalize' } } } : {},
    fixedLength: length,
  });
  return new TextTokenizer(files);
}
const ids = (tokenizer: TextTokenizer, text: string) => [...tokenizer.encode([text]).ids];

describe("CLIP's byte pairs", () => {
  const source = clipTokenizer(testWords);
  const { vocab } = (source.tokenizer as { model: { vocab: Record<string, number> } }).model;
  const [start, end, red, cup] = ['<|startoftext|>', '<|endoftext|>', 'red</w>', 'cup</w>'].map(
    (token) => vocab[token],
  );

  it('frames the text and fills it up with the end token', () => {
    expect(ids(open(source, 7), 'Red  cup')).toEqual([start, red, cup, end, end, end, end]);
    expect([...open(source, 7).encode(['red cup', '']).mask]).toEqual([1, 1, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]);
  });

  it('keeps the end token of a text that is too long', () => {
    expect(ids(open(source, 4), 'red cup red cup')).toEqual([start, red, cup, end]);
  });

  it('spells what it does not know', () => {
    expect(ids(open(source, 6), 'cur')).toEqual([start, vocab.cu, vocab['r</w>'], end, end, end]);
  });
});

describe("SigLIP's pieces", () => {
  const source = siglipTokenizer(testWords);
  const [end, red, cup] = [1, 2 + testWords.indexOf('red'), 2 + testWords.indexOf('cup')];

  it('are in lower case, without punctuation, ended and filled up', () => {
    expect(ids(open(source, 6), 'Red, CUP!')).toEqual([red, cup, end, end, end, end]);
    expect(ids(open(source, 3), 'red cup red cup')).toEqual([red, cup, end]);
  });
});

it("prepares texts as OpenCLIP's SigLIP wants them, where the tokenizer does not", () => {
  const plain = siglipTokenizer(testWords);
  const tokenizer = { ...plain.tokenizer, normalizer: null };
  const source = { ...plain, tokenizer };
  expect(ids(open(source, 5, true), ' Red_cup, ')).toEqual(ids(open(source, 5), 'red cup'));
  expect(ids(open(source, 5, false), ' Red_cup, ')).not.toEqual(ids(open(source, 5), 'red cup'));
});
