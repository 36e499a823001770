import type { ImageTextEncoder } from '../encoders/types.ts';
import { UserError } from '../errors.ts';
import type { LanguageKey } from '../training/run-options.ts';
import type { Queries } from './language-renderer.ts';

/** What a relevancy is weighed against unless told otherwise (Kerr et al. 2023, section 3.3). */
export const CANONICAL_PHRASES: readonly string[] = ['object', 'things', 'stuff', 'texture'];

type TextEncoder = Pick<ImageTextEncoder, 'id' | 'fingerprint' | 'encodeTexts'>;

/**
 * Embeds what is asked for and what it is weighed against.
 * @throws UserError conflict if the field was trained with another encoder: its embeddings mean something else
 */
export async function embedPhrases(
  encoder: TextEncoder,
  key: LanguageKey,
  phrases: readonly string[],
  canonical: readonly string[] = CANONICAL_PHRASES,
): Promise<Queries> {
  requireSameEncoder(encoder, key);
  const embeddings = await encoder.encodeTexts([...phrases, ...canonical]);
  const split = phrases.length * key.image.dimensions;
  return { phrases: embeddings.subarray(0, split), canonical: embeddings.subarray(split) };
}

function requireSameEncoder({ id, fingerprint }: TextEncoder, { image }: LanguageKey): void {
  if (fingerprint === image.fingerprint) return;
  if (id === image.encoder) {
    throw new UserError(
      'conflict',
      `The language field was trained with other files of the encoder ‘${id}’ than those that are here now.`,
      'Put back the files it was trained with, or extract features and train a language field with the present ones.',
    );
  }
  throw new UserError(
    'conflict',
    `The language field was trained with the encoder ‘${image.encoder}’ and does not understand ‘${id}’.`,
    `Ask with ‘${image.encoder}’, or extract features and train a language field with ‘${id}’.`,
  );
}
