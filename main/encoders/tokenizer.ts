import { Tokenizer } from '@huggingface/tokenizers';
import { z } from 'zod';
import { badEncoder, readModelJson } from './bad-encoder.ts';
import type { ModelConfig } from './model-config.ts';

/** What a folder says about how texts become tokens. */
export interface TokenizerFiles {
  readonly tokenizer: string;
  readonly config: string | null;
  /** Every text is filled up to this many tokens. */
  readonly length: number;
  readonly paddingId: number;
  /** Texts are put into lower case, their punctuation dropped, before the tokenizer sees them: OpenCLIP's SigLIP. */
  readonly canonical: boolean;
}

interface Sources {
  readonly tokenizer: string;
  readonly config: string | null;
  readonly specialTokens: string | null;
  readonly model: ModelConfig;
  /** Of the model's input, where it has one. */
  readonly fixedLength: number | null;
}

const token = z.union([z.string(), z.object({ content: z.string() }).transform(({ content }) => content)]);
const tokenizerSchema = z.looseObject({
  model: z.looseObject({ vocab: z.unknown() }),
  added_tokens: z.array(z.looseObject({ id: z.number().int(), content: z.string() })).default([]),
  normalizer: z.unknown().default(null),
  pre_tokenizer: z.unknown().default(null),
  post_processor: z.unknown().default(null),
  decoder: z.unknown().default(null),
  padding: z.looseObject({ pad_id: z.number().int() }).nullish(),
  truncation: z.looseObject({ max_length: z.number().int().positive() }).nullish(),
});
const configSchema = z.looseObject({ pad_token: token.nullish(), model_max_length: z.number().nullish() });
const specialTokensSchema = z.looseObject({ pad_token: token.nullish() });

/** Of CLIP; what counts where a folder says nothing at all. */
const usualLength = 77;
/** Tokenizers without a limit say so by a number like 1e30. */
const greatestLength = 4096;
const isLength = (length: number) => Number.isInteger(length) && length >= 1 && length <= greatestLength;

/** @throws UserError bad-encoder if a file is damaged or is no tokenizer */
export function readTokenizerFiles({ tokenizer, config, specialTokens, model, fixedLength }: Sources): TokenizerFiles {
  const settings = config === null ? {} : readModelJson(config, configSchema);
  const special = specialTokens === null ? {} : readModelJson(specialTokens, specialTokensSchema);
  const { padding, truncation } = readModelJson(tokenizer, tokenizerSchema);
  const { vocabulary } = load(tokenizer, config);
  const lengths = [
    fixedLength,
    model.text_cfg?.context_length,
    model.text_config?.max_position_embeddings,
    settings.model_max_length,
    truncation?.max_length,
  ];
  const paddingToken = settings.pad_token ?? special.pad_token;
  return {
    tokenizer,
    config,
    length: lengths.find((length) => length != null && isLength(length)) ?? usualLength,
    // Without a word about it it is 0, which is what OpenCLIP fills texts up with.
    paddingId:
      [
        paddingToken == null ? null : vocabulary.get(paddingToken),
        padding?.pad_id,
        model.text_config?.pad_token_id,
      ].find((id) => id != null && id >= 0) ?? 0,
    canonical: model.text_cfg?.tokenizer_kwargs?.clean === 'canonicalize',
  };
}

/** Texts as token ids, all of the same length. */
export class TextTokenizer {
  readonly length: number;
  readonly #tokenizer: Tokenizer;
  readonly #files: TokenizerFiles;
  /** Tokens that end every text, and stay when a text is cut. */
  readonly #ending: readonly number[];

  constructor(files: TokenizerFiles) {
    this.#files = files;
    this.length = files.length;
    this.#tokenizer = load(files.tokenizer, files.config).tokenizer;
    const [plain, framed] = [false, true].map((special) => this.#ids('a', special)) as [number[], number[]];
    const begin = framed.findIndex((_, at) => plain.every((id, i) => framed[at + i] === id));
    this.#ending = framed.slice(begin + plain.length);
  }

  /** @returns ids [texts.length, length], and which of them are of the text: 1, and which fill it up: 0 */
  encode(texts: readonly string[]): { ids: Int32Array; mask: Int32Array } {
    const ids = new Int32Array(texts.length * this.length).fill(this.#files.paddingId);
    const mask = new Int32Array(ids.length);
    for (const [row, text] of texts.entries()) {
      let tokens = this.#ids(this.#files.canonical ? canonical(text) : text, true);
      if (tokens.length > this.length) {
        tokens = [...tokens.slice(0, this.length - this.#ending.length), ...this.#ending];
      }
      ids.set(tokens, row * this.length);
      mask.fill(1, row * this.length, row * this.length + tokens.length);
    }
    return { ids, mask };
  }

  #ids(text: string, special: boolean): number[] {
    const { ids } = this.#tokenizer.encode(text, { add_special_tokens: special });
    // A tokenizer without a token for what it does not know leaves holes.
    return (ids as (number | undefined)[]).filter((id) => id !== undefined);
  }
}

function load(path: string, configPath: string | null): { tokenizer: Tokenizer; vocabulary: Map<string, number> } {
  const json = readModelJson(path, tokenizerSchema);
  const config = configPath === null ? {} : readModelJson(configPath, configSchema);
  const unusable = (cause?: unknown) => badEncoder(`${path} is no tokenizer that can be used here.`, undefined, cause);
  let tokenizer: Tokenizer;
  try {
    tokenizer = new Tokenizer(json, config);
    // What is wrong with a tokenizer often shows in its first text only.
    tokenizer.encode('a red cup');
  } catch (error) {
    throw unusable(error);
  }
  const vocabulary = tokenizer.get_vocab();
  if (vocabulary.size === 0) throw unusable();
  return { tokenizer, vocabulary };
}

/** As OpenCLIP's canonicalize_text. */
function canonical(text: string): string {
  return text
    .replaceAll('_', ' ')
    .replace(/[!-/:-@[-`{-~]/g, '')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .trim();
}
