import type { ImageTextEncoder } from '../encoders/types.ts';

/** A vocabulary of the largest size, canonical phrases and what is asked. */
const MAX_REMEMBERED = 4096;

/** An encoder that embeds each text once: canonical phrases and vocabularies come with every question. */
export function rememberTexts(encoder: ImageTextEncoder, capacity = MAX_REMEMBERED): ImageTextEncoder {
  /** Oldest use first. */
  const known = new Map<string, Float32Array>();
  return {
    id: encoder.id,
    fingerprint: encoder.fingerprint,
    dimensions: encoder.dimensions,
    inputSize: encoder.inputSize,
    encodeImages: (pixels, count) => encoder.encodeImages(pixels, count),
    unknownWords: (text) => encoder.unknownWords(text),
    async encodeTexts(texts) {
      const { dimensions } = encoder;
      const missing = [...new Set(texts)].filter((text) => !known.has(text));
      const fresh = missing.length === 0 ? new Float32Array(0) : await encoder.encodeTexts(missing);
      for (const [i, text] of missing.entries()) known.set(text, fresh.slice(i * dimensions, (i + 1) * dimensions));
      const embeddings = new Float32Array(texts.length * dimensions);
      for (const [i, text] of texts.entries()) {
        const embedding = known.get(text)!;
        embeddings.set(embedding, i * dimensions);
        known.delete(text);
        known.set(text, embedding);
      }
      for (const text of known.keys()) {
        if (known.size <= capacity) break;
        known.delete(text);
      }
      return embeddings;
    },
    [Symbol.asyncDispose]: () => encoder[Symbol.asyncDispose](),
  };
}
