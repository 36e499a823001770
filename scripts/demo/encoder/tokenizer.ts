/**
 * Words as tokens: a few hundred are all that the demo encoder ever sees. Written in the format of Hugging
 * Face's tokenizers, so that the program loads it as it loads any other.
 */

export const specialTokens = ['[PAD]', '[UNK]'] as const;
const [padding, unknown] = specialTokens;

/** The words of a text, lower case, punctuation apart: what `Whitespace` of the tokenizers library does. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/\w+|[^\w\s]+/g) ?? [];
}

export class WordTokenizer {
  /** All words, sorted; their ids follow those of the special tokens. */
  readonly words: readonly string[];
  readonly context: number;
  private readonly ids: ReadonlyMap<string, number>;

  constructor(words: readonly string[], context: number) {
    this.words = words;
    this.context = context;
    this.ids = new Map([...specialTokens, ...words].map((word, id) => [word, id]));
  }

  static ofPhrases(phrases: Iterable<string>, context: number): WordTokenizer {
    return new WordTokenizer([...new Set([...phrases].flatMap(wordsOf))].sort(), context);
  }

  get size(): number {
    return this.ids.size;
  }

  /** Ids of a text, cut off or padded to the context. */
  encode(text: string): Int32Array {
    const ids = new Int32Array(this.context);
    const unknownId = this.ids.get(unknown)!;
    const words = wordsOf(text).slice(0, this.context);
    for (const [place, word] of words.entries()) ids[place] = this.ids.get(word) ?? unknownId;
    return ids;
  }

  /** tokenizer.json and tokenizer_config.json. */
  files(): { tokenizer: object; config: object } {
    const added = specialTokens.map((content, id) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    }));
    return {
      tokenizer: {
        version: '1.0',
        truncation: { direction: 'Right', max_length: this.context, strategy: 'LongestFirst', stride: 0 },
        padding: {
          strategy: { Fixed: this.context },
          direction: 'Right',
          pad_to_multiple_of: null,
          pad_id: this.ids.get(padding)!,
          pad_type_id: 0,
          pad_token: padding,
        },
        added_tokens: added,
        normalizer: { type: 'Lowercase' },
        pre_tokenizer: { type: 'Whitespace' },
        post_processor: null,
        decoder: null,
        model: { type: 'WordLevel', vocab: Object.fromEntries(this.ids), unk_token: unknown },
      },
      config: {
        tokenizer_class: 'PreTrainedTokenizerFast',
        model_max_length: this.context,
        pad_token: padding,
        unk_token: unknown,
        do_lower_case: true,
      },
    };
  }
}
