/** What the rest of the program knows of an encoder, whichever model is behind it. */

/** Embeds images and texts into one space: CLIP, SigLIP, the demo encoder. */
export interface ImageTextEncoder extends AsyncDisposable {
  /** Catalogue id ('demo', 'clip-vit-b16', …) or 'folder:<name>'. */
  readonly id: string;
  /** Hex, of the model files and their configuration: features, fields and queries are keyed by it. */
  readonly fingerprint: string;
  readonly dimensions: number;
  readonly inputSize: { readonly width: number; readonly height: number };
  /**
   * @param pixels `count` crops of `inputSize`, RGB8 [count, height, width, 3], cut and resized already
   * @returns [count, dimensions], unit length each
   */
  encodeImages(pixels: Uint8Array, count: number): Promise<Float32Array>;
  /** @returns [texts.length, dimensions], unit length each */
  encodeTexts(texts: readonly string[]): Promise<Float32Array>;
  /** Words the encoder never saw in training; empty for encoders with an open vocabulary. */
  unknownWords(text: string): string[];
}

/** Features of every patch of an image: DINO, and the demo encoder's own. */
export interface DenseEncoder extends AsyncDisposable {
  readonly id: string;
  readonly fingerprint: string;
  readonly dimensions: number;
  /**
   * @param image RGB8, row-major, of any size
   * @returns patch features [rows · columns, dimensions], row-major over the whole image
   */
  encodeImage(image: {
    pixels: Uint8Array;
    width: number;
    height: number;
  }): Promise<{ rows: number; columns: number; features: Float32Array }>;
}
